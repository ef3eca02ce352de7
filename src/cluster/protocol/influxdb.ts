// What InfluxDB answers to a query, as data: the same over HTTP, on the page and on a command line.

/** A row; the first cell of a table with a time is that, in microseconds since 1970. */
export type InfluxRow = readonly (number | string | boolean | null)[];

/** One series of an answer. */
export interface InfluxTable {
  readonly name?: string;
  readonly tags?: { readonly [key: string]: string };
  readonly columns: readonly string[];
  readonly values: readonly InfluxRow[];
}

/** What one statement gave. */
export interface InfluxResult {
  readonly tables: readonly InfluxTable[];
  readonly error?: string;
}

/** What a query gave; `error` when it could not be read or nobody is there to answer. */
export interface InfluxReply {
  readonly results: readonly InfluxResult[];
  readonly error?: string;
}
