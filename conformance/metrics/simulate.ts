// The same pod and load in the simulation, its pages read every second as the recorded ones were.

import { type PersistentMap, values } from '../../src/base/persistent-map.ts';
import type { EditionName } from '../../src/cluster/editions/edition.ts';
import type { TranscriptEntry } from '../../src/cluster/protocol/transcript.ts';
import { micros } from '../../src/kernel/time.ts';
import { stateOf } from '../../src/kernel/world.ts';
import { DEFAULT_EPOCH_SECONDS, defaultNode, defaultSetup } from '../../src/scenario/defaults.ts';
import type { ScenarioStep } from '../../src/scenario/scenario.ts';
import { openTimeline } from '../../src/session/run.ts';
import { printedText } from '../../src/shell/print/print.ts';
import { type ParsedSample, parseSeries } from '../endpoints/series.ts';
import type { Load, Row } from './rows.ts';

/** When the pod is made, in the simulation's seconds. */
const MADE_AT = 30;
const NODE = 'node1';

/** What is read of the pages, and where they are. */
interface Page {
  readonly url: string;
  readonly read: (body: string, t: number) => readonly Row[];
}

/** Rows of the pages read every second for so long. */
export function simulate(
  edition: EditionName,
  load: Load,
  seconds: number,
  seed: number,
): readonly Row[] {
  const pages = pagesOf(edition);
  const lines = pages.map(({ url }) => `curl -ks '${url}'`);
  const asked = Array.from({ length: Math.floor(seconds) }, (_, i) => i + 1);
  const steps: ScenarioStep[] = [
    step(MADE_AT, 'kubectl create -f pod.yaml', { 'pod.yaml': podOf(load) }),
    ...asked.flatMap((t) => lines.map((text, i) => step(MADE_AT + t + i / 100, text))),
  ];
  const setup = {
    ...defaultSetup(edition, seed, 1),
    nodes: [{ ...defaultNode(NODE), cpu: '2' }],
    images: [{ image: IMAGE, isPresent: true }],
  };
  const timeline = openTimeline({ setup, steps });
  timeline.advance(micros((MADE_AT + seconds + 5) * 1_000_000));
  const user = stateOf<{ readonly transcript: PersistentMap<TranscriptEntry> }>(
    timeline.world,
    'user',
  );
  const typed = [...values(user?.transcript as PersistentMap<TranscriptEntry>)];
  return pages.flatMap(({ read }, i) =>
    typed
      .filter(({ text }) => text === lines[i])
      .flatMap((entry) => read(printedText(entry, false), entry.at / 1_000_000 - MADE_AT)),
  );
}

function step(at: number, text: string, files = {}): ScenarioStep {
  return { at: micros(Math.round(at * 1_000_000)), line: { text, files } };
}

const IMAGE = 'busybox:1.36';

/** A shell that waits, spins twice, and starts one holder of a MiB each second. */
function podOf({ shortSpin, longSpin, leak }: Load): string {
  const length = ({ from, until }: { from: number; until: number }): number =>
    Math.round(until - from);
  const spin = (seconds: number): readonly string[] => [
    'sh -c "while :; do :; done" &',
    `sleep ${seconds}`,
    'kill $!',
  ];
  const script = [
    `sleep ${Math.round(shortSpin.from)}`,
    ...spin(length(shortSpin)),
    `sleep ${Math.round(longSpin.from - shortSpin.until)}`,
    ...spin(length(longSpin)),
    `for i in $(seq ${length(leak)}); do memhog 1 & sleep 1; done`,
    'sleep 3600',
  ];
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'loaded' },
    spec: {
      containers: [{ name: 'sh', image: IMAGE, command: ['sh', '-c', script.join('\n')] }],
    },
  });
}

function pagesOf(edition: EditionName): readonly Page[] {
  const isNew = edition === 'containerd';
  const base = isNew ? 'https://localhost:10250' : 'http://localhost:10255';
  const names = isNew ? NEW_NAMES : OLD_NAMES;
  const pages: Page[] = [
    { url: `${base}/stats/summary`, read: summaryRows },
    { url: `${base}/metrics/cadvisor`, read: (body, t) => cadvisorRows(body, t, names) },
  ];
  if (isNew) pages.push({ url: `${base}/metrics/resource`, read: resourceRows });
  return pages;
}

interface Figures {
  readonly cpu?: { readonly time: string; readonly [name: string]: unknown };
  readonly memory?: { readonly [name: string]: unknown };
  readonly network?: { readonly [name: string]: unknown };
}

interface Summary {
  readonly node: Figures;
  readonly pods: readonly (Figures & { readonly containers: readonly Figures[] | null })[];
}

function summaryRows(body: string, t: number): readonly Row[] {
  if (body === '') return [];
  const { node, pods } = JSON.parse(body) as Summary;
  const [pod] = pods;
  const container = pod?.containers?.[0];
  const row = (source: string, from: Figures | undefined): readonly Row[] =>
    from?.cpu === undefined
      ? []
      : [
          {
            t,
            source,
            sampleTime: Date.parse(from.cpu.time) / 1_000 - DEFAULT_EPOCH_SECONDS - MADE_AT,
            cpuNanoCores: numberIn(from.cpu, 'usageNanoCores'),
            cpuCoreNanoSeconds: numberIn(from.cpu, 'usageCoreNanoSeconds'),
            workingSet: numberIn(from.memory, 'workingSetBytes'),
            rss: numberIn(from.memory, 'rssBytes'),
            rxBytes: numberIn(from.network, 'rxBytes'),
          },
        ];
  return [
    ...row('summary/node', node),
    ...row('summary/pod', pod),
    ...row('summary/container', container),
  ];
}

function numberIn(
  from: { readonly [name: string]: unknown } | undefined,
  name: string,
): number | null {
  const value = from?.[name];
  return typeof value === 'number' ? value : null;
}

/** What the recordings call a cgroup. */
interface Names {
  readonly node?: string;
  readonly pod: string;
  readonly sandbox: string;
  readonly container: string;
}

const OLD_NAMES: Names = {
  pod: 'cadvisor/pod-cgroup',
  sandbox: 'cadvisor/POD',
  container: 'cadvisor/sh',
};
const NEW_NAMES: Names = {
  node: 'metrics/cadvisor/node',
  pod: 'metrics/cadvisor/pod',
  sandbox: 'metrics/cadvisor/sandbox',
  container: 'metrics/cadvisor/container',
};

const FAMILIES = {
  cpu: 'container_cpu_usage_seconds_total',
  workingSet: 'container_memory_working_set_bytes',
  rss: 'container_memory_rss',
  rx: 'container_network_receive_bytes_total',
} as const;

function cadvisorRows(body: string, t: number, names: Names): readonly Row[] {
  const families = parseSeries(body);
  const of = (family: string): ReadonlyMap<string, ParsedSample> =>
    new Map((families.get(family)?.samples ?? []).map((one) => [one.labels['id'] ?? '', one]));
  const [cpu, workingSet, rss, rx] = [
    of(FAMILIES.cpu),
    of(FAMILIES.workingSet),
    of(FAMILIES.rss),
    of(FAMILIES.rx),
  ];
  const paths = [...cpu.keys()];
  const pod = paths.find((path) => /\/pod[^/]+$/.test(path));
  const inside = paths.filter((path) => pod !== undefined && path.startsWith(`${pod}/`));
  // Where cgroups have no names, pause is the one that did less.
  const work = (path: string): number => cpu.get(path)?.value ?? 0;
  const [sandbox, container] = inside.toSorted((a, b) => work(a) - work(b));
  const row = (source: string | undefined, path: string | undefined): readonly Row[] => {
    const at = cpu.get(path ?? '');
    if (source === undefined || path === undefined || at === undefined) return [];
    return [
      {
        t,
        source,
        sampleTime: sampledAt(at),
        cpuNanoCores: null,
        cpuCoreNanoSeconds: Math.round(at.value * 1e9),
        workingSet: workingSet.get(path)?.value ?? null,
        rss: rss.get(path)?.value ?? null,
        rxBytes: rx.get(path)?.value ?? null,
      },
    ];
  };
  return [
    ...row(names.node, '/'),
    ...row(names.pod, pod),
    ...row(names.sandbox, sandbox),
    ...row(names.container, container),
  ];
}

function sampledAt({ atMillis }: ParsedSample): number | null {
  return atMillis === undefined ? null : atMillis / 1_000 - DEFAULT_EPOCH_SECONDS - MADE_AT;
}

function resourceRows(body: string, t: number): readonly Row[] {
  const families = parseSeries(body);
  const [cpu] = families.get(FAMILIES.cpu)?.samples ?? [];
  const [memory] = families.get(FAMILIES.workingSet)?.samples ?? [];
  if (cpu === undefined) return [];
  return [
    {
      t,
      source: 'metrics/resource',
      sampleTime: sampledAt(cpu),
      cpuNanoCores: null,
      cpuCoreNanoSeconds: Math.round(cpu.value * 1e9),
      workingSet: memory?.value ?? null,
      rss: null,
      rxBytes: null,
    },
  ];
}
