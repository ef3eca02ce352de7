// A plan: a cluster, what is typed and what breaks when, the moment from which nothing breaks any
// more, and the end. All of it follows from a seed and a size.

import type { EditionWord } from '../../cluster/protocol/setup.ts';
import { type Micros, micros, seconds } from '../../kernel/time.ts';
import type { SessionFile } from '../../session/protocol.ts';
import { chanceOf } from './chance.ts';
import { makeCluster } from './make-cluster.ts';
import { cures, makeLines } from './make-lines.ts';
import type { Line } from './scene.ts';

/** How much happens. */
export interface Size {
  readonly nodes: number;
  /** Seconds in which things are done and broken. */
  readonly stormSeconds: number;
  /** Seconds in which the cluster settles. */
  readonly calmSeconds: number;
  /** Actions; a fault and its end are one. */
  readonly actions: number;
}

/** What one run does. */
export interface Plan {
  readonly seed: number;
  readonly edition: EditionWord;
  readonly nodes: readonly string[];
  /** The scenario as text. */
  readonly scenario: string;
  /** What is typed, in the order of time. */
  readonly lines: readonly Line[];
  /** From here on everything works again. */
  readonly quietAt: Micros;
  readonly endAt: Micros;
}

/** The plan of a seed. */
export function makePlan(seed: number, size: Size): Plan {
  const cluster = makeCluster(chanceOf(seed, 'cluster'), seed, size.nodes);
  const storm = makeLines(chanceOf(seed, 'lines'), cluster, size);
  const quietAt = micros(seconds(size.stormSeconds));
  const lines = [...storm, ...cures(cluster, size.stormSeconds)].sort((a, b) => a.at - b.at);
  return {
    seed,
    edition: cluster.edition,
    nodes: cluster.nodes,
    scenario: JSON.stringify(cluster.document, null, 1),
    lines,
    quietAt,
    endAt: micros(quietAt + seconds(size.calmSeconds)),
  };
}

/** The session in which a plan is carried out: opened on the page it shows the same run. */
export function sessionOf(plan: Plan): SessionFile {
  const { edition, seed, scenario, lines, endAt } = plan;
  const log = lines.map(({ at, text, files }) => ({
    at,
    text,
    ...(files === undefined ? {} : { files }),
  }));
  return { apiVersion: 'visualizer/v1', kind: 'Session', scenario, edition, seed, log, at: endAt };
}
