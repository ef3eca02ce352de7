// For tests: a timeline over a whole cluster, typed at as a person would.

import { type Micros, micros, seconds } from '../kernel/time.ts';
import { createTimeline, type Timeline } from '../kernel/timeline.ts';
import { defaultSetup } from '../scenario/defaults.ts';
import { parseLine } from '../shell/parse.ts';
import { assemble } from './assemble.ts';
import { enterCommand } from './commands.ts';
import type { TypedLine } from './protocol/commands.ts';
import type { ClusterSetup, EditionWord } from './protocol/setup.ts';
import { fillCluster } from './whole.ts';

/** A cluster of `edition` at time zero. */
export function testCluster(
  edition: EditionWord,
  change: Partial<ClusterSetup> = {},
  isDigestKept = false,
): Timeline<TypedLine> {
  fillCluster();
  const setup: ClusterSetup = { ...defaultSetup(edition), ...change };
  return createTimeline<TypedLine>({
    build: () => assemble(setup, { isFrozen: true }),
    interpret(simulation, { id, command }) {
      enterCommand(simulation, id, command.text, parseLine(command));
    },
    isDigestKept,
  });
}

/** Types a line `at` seconds. */
export function type(
  timeline: Timeline<TypedLine>,
  at: number,
  text: string,
  files: TypedLine['files'] = {},
): void {
  timeline.issue({ text, files }, instant(at));
}

/** An instant by seconds. */
export function instant(at: number): Micros {
  return micros(seconds(at));
}

/** A pod with one container of nginx. */
export const NGINX: string = `apiVersion: v1
kind: Pod
metadata:
  name: web
  labels: {app: web}
spec:
  containers:
  - name: nginx
    image: nginx:1.25
    ports:
    - containerPort: 80
    readinessProbe:
      httpGet: {path: /, port: 80}
      periodSeconds: 5
`;

/** A pod of that name with one container, `c`, that sleeps for an hour. */
export function sleeper(name: string): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
  containers:
  - {name: c, image: 'busybox:1.36', command: [sleep, '3600']}
`;
}
