// Measures one thing in a process of its own: `kernel`, or `node <edition> <liveness> [<add-on>]`.

import { readFileSync } from 'node:fs';
import type { EditionWord } from '../src/cluster/protocol/setup.ts';
import { benchBringUp, type Liveness, type Meters } from './bring-up.ts';
import { bringUpFigures } from './bring-up-figures.ts';
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

const meters: Meters = {
  cpuMs() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000;
  },
  heapMb() {
    globalThis.gc?.();
    return process.memoryUsage().heapUsed / 1_048_576;
  },
};

function node(edition: EditionWord, liveness: Liveness, addon?: string): readonly Figure[] {
  // One run tells what its digest costs.
  const isDigested = edition === 'docker' && liveness === 'http';
  const extras = addon === undefined ? { isDigested } : { monitoring: readFileSync(addon, 'utf8') };
  return bringUpFigures(benchBringUp(edition, liveness, { meters, ...extras }), 'in Node');
}

const [what, edition = 'docker', liveness = 'http', addon] = process.argv.slice(2);
tell(what === 'kernel' ? kernel() : node(edition as EditionWord, liveness as Liveness, addon));
