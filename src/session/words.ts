// The place for what a session needs once somebody types, asks or brings a file: the parsers, the
// printers, the readers. An idle cluster is shown without them.

import { type Late, late } from '../base/late.ts';
import type { loadScenario } from '../scenario/load.ts';
import type { parseLine } from '../shell/parse.ts';
import type { printedText } from '../shell/print/print.ts';
import type { chainOf } from './cause-chain.ts';
import type { openLog, readLog, withJournal } from './journal.ts';
import type { queryCadvisor, queryMetrics } from './metrics-query.ts';
import type { searchOn } from './search.ts';

/** The functions that know files and lines. */
export interface Words {
  readonly loadScenario: typeof loadScenario;
  readonly parseLine: typeof parseLine;
  readonly chainOf: typeof chainOf;
  readonly withJournal: typeof withJournal;
  readonly openLog: typeof openLog;
  readonly readLog: typeof readLog;
  readonly queryMetrics: typeof queryMetrics;
  readonly queryCadvisor: typeof queryCadvisor;
  readonly searchOn: typeof searchOn;
  readonly printedText: typeof printedText;
}

/** Where they are, once they have come. */
export const words: Late<Words> = late('words of the shell');
