// The points of one field in order of time. Appending shares all that is there: the newest points
// hang one on the other, as every instant that is kept holds them, and many of them make a chunk.

/** A value of a field. */
export type Value = number | string | boolean;

/** Points next to each other in time. */
interface Chunk {
  /** Microseconds since 1970, rising. */
  readonly times: readonly number[];
  readonly values: readonly Value[];
}

/** A new point, and those before it that are in no chunk yet. */
interface Recent {
  readonly at: number;
  readonly value: Value;
  readonly count: number;
  readonly before: Recent | undefined;
}

/** All points of one field: the chunks, then the recent ones. */
export interface Column {
  readonly chunks: readonly Chunk[];
  readonly recent: Recent | undefined;
}

/** How many points a chunk takes. */
const CHUNK = 32;

/** Nothing was written. */
export const NO_POINTS: Column = { chunks: [], recent: undefined };

/** A column of points that are in order of time. */
export function columnOf(points: readonly (readonly [at: number, value: Value])[]): Column {
  const chunks: Chunk[] = [];
  for (let i = 0; i < points.length; i += CHUNK) {
    const own = points.slice(i, i + CHUNK);
    chunks.push({ times: own.map(([at]) => at), values: own.map(([, value]) => value) });
  }
  return { chunks, recent: undefined };
}

/** With a value at an instant; the one that was there is replaced. */
export function withValue(column: Column, at: number, value: Value): Column {
  const { chunks, recent } = column;
  const last = recent?.at ?? chunks.at(-1)?.times.at(-1);
  if (last !== undefined && last >= at) return withLate(column, at, value);
  const isFull = recent !== undefined && recent.count >= CHUNK;
  const before = isFull ? undefined : recent;
  const count = before === undefined ? 1 : before.count + 1;
  return {
    chunks: isFull ? [...chunks, closed(recent)] : chunks,
    recent: { at, value, count, before },
  };
}

/** A point that is not the newest, which is rare. */
function withLate(column: Column, at: number, value: Value): Column {
  const chunks = chunksOf(column);
  const index = chunks.findIndex(({ times }) => (times.at(-1) as number) >= at);
  const chunk = chunks[index] as Chunk;
  const place = chunk.times.findIndex((time) => time >= at);
  const replaces = chunk.times[place] === at ? 1 : 0;
  const changed = chunks.with(index, {
    times: chunk.times.toSpliced(place, replaces, at),
    values: chunk.values.toSpliced(place, replaces, value),
  });
  return { chunks: changed, recent: undefined };
}

function closed(recent: Recent): Chunk {
  const times: number[] = [];
  const values: Value[] = [];
  for (let one: Recent | undefined = recent; one !== undefined; one = one.before) {
    times.push(one.at);
    values.push(one.value);
  }
  return { times: times.reverse(), values: values.reverse() };
}

function chunksOf({ chunks, recent }: Column): readonly Chunk[] {
  return recent === undefined ? chunks : [...chunks, closed(recent)];
}

/** Visits the points from `from` up to `until`, which is not among them. */
export function visitPoints(
  column: Column,
  from: number,
  until: number,
  visit: (at: number, value: Value) => void,
): void {
  for (const { times, values } of chunksOf(column)) {
    if ((times.at(-1) as number) < from || (times[0] as number) >= until) continue;
    for (let i = 0; i < times.length; i++) {
      const at = times[i] as number;
      if (at >= from && at < until) visit(at, values[i] as Value);
    }
  }
}

/** Without what is older than `edge`; the same column when nothing is. */
export function since(column: Column, edge: number): Column {
  const chunks = chunksOf(column);
  if ((chunks[0]?.times[0] ?? edge) >= edge) return column;
  return { chunks: chunks.flatMap((chunk) => young(chunk, edge)), recent: undefined };
}

function young(chunk: Chunk, edge: number): readonly Chunk[] {
  const first = chunk.times.findIndex((time) => time >= edge);
  if (first === 0) return [chunk];
  if (first < 0) return [];
  return [{ times: chunk.times.slice(first), values: chunk.values.slice(first) }];
}

/** Whether no point is left. */
export function isEmpty({ chunks, recent }: Column): boolean {
  return chunks.length === 0 && recent === undefined;
}
