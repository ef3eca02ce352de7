// What only sessions with a node's kubelet or with another API server need, and who prints: their
// code comes later.

import { type Late, late } from '../../base/late.ts';
import type {
  aggregate,
  aggregatedAnswer,
  aggregatedRefused,
  startAggregation,
} from './aggregator.ts';
import type { noticeAll, noticeChanges, receiveAvailability } from './availability.ts';
import type {
  fromClient,
  fromKubelet,
  kubeletClosed,
  kubeletRefused,
  startNodeProxy,
  startProxy,
} from './proxy.ts';
import type { tableOf } from './tables/table.ts';

/** Where the sessions are, once they have come. */
export const sessions: Late<{
  readonly aggregate: typeof aggregate;
  readonly aggregatedAnswer: typeof aggregatedAnswer;
  readonly aggregatedRefused: typeof aggregatedRefused;
  readonly startAggregation: typeof startAggregation;
  readonly fromClient: typeof fromClient;
  readonly fromKubelet: typeof fromKubelet;
  readonly kubeletClosed: typeof kubeletClosed;
  readonly kubeletRefused: typeof kubeletRefused;
  readonly startNodeProxy: typeof startNodeProxy;
  readonly startProxy: typeof startProxy;
}> = late('sessions with a kubelet or another API server');

/** Where the care for API services is, once it has come. */
export const availability: Late<{
  readonly noticeAll: typeof noticeAll;
  readonly noticeChanges: typeof noticeChanges;
  readonly receiveAvailability: typeof receiveAvailability;
}> = late('the availability of API services');

/** Where the tables are that kubectl prints, once they have come. */
export const tables: Late<{ readonly tableOf: typeof tableOf }> = late('tables of objects');
