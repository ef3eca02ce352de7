// Puts the API server's late code in its place.

import {
  aggregate,
  aggregatedAnswer,
  aggregatedRefused,
  startAggregation,
  withAvailability,
} from './aggregator.ts';
import { sessions } from './late.ts';
import {
  fromClient,
  fromKubelet,
  kubeletClosed,
  kubeletRefused,
  startNodeProxy,
  startProxy,
} from './proxy.ts';

/** Fills the API server's places. */
export function fillApiserver(): void {
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
