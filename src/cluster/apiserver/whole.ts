// Puts the API server's late code in its place.

import {
  aggregate,
  aggregatedAnswer,
  aggregatedRefused,
  startAggregation,
  withAvailability,
} from './aggregator.ts';
import { sessions, tables } from './late.ts';
import {
  fromClient,
  fromKubelet,
  kubeletClosed,
  kubeletRefused,
  startNodeProxy,
  startProxy,
} from './proxy.ts';
import { tableOf } from './tables/table.ts';

/** Fills the API server's places. */
export function fillApiserver(): void {
  tables.fill({ tableOf });
  sessions.fill({
    aggregate,
    aggregatedAnswer,
    aggregatedRefused,
    startAggregation,
    withAvailability,
    fromClient,
    fromKubelet,
    kubeletClosed,
    kubeletRefused,
    startNodeProxy,
    startProxy,
  });
}
