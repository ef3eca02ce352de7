// One node with 110 two-probe pods to Ready, 30 simulated minutes of it, and seeks in that run.

import type { Pod } from '../src/api/pod.ts';
import { isPodReady } from '../src/api/pod-helpers.ts';
import { assemble } from '../src/cluster/assemble.ts';
import type { UserCommand } from '../src/cluster/protocol/commands.ts';
import type { EditionWord } from '../src/cluster/protocol/setup.ts';
import { micros, minutes, seconds } from '../src/kernel/time.ts';
import { createTimeline, type Timeline } from '../src/kernel/timeline.ts';
import { objectsUnder, storedUnder } from '../src/projection/api-objects.ts';
import { defaultSetup } from '../src/scenario/defaults.ts';
import { parseLine } from '../src/shell/parse.ts';

/** A pod with a readiness probe by HTTP and a liveness probe by exec. */
function manifest(index: number): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: web-${String(index).padStart(3, '0')}}
spec:
  nodeName: node-1
  containers:
  - name: web
    image: nginx:1.25
    readinessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 10}
    livenessProbe: {exec: {command: ["true"]}, periodSeconds: 10}
`;
}

/** A command as the timeline logs it. */
interface Typed {
  readonly text: string;
  readonly files: { readonly [name: string]: string };
}

/** The cluster of the bench. */
export function benchTimeline(edition: EditionWord, pods: number): Timeline<Typed> {
  const setup = { ...defaultSetup(edition, 1, 1), kubelet: { maxPods: pods, '--max-pods': pods } };
  return createTimeline<Typed>({
    build: () => assemble({ ...setup, images: [{ image: 'nginx:1.25', isPresent: true }] }),
    interpret(simulation, { id, command }) {
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

/** How many pods are Ready. */
export function readyPods(timeline: Timeline<Typed>): number {
  const prefix = '/registry/pods';
  const pods = [...objectsUnder(storedUnder(timeline.world, prefix), prefix)];
  return pods.filter(([, pod]) => isPodReady(pod as Pod)).length;
}

/** What was measured. */
export interface BringUp {
  readonly pods: number;
  readonly ready: number;
  readonly readyAfterSeconds: number;
  readonly totalMs: number;
  readonly events: number;
  readonly microsPerEvent: number;
  readonly seekMs: { readonly median: number; readonly p95: number; readonly max: number };
}

/** Runs it. */
export function benchBringUp(edition: EditionWord, pods = 110): BringUp {
  const timeline = benchTimeline(edition, pods);
  let events = 0;
  const from = performance.now();
  const files = Object.fromEntries(
    Array.from({ length: pods }, (_, i) => [`p${i}.yaml`, manifest(i)]),
  );
  const text = `kubectl create ${Object.keys(files)
    .map((name) => `-f ${name}`)
    .join(' ')}`;
  events += timeline.advance(micros(seconds(30))).events;
  timeline.issue({ text, files }, micros(seconds(30)));
  let at = 30;
  while (readyPods(timeline) < pods && at < 600) {
    at += 5;
    events += timeline.advance(micros(seconds(at))).events;
  }
  const end = micros(seconds(at) + minutes(30));
  events += timeline.advance(end).events;
  const totalMs = performance.now() - from;
  return {
    pods,
    ready: readyPods(timeline),
    readyAfterSeconds: at - 30,
    totalMs,
    events,
    microsPerEvent: (totalMs * 1_000) / events,
    seekMs: seeks(timeline, end),
  };
}

/** Jumps all over the run. */
function seeks(timeline: Timeline<Typed>, end: number): BringUp['seekMs'] {
  const times: number[] = [];
  for (let i = 0; i < 60; i++) {
    const to = Math.floor((((i * 7_919) % 1_000) / 1_000) * end);
    const from = performance.now();
    timeline.seek(micros(to));
    times.push(performance.now() - from);
  }
  times.sort((a, b) => a - b);
  const quantile = (q: number): number =>
    times[Math.min(times.length - 1, Math.floor(q * times.length))] ?? 0;
  return { median: quantile(0.5), p95: quantile(0.95), max: times[times.length - 1] ?? 0 };
}
