// Puts the API server's late code in its place.

import { aggregate, aggregatedAnswer, aggregatedRefused, startAggregation } from './aggregator.ts';
import { noticeAll, noticeChanges, receiveAvailability } from './availability.ts';
import { availability, sessions, tables } from './late.ts';
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
  availability.fill({ noticeAll, noticeChanges, receiveAvailability });
  tables.fill({ tableOf });
  sessions.fill({
    aggregate,
    aggregatedAnswer,
    aggregatedRefused,
    startAggregation,
    fromClient,
    fromKubelet,
    kubeletClosed,
    kubeletRefused,
    startNodeProxy,
    startProxy,
  });
}
