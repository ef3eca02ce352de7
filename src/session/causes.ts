// Why something happened: for every event who caused it, when, where, and what it was in a few
// words. Kept in columns, so that a long run stays small; texts are shared.

import type { Envelope, EventId, Subject } from '../kernel/message.ts';
import type { Description } from '../projection/describe/description.ts';

/** Values that occur again and again, by number. */
interface Pool<T> {
  readonly values: T[];
  readonly numbers: Map<string, number>;
}

/** The columns; row `i` is event `i`. */
export interface CauseIndex {
  size: number;
  cause: Uint32Array;
  at: Float64Array;
  place: Uint32Array;
  text: Uint32Array;
  type: Uint32Array;
  about: Uint32Array;
  /** 1 a command, 2 a timer, 0 anything else. */
  root: Uint8Array;
  readonly places: Pool<{ readonly process: string; readonly port: string }>;
  readonly texts: Pool<string>;
  readonly abouts: Pool<Subject | undefined>;
  /** Second causes. */
  readonly because: Map<number, number[]>;
}

const FIRST_ROOM = 1 << 14;
/** A root that is a command. */
export const COMMAND = 1;
/** A root that is a timer. */
export const TIMER = 2;

/** Nothing has happened. */
export function newCauseIndex(): CauseIndex {
  return {
    size: 0,
    cause: new Uint32Array(FIRST_ROOM),
    at: new Float64Array(FIRST_ROOM),
    place: new Uint32Array(FIRST_ROOM),
    text: new Uint32Array(FIRST_ROOM),
    type: new Uint32Array(FIRST_ROOM),
    about: new Uint32Array(FIRST_ROOM),
    root: new Uint8Array(FIRST_ROOM),
    places: newPool(),
    texts: newPool(),
    abouts: newPool(),
    because: new Map(),
  };
}

/** Notes an envelope when it is sent. */
export function noteCause(
  index: CauseIndex,
  envelope: Envelope,
  description: Description,
  process: string,
): void {
  const { id, cause, deliverAt, to, message, carrier } = envelope;
  if (id >= index.cause.length) grow(index, id);
  if (id >= index.size) index.size = id + 1;
  index.cause[id] = cause;
  index.at[id] = deliverAt;
  index.place[id] = pooled(index.places, `${process} ${to.port}`, () => ({
    process,
    port: to.port,
  }));
  index.text[id] = pooled(index.texts, description.label, () => description.label);
  index.type[id] = pooled(index.texts, message.type, () => message.type);
  const { about } = description;
  index.about[id] = pooled(index.abouts, subjectKey(about), () => about);
  const isCommand = carrier === 'command' && !to.port.startsWith('@');
  index.root[id] = isCommand ? COMMAND : carrier === 'timer' ? TIMER : 0;
}

/** Notes a second cause. */
export function noteBecause(index: CauseIndex, event: EventId, cause: EventId): void {
  // A timer's event got its number when it was armed: its second cause may have a higher one.
  if (cause === event) return;
  const known = index.because.get(event);
  if (known === undefined) index.because.set(event, [cause]);
  else if (!known.includes(cause)) known.push(cause);
}

/** Forgets the events from `id` on: another future begins there. */
export function forgetFrom(index: CauseIndex, id: number): void {
  if (id >= index.size) return;
  index.size = id;
  for (const [event, causes] of index.because) {
    const kept = causes.filter((cause) => cause < id);
    if (event >= id || kept.length === 0) index.because.delete(event);
    else if (kept.length < causes.length) index.because.set(event, kept);
  }
}

/** Whether a flow was begun by somebody's command. */
export function isCommandFlow(index: CauseIndex, flow: number): boolean {
  return index.root[flow] === COMMAND;
}

function newPool<T>(): Pool<T> {
  return { values: [], numbers: new Map() };
}

function pooled<T>(pool: Pool<T>, key: string, make: () => T): number {
  const known = pool.numbers.get(key);
  if (known !== undefined) return known;
  const number = pool.values.length;
  pool.values.push(make());
  pool.numbers.set(key, number);
  return number;
}

function subjectKey(about: Subject | undefined): string {
  if (about === undefined) return '';
  const { kind, namespace = '', name, uid = '', container = '', node = '' } = about;
  return `${kind}/${namespace}/${name}/${uid}/${container}/${node}`;
}

function grow(index: CauseIndex, id: number): void {
  const room = Math.max(id + 1, index.cause.length * 2);
  const wider = <A extends Uint32Array | Float64Array | Uint8Array>(old: A, now: A): A => {
    now.set(old);
    return now;
  };
  index.cause = wider(index.cause, new Uint32Array(room));
  index.at = wider(index.at, new Float64Array(room));
  index.place = wider(index.place, new Uint32Array(room));
  index.text = wider(index.text, new Uint32Array(room));
  index.type = wider(index.type, new Uint32Array(room));
  index.about = wider(index.about, new Uint32Array(room));
  index.root = wider(index.root, new Uint8Array(room));
}
