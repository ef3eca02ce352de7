// A folder of recorded answers of one kubelet's ports: which objects its cluster had, and the
// scenario that makes the same ones. Knows no file's content beforehand.

import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ApiObject } from '../../src/apimachinery/meta.ts';
import type { EditionName } from '../../src/cluster/editions/edition.ts';
import type { ClusterSetup } from '../../src/cluster/protocol/setup.ts';
import type { Json } from '../../src/kernel/message.ts';
import { micros } from '../../src/kernel/time.ts';
import { defaultNode, defaultSetup } from '../../src/scenario/defaults.ts';
import type { Scenario, ScenarioStep } from '../../src/scenario/scenario.ts';
import { parseSeries } from './series.ts';

/** What is known of a pod: its manifest as far as it was recorded. */
interface KnownPod {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid?: string;
    readonly annotations?: { readonly [key: string]: string };
    readonly labels?: { readonly [key: string]: string };
  };
  readonly spec: { readonly [field: string]: unknown };
}

/** When the pods are made, and when the pages are read, in seconds. */
export const MADE_AT = 30;
export const READ_AT = 200;

/** A recorded text; undefined when the folder has none of that name. */
export function textIn(folder: string, name: string): string | undefined {
  const path = join(folder, name);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function jsonIn(folder: string, name: string): unknown {
  const text = textIn(folder, name);
  return text === undefined ? undefined : JSON.parse(text);
}

/** The edition a folder is of: its own name. */
export function editionOf(folder: string): EditionName {
  return basename(folder) as EditionName;
}

interface Summary {
  readonly node: { readonly nodeName: string };
  readonly pods: readonly {
    readonly podRef: { readonly name: string; readonly namespace: string; readonly uid: string };
    readonly containers: readonly { readonly name: string }[] | null;
    readonly volume?: readonly { readonly name: string }[];
  }[];
}

interface PodList {
  readonly items: readonly {
    readonly metadata: KnownPod['metadata'];
    readonly spec: { readonly containers: readonly { readonly name: string }[] | null };
  }[];
}

/** The scenario: one node, the same pods, and the lines that read the pages. */
export function scenarioFor(folder: string, lines: readonly string[]): Scenario {
  const edition = editionOf(folder);
  const summary = jsonIn(folder, 'stats-summary.json') as Summary | undefined;
  const node = summary?.node.nodeName ?? 'node1';
  const pods = podsIn(folder, summary, edition);
  const statics = pods.filter((pod) => isStatic(pod, node));
  const others = pods.filter((pod) => !statics.includes(pod));
  const steps = [
    ...statics.map((pod) => staticStep(pod, node)),
    ...others.map((pod) => createStep(pod, node)),
    ...lines.map((text, i): ScenarioStep => ({ at: at(READ_AT + i), line: { text, files: {} } })),
  ];
  return {
    name: folder,
    title: folder,
    setup: setupFor(folder, edition, node, pods),
    steps,
    expectations: [],
  };
}

function at(seconds: number): ScenarioStep['at'] {
  return micros(seconds * 1_000_000);
}

function setupFor(
  folder: string,
  edition: EditionName,
  node: string,
  pods: readonly KnownPod[],
): ClusterSetup {
  const told = jsonIn(folder, 'configz.json') as { readonly kubeletconfig?: Json } | undefined;
  const namespaces = [...new Set(pods.map(({ metadata }) => metadata.namespace))];
  const images = new Set(pods.flatMap((pod) => containersOf(pod).map(({ image }) => image)));
  const base = defaultSetup(edition, 1, 1);
  return {
    ...base,
    nodes: [defaultNode(node)],
    kubelet: (told?.kubeletconfig ?? {}) as ClusterSetup['kubelet'],
    images: [...images].map((image) => ({ image, isPresent: true })),
    objects: namespaces
      .filter((name) => name !== 'default')
      .map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }) as ApiObject),
    components: { hasScheduler: false, controllers: ['node-lifecycle'] },
  };
}

function containersOf({ spec }: KnownPod): readonly { readonly image: string }[] {
  return spec['containers'] as readonly { readonly image: string }[];
}

/** The whole manifests where they were recorded, else what the other pages say of each pod. */
function podsIn(
  folder: string,
  summary: Summary | undefined,
  edition: EditionName,
): readonly KnownPod[] {
  const whole = jsonIn(folder, 'pods.json') as { readonly items: readonly KnownPod[] } | undefined;
  if (whole !== undefined) return whole.items;
  const running = jsonIn(folder, 'runningpods.json') as PodList | undefined;
  const probes = probesIn(folder);
  return (running?.items ?? []).map(({ metadata, spec }): KnownPod => {
    const seen = summary?.pods.find(({ podRef }) => podRef.uid === metadata.uid);
    const names = (spec.containers ?? []).map(({ name }) => name);
    const volumes = (seen?.volume ?? []).map(({ name }) => ({ name, emptyDir: {} }));
    const key = `${metadata.namespace}/${metadata.name}`;
    const containers = names.map((name) => container(name, probes.get(`${key}/${name}`), true));
    const ended = [container('c', undefined, false)];
    const shape = { containers: names.length === 0 ? ended : containers, volumes };
    return {
      metadata,
      spec: edition === 'docker' && volumes.length === 0 ? { ...shape, volumes: undefined } : shape,
    };
  });
}

/** Runs for good, or ends at once and is backed off. */
function container(name: string, probes: object | undefined, isRunning: boolean): object {
  const command = isRunning ? ['sh', '-c', 'while true; do sleep 1; done'] : ['sh', '-c', 'exit 1'];
  return { name, image: 'busybox:1.36', command, ...probes };
}

/** Probes that end as the recorded ones did, by `namespace/pod/container`. */
function probesIn(folder: string): ReadonlyMap<string, object> {
  const families = parseSeries(textIn(folder, 'metrics-probes.txt') ?? '');
  const results = new Map<string, Map<string, Set<string>>>();
  for (const { labels } of families.get('prober_probe_total')?.samples ?? []) {
    const key = `${labels['namespace']}/${labels['pod']}/${labels['container']}`;
    const kinds = results.get(key) ?? new Map<string, Set<string>>();
    const field = `${(labels['probe_type'] ?? '').toLowerCase()}Probe`;
    kinds.set(field, (kinds.get(field) ?? new Set()).add(labels['result'] ?? ''));
    results.set(key, kinds);
  }
  return new Map(
    [...results].map(([key, kinds]) => [
      key,
      Object.fromEntries([...kinds].map(([field, seen]) => [field, probe(seen)])),
    ]),
  );
}

function probe(results: ReadonlySet<string>): object {
  const failsFirst = 'test -e /tmp/seen || { touch /tmp/seen; exit 1; }';
  const script = !results.has('failed') ? 'exit 0' : results.size > 1 ? failsFirst : 'exit 1';
  const exec = { command: ['sh', '-c', script] };
  return { exec, periodSeconds: 5, failureThreshold: 1_000 };
}

/** A static pod's name ends with its node's; in the kubelet its uid is a hash without dashes. */
function isStatic({ metadata }: KnownPod, node: string): boolean {
  const source = metadata.annotations?.['kubernetes.io/config.source'];
  if (source !== undefined) return source === 'file';
  return metadata.name.endsWith(`-${node}`) && /^[0-9a-f]{32}$/.test(metadata.uid ?? '');
}

const MADE = [
  'nodeName',
  'tolerations',
  'serviceAccount',
  'serviceAccountName',
  'priority',
] as const;

function manifestOf({ metadata, spec }: KnownPod, name: string): object {
  const { namespace, labels } = metadata;
  const asked: { [field: string]: unknown } = { ...spec };
  for (const field of MADE) delete asked[field];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, ...(labels === undefined ? {} : { labels }) },
    spec: asked,
  };
}

function staticStep(pod: KnownPod, node: string): ScenarioStep {
  const name = pod.metadata.name.slice(0, -node.length - 1);
  const path = `/etc/kubernetes/manifests/${name}.json`;
  const content = JSON.stringify(manifestOf(pod, name));
  return { at: at(MADE_AT), line: { text: `write ${path}`, files: { [path]: content } } };
}

function createStep(pod: KnownPod, node: string): ScenarioStep {
  const manifest = manifestOf(pod, pod.metadata.name) as { readonly spec: object };
  const bound = { ...manifest, spec: { ...manifest.spec, nodeName: node } };
  const files = { 'pod.json': JSON.stringify(bound) };
  return { at: at(MADE_AT), line: { text: 'kubectl create -f pod.json', files } };
}
