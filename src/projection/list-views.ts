// The small views: one object, events, the terminal, a container's log.

import type { Event } from '../api/config.ts';
import { microsSince } from '../base/calendar.ts';
import { changedKeys } from '../base/changed-keys.ts';
import { emptyMap, get, type PersistentMap } from '../base/persistent-map.ts';
import type { TranscriptEntry } from '../cluster/protocol/transcript.ts';
import type { UserState } from '../cluster/user/user.ts';
import type { Json } from '../kernel/message.ts';
import type { Micros } from '../kernel/time.ts';
import { stateOf, type World } from '../kernel/world.ts';
import { keyOf, objectOf, prefixOf, type Stored, storedUnder, valueIn } from './api-objects.ts';
import type { EventRow, ObjectName, RowChange, TerminalRow, ViewRequest } from './rows.ts';
import { beginUpdate, type Memo, partRow, putRow, type ViewSetting } from './view.ts';

/** The view `object`. */
export function updateObject(
  world: World,
  setting: ViewSetting,
  object: ObjectName,
  memo: Memo,
): readonly RowChange[] {
  const update = beginUpdate(world, setting, memo);
  const kind = object.kind.toLowerCase();
  const stored = storedUnder(world, prefixOf(kind) ?? '');
  const value = valueIn(stored, keyOf(kind, object.namespace, object.name));
  partRow(update, 'object', [value], () =>
    value === undefined
      ? undefined
      : { row: 'object', object: objectOf(value as never) as unknown as Json },
  );
  return update.changes;
}

const EVENTS = '/registry/events' as const;

/** The view `events`. */
export function updateEvents(
  world: World,
  setting: ViewSetting,
  args: Extract<ViewRequest, { view: 'events' }>,
  memo: Memo,
): readonly RowChange[] {
  const update = beginUpdate(world, setting, memo);
  const before = (memo.parts.get('events') as Stored | undefined) ?? emptyMap<never>();
  const after = storedUnder(world, EVENTS);
  if (before === after) return update.changes;
  memo.parts.set('events', after);
  for (const key of changedKeys(
    before as PersistentMap<unknown>,
    after as PersistentMap<unknown>,
  )) {
    if (!key.startsWith(`${EVENTS}/`)) continue;
    const value = valueIn(after, key);
    const event = value === undefined ? undefined : (objectOf(value as never) as Event);
    const isWanted = event !== undefined && isEventWanted(event, args);
    const row = isWanted ? eventRow(event, setting) : undefined;
    putRow(update, `event/${key.slice(EVENTS.length + 1)}`, row);
  }
  return update.changes;
}

function isEventWanted(event: Event, args: Extract<ViewRequest, { view: 'events' }>): boolean {
  if (args.namespace !== undefined && event.metadata.namespace !== args.namespace) return false;
  return args.involvedUid === undefined || event.involvedObject.uid === args.involvedUid;
}

function eventRow(event: Event, { epochSeconds }: ViewSetting): EventRow {
  const { involvedObject, source, series } = event;
  const at = (text: unknown): Micros =>
    ((typeof text === 'string' ? microsSince(epochSeconds, text) : undefined) ?? 0) as Micros;
  const first = event.firstTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp;
  const last = series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? first;
  return {
    row: 'event',
    type: event.type ?? 'Normal',
    reason: event.reason ?? '',
    message: event.message ?? '',
    object: `${(involvedObject.kind ?? '').toLowerCase()}/${involvedObject.name ?? ''}`,
    source: source?.component ?? event.reportingComponent ?? '',
    count: series?.count ?? event.count ?? 1,
    firstAt: at(first),
    lastAt: at(last),
    uid: involvedObject.uid ?? '',
  };
}

/** The view `terminal`. */
export function updateTerminal(
  world: World,
  setting: ViewSetting,
  memo: Memo,
): readonly RowChange[] {
  const update = beginUpdate(world, setting, memo);
  type Transcript = PersistentMap<TranscriptEntry>;
  const before = (memo.parts.get('terminal') as Transcript | undefined) ?? emptyMap();
  const after = stateOf<UserState>(world, 'user')?.transcript ?? emptyMap<TranscriptEntry>();
  if (before === after) return update.changes;
  memo.parts.set('terminal', after);
  for (const key of changedKeys(before, after)) {
    const entry = get(after, key);
    const row = entry === undefined ? undefined : terminalRow(entry, setting);
    putRow(update, `entry/${entry?.id ?? Number(key)}`, row);
  }
  return update.changes;
}

function terminalRow(entry: TranscriptEntry, { print }: ViewSetting): TerminalRow {
  const { id, at, text, status, exitCode } = entry;
  return { row: 'terminal', id, at, text, isDone: status === 'done', exitCode, ...print(entry) };
}
