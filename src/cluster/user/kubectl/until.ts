// Waits until one object is as wanted: lists it by its name, then watches from the list's version,
// which no server finds too old, and looks again when the watch ends. Models client-go's
// tools/watch/until.go, UntilWithSync.

import type { ApiObject } from '../../../apimachinery/meta.ts';
import { elapsed, later, type Micros, seconds } from '../../../kernel/time.ts';
import type { ApiRequest, ApiWatch, WatchEvent } from '../../protocol/apiserver.ts';
import { CONNECTION_REFUSED, fail, type Reply, type Routine, timedApi } from '../calls.ts';
import { call, isOk, refuse, type Target, targetPath } from './common.ts';

/** Whether this news is what was waited for; the first is how the object was found. */
type Wish = (news: WatchEvent) => boolean;

/** How long after the end of a watch it is looked again. Models client-go's reflector.go. */
const BACKOFF_MICROS = 800_000;

/** Waits for one object; the exit code, or that there is no such object. */
export function* until(
  target: Target,
  timeoutSeconds: number,
  wish: Wish,
): Routine<number | 'absent'> {
  let deadline: Micros | undefined;
  for (;;) {
    const found = yield* look(target);
    if (typeof found === 'number') return found;
    deadline ??= later(found.at, seconds(timeoutSeconds));
    const { object } = found;
    if (object === undefined) return 'absent';
    if (wish({ type: 'ADDED', object })) return 0;
    const end = yield* watch(target, found, deadline, wish);
    if (end === 'met') return 0;
    if (end === 'time-up') break;
    if (end === 'refused') return 1;
    yield { call: 'sleep', micros: BACKOFF_MICROS };
  }
  const name = `${target.info.resource}/${target.name}`;
  return yield* fail(`error: timed out waiting for the condition on ${name}`);
}

/** What a list of one object gave. */
interface Found {
  readonly at: Micros;
  readonly object: ApiObject | undefined;
  /** Of the list, not of the object: an object that nobody changes has an old one. */
  readonly resourceVersion: string;
}

/** The object as it is; an exit code when that was refused (and printed). */
function* look(target: Target): Routine<Found | number> {
  const { at, answer } = yield* timedApi({ verb: 'GET', ...collectionOf(target) });
  if (answer === undefined) return yield* fail(CONNECTION_REFUSED);
  if (!isOk(answer)) return yield* refuse(answer);
  const { items, metadata } = answer.body as {
    readonly items: readonly ApiObject[];
    readonly metadata: { readonly resourceVersion: string };
  };
  return { at, object: items[0], resourceVersion: metadata.resourceVersion };
}

function collectionOf(target: Target): Required<Pick<ApiRequest, 'path' | 'query'>> {
  const path = targetPath(target).slice(0, -(target.name.length + 1));
  return { path, query: { fieldSelector: `metadata.name=${target.name}` } };
}

/** Watches from there until the wish is met, the time is up, or the watch is at its end. */
function* watch(
  target: Target,
  { at, resourceVersion }: Found,
  deadline: Micros,
  wish: Wish,
): Routine<'met' | 'time-up' | 'ended' | 'refused'> {
  const { path, query } = collectionOf(target);
  const watching = { ...query, watch: 'true', resourceVersion };
  const answer = yield* call({ verb: 'GET', path, query: watching });
  if (answer === undefined) return 'refused';
  if (!isOk(answer)) {
    yield* refuse(answer);
    return 'refused';
  }
  let now = at;
  for (;;) {
    const timeoutMicros = Math.max(elapsed(now, deadline), 0);
    const reply: Reply = yield { call: 'next', timeoutMicros };
    now = reply.at;
    if (reply.message === undefined) {
      yield { call: 'hang-up', what: 'watch' };
      return 'time-up';
    }
    if (reply.message.type !== 'api.watch') return 'ended';
    if ((reply.message as ApiWatch).events.some((news) => wish(news))) {
      yield { call: 'hang-up', what: 'watch' };
      return 'met';
    }
  }
}
