// What an operating system does for containers: the code comes later, with the programs they run.

import { type Late, late } from '../../base/late.ts';
import type { handleContainer } from './container-requests.ts';
import type { usageIn } from './usage.ts';

/** Where it is, once it has come. */
export const containerRequests: Late<{
  readonly handleContainer: typeof handleContainer;
  readonly usageIn: typeof usageIn;
}> = late('what runs in containers');

/** The messages that are about containers. */
export const OF_CONTAINERS: ReadonlySet<string> = new Set([
  'linux.wake',
  'linux.start',
  'linux.exec',
  'linux.signal',
  'linux.setLoad',
  'linux.processes',
  'linux.remove',
  'linux.list',
  'linux.adopt',
  'linux.readLogs',
  'linux.logSizes',
  'linux.renameLog',
  'linux.reopenLog',
  'linux.killCgroup',
  'linux.netns',
  'linux.call',
  'linux.callDone',
  'linux.callExpired',
  'linux.serviceRules',
  'linux.workloadOutput',
  'linux.workloadExit',
  'workload.answer',
]);
