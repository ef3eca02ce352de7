// What InfluxQL says, as data: statements and expressions. Times and durations are microseconds.

/** A name, where it may be that of a tag, of a field, or both. */
export interface Ref {
  readonly kind: 'ref';
  readonly name: string;
}

/** `mean("value")`; names in small letters. */
export interface Call {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly Expr[];
}

/** Operators by the way they are written; words in capitals. */
export type Operator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '&'
  | '|'
  | '^'
  | 'AND'
  | 'OR'
  | '='
  | '!='
  | '=~'
  | '!~'
  | '<'
  | '<='
  | '>'
  | '>=';

/** Two expressions and what is between them. */
export interface Binary {
  readonly kind: 'binary';
  readonly op: Operator;
  readonly left: Expr;
  readonly right: Expr;
}

/** Any expression. */
export type Expr =
  | Ref
  | Call
  | Binary
  | { readonly kind: 'paren'; readonly inner: Expr }
  | { readonly kind: 'number'; readonly value: number; readonly isInteger: boolean }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'duration'; readonly micros: number }
  | { readonly kind: 'regex'; readonly source: string }
  | { readonly kind: 'wildcard'; readonly only?: 'field' | 'tag' };

/** A measurement by its name or by a pattern. */
export interface Measurement {
  readonly database?: string;
  readonly policy?: string;
  readonly name?: string;
  readonly regex?: string;
}

/** Another SELECT where a measurement may stand. */
export interface Subquery {
  readonly select: Select;
}

/** What stands behind FROM. */
export type Source = Measurement | Subquery;

/** What stands between SELECT and FROM. */
export interface Field {
  readonly expr: Expr;
  readonly alias?: string;
}

/** What stands in intervals without points. */
export type Fill =
  | { readonly mode: 'null' | 'none' | 'previous' | 'linear' }
  | { readonly mode: 'number'; readonly value: number };

/** How much of an answer is wanted; 0 is all. */
export interface Window {
  readonly limit: number;
  readonly offset: number;
  readonly seriesLimit: number;
  readonly seriesOffset: number;
}

/** SELECT. */
export interface Select extends Window {
  readonly kind: 'select';
  readonly fields: readonly Field[];
  readonly sources: readonly Source[];
  readonly condition?: Expr;
  readonly dimensions: readonly Expr[];
  readonly fill: Fill;
  readonly isDescending: boolean;
}

/** Which tag keys are meant. */
export type KeyPattern =
  | { readonly op: '=' | '!='; readonly key: string }
  | { readonly op: '=~' | '!~'; readonly regex: string }
  | { readonly op: 'IN'; readonly keys: readonly string[] };

/** What the SHOW statements about measurements have in common. */
export interface Show extends Window {
  readonly kind:
    | 'show measurements'
    | 'show tag keys'
    | 'show tag values'
    | 'show field keys'
    | 'show series';
  readonly database?: string;
  readonly sources: readonly Measurement[];
  readonly condition?: Expr;
  /** Of WITH KEY. */
  readonly keys?: KeyPattern;
}

/** How long points are kept; durations of 0 are without end. */
export interface PolicyWish {
  readonly name?: string;
  readonly durationMicros?: number;
  readonly replication?: number;
  readonly shardMicros?: number;
}

/** Any statement. */
export type Statement =
  | Select
  | Show
  | { readonly kind: 'show databases' }
  | { readonly kind: 'show retention policies'; readonly database?: string }
  | { readonly kind: 'create database'; readonly name: string; readonly policy?: PolicyWish }
  | {
      readonly kind: 'create retention policy';
      readonly database: string;
      readonly policy: PolicyWish & { readonly name: string };
      readonly isDefault: boolean;
    }
  | { readonly kind: 'drop database'; readonly name: string }
  | { readonly kind: 'drop measurement'; readonly name: string }
  /** A statement of the language that this database does not carry out. */
  | { readonly kind: 'other'; readonly words: string };
