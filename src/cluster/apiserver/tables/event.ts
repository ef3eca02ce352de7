// The row of an Event. Models pkg/printers/internalversion/printers.go, printEvent.

import type { Event } from '../../../api/config.ts';
import type { ApiObject } from '../../../apimachinery/meta.ts';
import { ageOf, type Cell, column, type Now } from './column.ts';
import type { KindTable } from './table.ts';

/** How events are printed. */
export const EVENT_TABLE: KindTable = {
  columns: [
    column('Last Seen'),
    column('Type'),
    column('Reason'),
    column('Object'),
    column('Subobject', 1),
    column('Source', 1),
    column('Message'),
    column('First Seen', 1),
    column('Count', 1),
    column('Name', 1),
  ],
  row: eventRow,
};

function eventRow(object: ApiObject, now: Now): readonly Cell[] {
  const event = object as Event;
  const first = firstSeen(event);
  const last = event.series?.lastObservedTime ?? event.lastTimestamp ?? first;
  const { kind = '', name = '', fieldPath = '' } = event.involvedObject;
  const target = name === '' ? kind.toLowerCase() : `${kind.toLowerCase()}/${name}`;
  const { count } = event.series ?? event;
  return [
    ageOf(last, now),
    event.type ?? '',
    event.reason ?? '',
    target,
    fieldPath,
    sourceOf(event),
    (event.message ?? '').trim(),
    ageOf(first, now),
    String(count === undefined || count === 0 ? 1 : count),
    event.metadata.name ?? '',
  ];
}

function firstSeen(event: Event): string | undefined {
  return event.firstTimestamp ?? event.eventTime ?? undefined;
}

function sourceOf(event: Event): string {
  const component = event.source?.component || event.reportingComponent || '';
  const host = event.source?.host || event.reportingInstance || '';
  return host === '' ? component : `${component}, ${host}`;
}
