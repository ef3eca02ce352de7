// One node with 110 two-probe pods to Ready, 30 simulated minutes of it, and seeks in that run.

import type { Pod } from '../src/api/pod.ts';
import { isPodReady } from '../src/api/pod-helpers.ts';
import { assemble } from '../src/cluster/assemble.ts';
import type { UserCommand } from '../src/cluster/protocol/commands.ts';
import type { EditionWord } from '../src/cluster/protocol/setup.ts';
import { fillCluster } from '../src/cluster/whole.ts';
import type { Simulation } from '../src/kernel/simulation.ts';
import { micros, minutes, seconds } from '../src/kernel/time.ts';
import { createTimeline, type Timeline } from '../src/kernel/timeline.ts';
import { objectsUnder, storedUnder } from '../src/projection/api-objects.ts';
import { defaultSetup } from '../src/scenario/defaults.ts';
import { parseLine } from '../src/shell/parse.ts';

/** How the liveness probe asks; the readiness probe asks by HTTP. */
export type Liveness = 'http' | 'exec';

const LIVENESS: { readonly [K in Liveness]: string } = {
  http: 'httpGet: {path: /, port: 80}',
  exec: 'exec: {command: ["true"]}',
};

/** A pod with two probes of the default period. */
function manifest(index: number, liveness: Liveness): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: web-${String(index).padStart(3, '0')}}
spec:
  nodeName: node-1
  containers:
  - name: web
    image: nginx:1.25
    readinessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 10}
    livenessProbe: {${LIVENESS[liveness]}, periodSeconds: 10}
`;
}

/** A command as the timeline logs it. */
interface Typed {
  readonly text: string;
  readonly files: { readonly [name: string]: string };
}

/** The command that creates the pods. */
export function manifests(pods: number, liveness: Liveness): Typed {
  const files = Object.fromEntries(
    Array.from({ length: pods }, (_, i) => [`p${i}.yaml`, manifest(i, liveness)]),
  );
  const named = Object.keys(files).map((name) => `-f ${name}`);
  return { text: `kubectl create ${named.join(' ')}`, files };
}

/** Pods of the add-on that measures, for which there is room as well. */
const ADDED = 10;

/** The cluster of the bench: one node with room for all, the image already there. */
function benchCluster(edition: EditionWord, pods: number): Simulation {
  fillCluster();
  const kubelet = { maxPods: pods + ADDED, '--max-pods': pods + ADDED };
  const images = [{ image: 'nginx:1.25', isPresent: true }];
  return assemble({ ...defaultSetup(edition, 1, 1), kubelet, images });
}

/** A timeline of it. */
export function benchTimeline(
  edition: EditionWord,
  pods: number,
  simulation: Simulation = benchCluster(edition, pods),
): Timeline<Typed> {
  return createTimeline<Typed>({
    build: () => simulation,
    interpret(_, { id, command }) {
      const message: UserCommand = {
        type: 'command',
        id,
        text: command.text,
        command: parseLine(command),
      };
      simulation.inject('user', 'terminal', message);
    },
  });
}

/** How many of the bench's pods are Ready. */
export function readyPods(timeline: Timeline<Typed>): number {
  const prefix = '/registry/pods/default';
  const pods = [...objectsUnder(storedUnder(timeline.world, prefix), prefix)];
  return pods.filter(([, pod]) => isPodReady(pod as Pod)).length;
}

/** What was measured. */
export interface BringUp {
  readonly edition: EditionWord;
  readonly liveness: Liveness;
  /** With Heapster and InfluxDB beside the pods. */
  readonly isMonitored: boolean;
  readonly pods: number;
  readonly ready: number;
  readonly readyAfterSeconds: number;
  readonly events: number;
  /** Wall time. */
  readonly totalMs: number;
  /** Processor time of the same span, with what the collector of garbage used beside it. */
  readonly cpuMs?: number;
  readonly heapMb?: number;
  readonly checkpointMs: number;
  /** A digest of all of it, when nobody had asked for one before. */
  readonly digestMs?: number;
  readonly seekMs: { readonly median: number; readonly p95: number; readonly max: number };
}

/** What only some platforms tell of themselves; a browser tells none of it. */
export interface Meters {
  /** Processor time so far. */
  cpuMs(): number;
  /** Memory in use after a collection. */
  heapMb(): number;
}

/** What a run may have beside the pods. */
export interface Extras {
  readonly meters?: Meters;
  /** The manifest of the add-on that measures. */
  readonly monitoring?: string;
  /** A digest is asked for at the end. */
  readonly isDigested?: boolean;
}

/** Commands start when the cluster has come to rest. */
const SETTLED = 30;
const PODS = 110;

/** Runs it. */
export function benchBringUp(
  edition: EditionWord,
  liveness: Liveness,
  { meters, monitoring, isDigested }: Extras = {},
): BringUp {
  const pods = PODS;
  const simulation = benchCluster(edition, pods);
  const timeline = benchTimeline(edition, pods, simulation);
  const from = performance.now();
  const usedBefore = meters?.cpuMs() ?? 0;
  let { events } = timeline.advance(micros(seconds(SETTLED)));
  timeline.issue(manifests(pods, liveness), micros(seconds(SETTLED)));
  if (monitoring !== undefined) {
    const added = { text: 'kubectl apply -f m.yaml', files: { 'm.yaml': monitoring } };
    timeline.issue(added, micros(seconds(SETTLED)));
  }
  let at = SETTLED;
  while (readyPods(timeline) < pods && at < 600) {
    at += 1;
    events += timeline.advance(micros(seconds(at))).events;
  }
  const end = micros(seconds(at) + minutes(30));
  events += timeline.advance(end).events;
  const totalMs = performance.now() - from;
  const used = meters && { cpuMs: meters.cpuMs() - usedBefore, heapMb: meters.heapMb() };
  return {
    edition,
    liveness,
    isMonitored: monitoring !== undefined,
    pods,
    ready: readyPods(timeline),
    readyAfterSeconds: at - SETTLED,
    events,
    totalMs,
    ...used,
    ...(isDigested === true ? { digestMs: millisOf(() => void timeline.digest()) } : {}),
    checkpointMs: checkpointMs(simulation),
    seekMs: seeks(timeline, end),
  };
}

function millisOf(act: () => void): number {
  const from = performance.now();
  act();
  return performance.now() - from;
}

function checkpointMs(simulation: Simulation): number {
  return (
    millisOf(() => {
      for (let i = 0; i < 50; i++) simulation.checkpoint();
    }) / 50
  );
}

/** Jumps all over the run. */
function seeks(timeline: Timeline<Typed>, end: number): BringUp['seekMs'] {
  const times: number[] = [];
  for (let i = 0; i < 100; i++) {
    const to = Math.floor((((i * 7_919) % 1_000) / 1_000) * end);
    times.push(millisOf(() => timeline.seek(micros(to))));
  }
  times.sort((a, b) => a - b);
  const quantile = (q: number): number =>
    times[Math.min(times.length - 1, Math.floor(q * times.length))] ?? 0;
  return { median: quantile(0.5), p95: quantile(0.95), max: quantile(1) };
}
