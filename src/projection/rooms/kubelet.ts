// The room of the kubelet as a whole: its workers by what they do, and its HTTP server.

import { values, withPrefix } from '../../base/persistent-map.ts';
import type { RoomCell } from '../room.ts';
import { type Room, tableBlock } from './inside.ts';

/** The series of its books that count requests; method and bucket of the path come next. */
const SERVED = 'http_requests_total\n';

/** What the kubelet is doing for its pods, and whom it has answered. */
export const kubeletRoom: Room = {
  reads: ({ kubelet }) => [kubelet.podWorkers.workers, kubelet.server, kubelet.metrics.values],
  blocks: ({ kubelet }) => {
    const states = new Map<string, number>();
    for (const { state } of values(kubelet.podWorkers.workers)) {
      states.set(state, (states.get(state) ?? 0) + 1);
    }
    const { calls } = kubelet.server;
    return [
      tableBlock(
        'workerStates',
        ['state', 'pods'],
        [...states].map(([state, count]) => [state, String(count)]),
      ),
      {
        block: 'queue',
        name: 'serving',
        items: [],
        busy: [...values(calls)].map((call) =>
          call.what === 'page' ? call.gathering.page : call.what,
        ),
      },
      tableBlock(
        'served',
        ['path', 'method', 'times'],
        [...withPrefix(kubelet.metrics.values, SERVED)].map(([key, count]): readonly RoomCell[] => {
          const [method = '', path = ''] = key.slice(SERVED.length).split('\n');
          return [`/${path}`, method, String(count)];
        }),
      ),
    ];
  },
};
