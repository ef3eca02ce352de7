// What happened to containers: version 1.3 and 2.0 of the pages. Models google/cadvisor
// events/handler.go and api/versions.go, getEventRequest.

import { microsSince, rfc3339Nano } from '../../../base/calendar.ts';
import { values } from '../../../base/persistent-map.ts';
import type { StoredEvent } from '../state.ts';
import type { View } from './view.ts';

type Query = { readonly [name: string]: string };

const KINDS: { readonly [type in StoredEvent['type']]: string } = {
  containerCreation: 'creation_events',
  containerDeletion: 'deletion_events',
  oom: 'oom_events',
  oomKill: 'oom_kill_events',
};

const MOST = 10;

/** The newest events that are asked for, newest first; nothing is, unless a kind is named. */
export function eventsOf(view: View, container: string, query: Query): readonly object[] {
  const { state, epochSeconds } = view;
  const isSet = (name: string): boolean => query[name] === 'true';
  const instant = (name: string): number | undefined =>
    microsSince(epochSeconds, query[name] ?? '');
  const [from, until] = [instant('start_time'), instant('end_time')];
  const isBelow = (path: string): boolean =>
    isSet('subcontainers') && path.startsWith(container === '/' ? '/' : `${container}/`);
  const wanted = [...values(state.events)].filter(
    (one) =>
      (isSet('all_events') || isSet(KINDS[one.type])) &&
      (one.container === container || isBelow(one.container)) &&
      one.at >= (from ?? one.at) &&
      one.at <= (until ?? one.at),
  );
  const count = Number(query['max_events'] ?? MOST);
  const chosen = count > 0 ? wanted.slice(-count) : wanted;
  return chosen.toReversed().map((one) => eventOf(one, epochSeconds));
}

function eventOf({ at, container, type, pid, process }: StoredEvent, epochSeconds: number): object {
  return {
    container_name: container,
    timestamp: rfc3339Nano(epochSeconds, at),
    event_type: type,
    event_data: process === undefined ? {} : { oom: { pid, process_name: process } },
  };
}
