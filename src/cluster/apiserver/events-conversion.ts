// Events have two faces over one store: v1 and events.k8s.io/v1. Converts between them.
// Models pkg/apis/events/v1/conversion.go.

import type { Event, EventsV1Event } from '../../api/config.ts';
import type { KindInfo } from '../../api/kinds.ts';
import type { ApiObject } from '../../apimachinery/meta.ts';

type Draft = { [key: string]: unknown };

/** The stored form of an object as a client of that face sent it. */
export function toStored(info: KindInfo, object: ApiObject): ApiObject {
  if (info.kind !== 'Event' || info.group === '') return object;
  const event = object as EventsV1Event;
  const { apiVersion: _, regarding, note, reportingController, ...rest } = event;
  const {
    deprecatedSource,
    deprecatedFirstTimestamp,
    deprecatedLastTimestamp,
    deprecatedCount,
    ...same
  } = rest;
  return withDefined(
    { ...same, apiVersion: 'v1' },
    {
      involvedObject: regarding ?? {},
      message: note,
      reportingComponent: reportingController,
      source: deprecatedSource ?? {},
      firstTimestamp: deprecatedFirstTimestamp ?? null,
      lastTimestamp: deprecatedLastTimestamp ?? null,
      count: deprecatedCount,
    },
  );
}

/** A stored object as that face shows it; the same object for every other kind. */
export function fromStored(info: KindInfo, object: ApiObject): ApiObject {
  if (info.kind !== 'Event' || info.group === '') return object;
  const event = object as Event;
  const { apiVersion: _, involvedObject, message, reportingComponent, ...rest } = event;
  const { source, firstTimestamp, lastTimestamp, count, ...same } = rest;
  return withDefined(
    { ...same, apiVersion: 'events.k8s.io/v1' },
    {
      regarding: involvedObject,
      note: message,
      reportingController: reportingComponent,
      deprecatedSource: source,
      deprecatedFirstTimestamp: firstTimestamp,
      deprecatedLastTimestamp: lastTimestamp,
      deprecatedCount: count,
    },
  );
}

function withDefined(object: object, members: Draft): ApiObject {
  const draft: Draft = { ...object };
  for (const key of Object.keys(members)) {
    if (members[key] !== undefined) draft[key] = members[key];
  }
  return draft as unknown as ApiObject;
}
