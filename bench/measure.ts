// Measures one thing in a process of its own: `kernel`, or `node <edition> <liveness>`.

import type { EditionWord } from '../src/cluster/protocol/setup.ts';
import { benchBringUp, type Liveness } from './bring-up.ts';
import { type Figure, tell } from './figures.ts';
import { benchKernel } from './kernel.ts';

function kernel(): readonly Figure[] {
  const { kernel: event, bare, ratio } = benchKernel();
  const group = 'kernel, 500 processes that only tick and greet';
  return [
    { group, name: 'bare heap loop, per item', value: bare, unit: 'µs' },
    { group, name: 'kernel, per event', value: event, unit: 'µs' },
    { group, name: 'kernel beside the bare heap loop', value: ratio, unit: 'times', limit: 25 },
  ];
}

function node(edition: EditionWord, liveness: Liveness): readonly Figure[] {
  const run = benchBringUp(edition, liveness);
  if (run.ready < run.pods) throw new Error(`only ${run.ready} of ${run.pods} pods became Ready`);
  const group = `${run.pods} pods, ${edition}, readiness by http, liveness by ${liveness}`;
  // The promise is about two probes of the common kind.
  const isPromised = liveness === 'http';
  return [
    { group, name: 'Ready after (simulated)', value: run.readyAfterSeconds, unit: 's' },
    { group, name: 'events until 30 minutes later', value: run.events, unit: '' },
    {
      group,
      name: 'time for all of it',
      value: run.totalMs,
      unit: 'ms',
      ...(isPromised ? { limit: 4_000 } : {}),
    },
    { group, name: 'processor time for all of it', value: run.cpuMs, unit: 'ms' },
    { group, name: 'per event', value: (run.totalMs * 1_000) / run.events, unit: 'µs' },
    { group, name: 'seek, median', value: run.seekMs.median, unit: 'ms' },
    { group, name: 'seek, 95th percentile', value: run.seekMs.p95, unit: 'ms', limit: 150 },
    { group, name: 'seek, longest', value: run.seekMs.max, unit: 'ms' },
    { group, name: 'a checkpoint', value: run.checkpointMs, unit: 'ms' },
    { group, name: 'memory after the run', value: run.heapMb, unit: 'MB' },
  ];
}

const [what, edition = 'docker', liveness = 'http'] = process.argv.slice(2);
tell(what === 'kernel' ? kernel() : node(edition as EditionWord, liveness as Liveness));
