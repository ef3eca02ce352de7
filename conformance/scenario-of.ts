// From a recording's setup and commands to a scenario: general words for machines, programs and
// registries become what the simulation is configured with. Knows no case.

import type { ApiObject } from '../src/apimachinery/meta.ts';
import { parseQuantity, wholeValue } from '../src/apimachinery/quantity.ts';
import type { RegistryFailureKind, RegistryRule } from '../src/cluster/protocol/registry.ts';
import type {
  ClusterSetup,
  ComponentSetup,
  ControllerName,
  ImageSetup,
  MachineSetup,
  NodeSetup,
  ProgramSetup,
} from '../src/cluster/protocol/setup.ts';
import type { Json } from '../src/kernel/message.ts';
import { type Micros, micros } from '../src/kernel/time.ts';
import { DEFAULT_EPOCH_SECONDS, defaultNode } from '../src/scenario/defaults.ts';
import type { Scenario, ScenarioStep } from '../src/scenario/scenario.ts';
import { neighbourOf } from './neighbours.ts';
import type { RecordedCommand, RecordedImage, RecordedSetup, Recording } from './recording.ts';

/** What a recording leaves to chance and does not tell: its machine's draws and its age. */
export interface Chance {
  readonly seed: number;
  /**
   * How long the cluster settles before the first command, in seconds. The age of a kubelet decides
   * how its relists fall between its ticks and between the steps of a pod's start.
   */
  readonly age: number;
}

/** The scenario of a case; its second 0 lies the cluster's age after the simulation's. */
export function scenarioOf(recording: Recording, { seed, age }: Chance): Scenario {
  const { setup, commands } = recording;
  const neighbour = neighbourOf(recording);
  const before = [
    ...untainted(setup),
    ...runningPods(setup),
    ...restarted(recording, age),
    ...(neighbour === undefined ? [] : [{ at: 0, ...neighbour.line }]),
  ];
  const said = [...before, ...commands.map(lineOf)];
  const steps = said.map(({ at, ...line }): ScenarioStep => ({ at: instant(at, age), line }));
  return {
    name: recording.id,
    title: recording.title,
    setup: setupOf(recording, seed),
    steps: steps.sort((a, b) => a.at - b.at),
    expectations: [],
    until: instant(recording.until * 1.25 + 20, age),
  };
}

/** The simulation's instant of a case's second. */
export function instant(seconds: number, age: number): Micros {
  return micros(Math.round((age + seconds) * 1_000_000));
}

/** A line and the case's second at which it is typed. */
type TimedLine = ScenarioStep['line'] & { readonly at: number };

function lineOf(command: RecordedCommand): TimedLine {
  const { at, run, files = {}, content, status } = command;
  if (content === undefined) return { at, text: run, files };
  const target = run.split(' ')[1] ?? 'content';
  const text = status === undefined ? run : `${run} ${status}`;
  return { at, text, files: { ...files, [target]: content } };
}

function setupOf(recording: Recording, seed: number): ClusterSetup {
  const { setup, commands } = recording;
  const neighbour = neighbourOf(recording);
  return {
    edition: recording.edition,
    seed,
    epochSeconds: DEFAULT_EPOCH_SECONDS,
    nodes: setup.nodes.map((node) => nodeOf(node, setup)),
    latency: 'recorded',
    kubelet: (setup.kubelet ?? {}) as { readonly [setting: string]: Json },
    images: [
      ...Object.entries(setup.images ?? {}).map(([name, image]) => imageOf(name, image)),
      ...taggedImages(commands),
      ...(neighbour === undefined ? [] : [neighbour.image]),
    ],
    objects: (setup.objects ?? []).flatMap(objectOf),
    components: componentsOf(setup.controllers ?? []),
    machine: machineOf(setup),
  };
}

function nodeOf(node: RecordedSetup['nodes'][number], setup: RecordedSetup): NodeSetup {
  const taints = (setup.nodeTaints ?? []).flatMap((text) => {
    const match = /^([^=:]+)(?:=([^:]*))?:(\w+)$/.exec(text);
    if (match === null) return [];
    const head = { key: match[1] as string, effect: match[3] as string };
    return [match[2] === undefined ? head : { ...head, value: match[2] }];
  });
  const capacityKi = numberIn(setup.machine, 'memoryCapacityKi');
  return {
    ...defaultNode(node.name),
    cpu: node.cpu,
    memory: capacityKi === undefined ? node.memory : `${capacityKi}Ki`,
    pods: node.pods,
    taints: taints as NodeSetup['taints'],
    isKubeletRunning: setup.nodeObject !== 'absent',
    ...(node.allocatableMemory === undefined ? {} : { allocatableMemory: node.allocatableMemory }),
  };
}

function imageOf(name: string, image: RecordedImage): ImageSetup {
  const program = programOf(image.program ?? {});
  return {
    image: name,
    isPresent: image.present === true,
    ...(Object.keys(program).length === 0 ? {} : { program }),
    ...(image.pull === undefined ? {} : { rule: ruleOf(name, image.pull) }),
  };
}

/**
 * What is tagged on the node lies there already: under either name it is the server that stands in
 * for every image of the recordings.
 */
function taggedImages(commands: readonly RecordedCommand[]): readonly ImageSetup[] {
  return commands.flatMap(({ run }) => {
    const [, source, target] = /^docker tag (\S+) (\S+)/.exec(run) ?? [];
    if (source === undefined || target === undefined) return [];
    const program: ProgramSetup = { argv: ['httpd', '-f', '-p', '80'] };
    return [
      { image: source, isPresent: true, program },
      { image: target, isPresent: false, program },
    ];
  });
}

function programOf(said: NonNullable<RecordedImage['program']>): ProgramSetup {
  const port = Number(/^(\d+)\/tcp/.exec(said.listens ?? '')?.[1] ?? Number.NaN);
  const term = said.onSIGTERM ?? '';
  const exit = /exits? (?:with )?(?:code )?(\d+)/.exec(term);
  return {
    ...(Number.isNaN(port) ? {} : { listens: [{ port }] }),
    ...(said.http === undefined
      ? {}
      : { http: Object.entries(said.http).map(([path, status]) => ({ path, status })) }),
    ...(/^ignored/.test(term) ? { onSigterm: 'ignored' as const } : {}),
    ...(exit === null ? {} : { onSigterm: { exitCode: Number(exit[1]) } }),
  };
}

const FAILURES: readonly (readonly [RegExp, RegistryFailureKind])[] = [
  [/tls/, 'not-tls'],
  [/404|not-found/, '404'],
  [/401|unauthorized/, '401'],
  [/denied|403/, 'denied'],
  [/refused/, 'refused'],
  [/dns-timeout|dns.*timeout/, 'dns-timeout'],
  [/no-such-host|no-host|dns/, 'no-host'],
  [/timeout/, 'timeout'],
];

function ruleOf(image: string, pull: NonNullable<RecordedImage['pull']>): RegistryRule {
  if (pull.result === 'ok') {
    return {
      image,
      answer: 'ok',
      ...(pull.seconds === undefined ? {} : { afterSeconds: pull.seconds }),
      ...(pull.bytes === undefined ? {} : { sizeBytes: pull.bytes }),
    };
  }
  const answer = FAILURES.find(([words]) => words.test(pull.kind ?? ''))?.[1] ?? '500';
  return {
    image,
    answer,
    ...(pull.afterSeconds === undefined ? {} : { afterSeconds: pull.afterSeconds }),
    ...(pull.detail === undefined ? {} : { detail: pull.detail }),
  };
}

/** Objects as such, or in words: `ConfigMap cm-a with k: v1`, `Secret s with k: v`. */
function objectOf(said: unknown): readonly ApiObject[] {
  if (typeof said === 'object' && said !== null && 'apiVersion' in said) {
    return [said as ApiObject];
  }
  const match = /^(ConfigMap|Secret) (\S+) with (.*)$/.exec(typeof said === 'string' ? said : '');
  if (match === null) return [];
  const [, kind = '', name = '', pairs = ''] = match;
  const data: { [key: string]: string } = {};
  for (const pair of pairs.split(/,\s*/)) {
    const [key = '', value = ''] = pair.split(/:\s*/);
    data[key] = kind === 'Secret' ? Buffer.from(value).toString('base64') : value;
  }
  const metadata = { name, namespace: 'default' };
  const type = kind === 'Secret' ? { type: 'Opaque' } : {};
  return [{ apiVersion: 'v1', kind, metadata, ...type, data } as unknown as ApiObject];
}

const NOT_READY = 'node.kubernetes.io/not-ready:NoSchedule';

/** A new node is tainted until a controller looks; a case starts with the taints it names. */
function untainted(setup: RecordedSetup): readonly TimedLine[] {
  if (setup.nodeObject === 'absent' || setup.nodeTaints?.includes(NOT_READY) === true) return [];
  return setup.nodes.map(({ name }) => ({
    at: -40,
    text: `kubectl taint nodes ${name} ${NOT_READY}-`,
  }));
}

/** Pods that run before the first command: made early while the cluster settles. */
function runningPods(setup: RecordedSetup): readonly TimedLine[] {
  return (setup.objects ?? []).flatMap((said) => {
    const { pod, state, node } = (said ?? {}) as { readonly [field: string]: unknown };
    if (typeof pod !== 'string' || state !== 'Running') return [];
    const image = Object.keys(setup.images ?? {})[0] ?? 'busybox:1.36';
    const command = ['sh', '-c', 'while true; do sleep 1; done'];
    const manifest = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: pod },
      spec: { nodeName: node, containers: [{ name: 'c', image, command }] },
    };
    const files = { 'pod.json': JSON.stringify(manifest) };
    return [{ at: -45, text: 'kubectl create -f pod.json', files }];
  });
}

function componentsOf(said: readonly string[]): ComponentSetup {
  const text = said.join('; ');
  const controllers: ControllerName[] = [];
  if (/node-?lifecycle/.test(text)) controllers.push('node-lifecycle');
  if (/taint-?eviction/.test(text) || /nodelifecycle/.test(text))
    controllers.push('taint-eviction');
  if (/pod-?garbage-?collector|podgc/.test(text)) controllers.push('pod-garbage-collector');
  const grace = /grace period (\d+) s/.exec(text)?.[1];
  return {
    hasScheduler: /scheduler/.test(text),
    controllers,
    ...(grace === undefined ? {} : { nodeMonitorGraceSeconds: Number(grace) }),
  };
}

function machineOf(setup: RecordedSetup): MachineSetup {
  const facts = setup.machine ?? {};
  const startup = (...names: readonly string[]): number | undefined => {
    const value = names.map((name) => facts[name]).find((one) => typeof one === 'number');
    return value as number | undefined;
  };
  const seconds = {
    kubeletStartupSeconds: startup('kubeletStartupSeconds'),
    apiserverStartupSeconds: startup('apiserverStartupSeconds', 'apiServerStartupSeconds'),
    dockerStartupSeconds: startup('dockerdStartupSeconds', 'dockerStartupSeconds'),
    containerdStartupSeconds: startup('containerdStartupSeconds'),
    etcdStartupSeconds: startup('etcdStartupSeconds'),
    systemMemoryBytes: systemMemory(setup),
    secondSamples: secondSamples(setup),
    hasLiveRestore: setup.docker?.['live-restore'],
  };
  return Object.fromEntries(
    Object.entries(seconds).filter(([, value]) => value !== undefined),
  ) as MachineSetup;
}

function numberIn(
  facts: { readonly [fact: string]: unknown } | undefined,
  name: string,
): number | undefined {
  const value = facts?.[name];
  return typeof value === 'number' ? value : undefined;
}

/** Between two looks of the eviction manager, and two full passes of the status manager. */
const TICK_PERIOD = 10;
/** A kubelet that is started anew finds a cluster of this age. */
const SETTLED_SECONDS = 115;

/** When one of the eviction manager's looks or the status manager's passes was, if known. */
export function knownTick({ machine = {}, draws = {} }: RecordedSetup): number | undefined {
  const looks = machine['evictionManagerSyncAt'];
  const pass = /\(([\d.]+)\)/.exec(String(draws['statusManagerTick'] ?? ''))?.[1];
  const told = Array.isArray(looks) ? looks[0] : draws['evictionLoopTick'];
  const tick = told ?? (pass === undefined ? undefined : Number(pass));
  return typeof tick === 'number' ? tick : undefined;
}

/**
 * A kubelet of which a tick is known was started anew before the case, as soon as the cluster had
 * settled, so that its ticks fall as they did: they come every 10 s from its start.
 */
function restarted({ setup, edition }: Recording, age: number): readonly TimedLine[] {
  const tick = knownTick(setup);
  if (tick === undefined) return [];
  const usual = edition === 'containerd' ? 0.2 : 0.5;
  const startup = numberIn(setup.machine, 'kubeletStartupSeconds') ?? usual;
  const periods = Math.floor((age - SETTLED_SECONDS) / TICK_PERIOD);
  const at = (tick % TICK_PERIOD) - periods * TICK_PERIOD - startup;
  return setup.nodes.map(({ name }) => ({
    at,
    text: `ssh ${name} systemctl restart kubelet`,
  }));
}

/** When containers were sampled, as a number each, or in words. */
function secondSamples({ machine = {}, draws = {} }: RecordedSetup): MachineSetup['secondSamples'] {
  const drawn = draws['firstMemorySampleOfContainer'];
  if (typeof drawn === 'object' && drawn !== null) return drawn as { [container: string]: number };
  const told = machine['podMemorySamples'];
  return typeof told === 'string' ? samplesInWords(told) : undefined;
}

/**
 * `at 13.2 s …: best 1357 Mi (0.4 s old), over, under about 0 (13 s old); at 17.4 s: over 2406 …`
 * A sample without its age lies a moment before; one as old as the container was its first.
 */
function samplesInWords(text: string): { readonly [container: string]: number } {
  const samples: { [container: string]: number } = {};
  for (const part of text.split(/;\s*/)) {
    const found = /at (?:the decision at )?([\d.]+) s[^:]*: (.*)$/.exec(part);
    const [, at = '', list = ''] = found ?? [];
    let names: string[] = [];
    for (const item of list.replace(/\((?![\d.]+ s old)[^)]*\)/g, '').split(/,\s*/)) {
      const [, name = '', , age] =
        /^(\S+)( (?:about )?\d+(?: \w+)?)?(?:\s+\(([\d.]+) s old\))?\s*$/.exec(item) ?? [];
      if (name !== '') names.push(name);
      if (!/\d/.test(item)) continue;
      const seconds = Number(at) - Number(age ?? 2);
      for (const each of names) if (seconds > 2) samples[`${each}/c`] ??= seconds;
      names = [];
    }
  }
  return samples;
}

/** What the machine uses before any pod: capacity less what was available. */
function systemMemory(setup: RecordedSetup): number | undefined {
  const facts = setup.machine ?? {};
  const kibi = facts['memoryAvailableBeforeKi'];
  const words = facts['memoryAvailableBeforeThePods'];
  const available =
    typeof kibi === 'number'
      ? kibi * 1024
      : typeof words === 'string' && typeof parseQuantity(words) !== 'string'
        ? wholeValue(words)
        : undefined;
  const capacityKi = facts['memoryCapacityKi'];
  const capacity =
    typeof capacityKi === 'number' ? capacityKi * 1024 : wholeValue(setup.nodes[0]?.memory);
  return available === undefined ? undefined : capacity - available;
}
