// From a scenario's `spec` to the setup of a cluster: defaults filled in, texts made numbers.

import { settingProblem } from '../api/kubelet-settings.ts';
import type { ApiObject } from '../apimachinery/meta.ts';
import { isQuantity, milliValue, wholeValue } from '../apimachinery/quantity.ts';
import { parseRfc3339 } from '../base/calendar.ts';
import type { RegistryRule } from '../cluster/protocol/registry.ts';
import type {
  ClusterSetup,
  ComponentSetup,
  ImageSetup,
  MachineSetup,
  NodeSetup,
  ProgramSetup,
} from '../cluster/protocol/setup.ts';
import type { Json } from '../kernel/message.ts';
import { parseDuration } from '../shell/flags.ts';
import {
  ALL_COMPONENTS,
  DEFAULT_EPOCH_SECONDS,
  DEFAULT_SETTLE_SECONDS,
  defaultNode,
  defaultNodes,
} from './defaults.ts';
import type { ImageDocument, NodeDocument, ProgramDocument, ScenarioSpec } from './documents.ts';

/** A setup, or what is wrong and where below `spec`. */
export type SetupResult =
  | { readonly setup: ClusterSetup }
  | { readonly problem: string; readonly path: string };

/** Stops the reading of a spec; caught in this file only. */
class BadValue {
  readonly problem: string;
  readonly path: string;
  constructor(problem: string, path: string) {
    this.problem = problem;
    this.path = path;
  }
}

/** The cluster that a `spec` describes; `seed` and `edition` may be given from outside. */
export function setupOf(spec: ScenarioSpec): SetupResult {
  try {
    return { setup: readSetup(spec) };
  } catch (error) {
    if (error instanceof BadValue) return { problem: error.problem, path: error.path };
    throw error;
  }
}

function readSetup(spec: ScenarioSpec): ClusterSetup {
  return {
    edition: spec.edition ?? 'document',
    seed: spec.seed ?? 1,
    epochSeconds: epochOf(spec.epoch),
    nodes: spec.nodes?.map(nodeOf) ?? defaultNodes(2),
    latency: spec.latency ?? 'recorded',
    kubelet: settingsOf(spec.kubelet, 'kubelet') ?? {},
    images: Object.entries(spec.images ?? {}).map(([name, image]) => imageOf(name, image)),
    objects: (spec.objects ?? []) as unknown as readonly ApiObject[],
    components: componentsOf(spec),
    machine: machineOf(spec),
    settleSeconds:
      spec.settle === undefined ? DEFAULT_SETTLE_SECONDS : secondsOf(spec.settle, 'settle'),
  };
}

function epochOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_EPOCH_SECONDS;
  const time = parseRfc3339(text);
  if (time === undefined) throw new BadValue(`not an RFC 3339 time: ${text}`, 'epoch');
  return time.seconds;
}

function nodeOf(node: NodeDocument, index: number): NodeSetup {
  const base = defaultNode(node.name);
  const settings = settingsOf(node.kubelet, `nodes[${index}].kubelet`);
  for (const field of ['cpu', 'memory', 'disk', 'allocatableMemory'] as const) {
    const text = node[field];
    if (text !== undefined && !isQuantity(text)) {
      throw new BadValue(`not a quantity: ${text}`, `nodes[${index}].${field}`);
    }
  }
  return {
    ...base,
    cpu: node.cpu ?? base.cpu,
    memory: node.memory ?? base.memory,
    disk: node.disk ?? base.disk,
    pods: node.pods ?? base.pods,
    labels: node.labels ?? base.labels,
    taints: (node.taints ?? []).map(({ key, value, effect }) =>
      value === undefined ? { key, effect } : { key, value, effect },
    ),
    isKubeletRunning: node.running ?? true,
    ...(node.allocatableMemory === undefined ? {} : { allocatableMemory: node.allocatableMemory }),
    ...(node.appArmor === undefined ? {} : { appArmor: node.appArmor }),
    ...(settings === undefined ? {} : { kubelet: settings }),
  };
}

/** What kubelets are told, if it is something that they know. */
function settingsOf(
  settings: { readonly [setting: string]: unknown } | undefined,
  path: string,
): { readonly [setting: string]: Json } | undefined {
  const found = settingProblem(settings ?? {});
  if (found !== undefined) throw new BadValue(found.problem, `${path}.${found.setting}`);
  return settings as { readonly [setting: string]: Json } | undefined;
}

function componentsOf(spec: ScenarioSpec): ComponentSetup {
  const grace = spec.nodeMonitorGracePeriod;
  return {
    hasScheduler: spec.scheduler ?? ALL_COMPONENTS.hasScheduler,
    controllers: spec.controllers ?? ALL_COMPONENTS.controllers,
    ...(grace === undefined
      ? {}
      : { nodeMonitorGraceSeconds: secondsOf(grace, 'nodeMonitorGracePeriod') }),
  };
}

function machineOf(spec: ScenarioSpec): MachineSetup {
  const { systemMemory, liveRestore, ...seconds } = spec.machine ?? {};
  const starts: { [name: string]: number } = {};
  for (const [name, value] of Object.entries(seconds)) {
    if (value !== undefined) starts[name] = value;
  }
  return {
    ...starts,
    ...(systemMemory === undefined ? {} : { systemMemoryBytes: wholeValue(systemMemory) }),
    ...(liveRestore === undefined ? {} : { hasLiveRestore: liveRestore }),
  };
}

function imageOf(name: string, image: ImageDocument): ImageSetup {
  const path = `images[${name}]`;
  const { program, pull } = image;
  return {
    image: name,
    isPresent: image.present ?? false,
    ...(program === undefined ? {} : { program: programOf(program, `${path}.program`) }),
    ...(pull === undefined ? {} : { rule: ruleOf(name, pull, path) }),
  };
}

function ruleOf(
  image: string,
  pull: NonNullable<ImageDocument['pull']>,
  path: string,
): RegistryRule {
  const { username, password } = pull;
  return {
    image,
    answer: pull.answer,
    ...(pull.after === undefined
      ? {}
      : { afterSeconds: secondsOf(pull.after, `${path}.pull.after`) }),
    ...(pull.detail === undefined ? {} : { detail: pull.detail }),
    ...(pull.size === undefined ? {} : { sizeBytes: wholeValue(pull.size) }),
    ...(username === undefined
      ? {}
      : { auth: { username, ...(password === undefined ? {} : { password }) } }),
  };
}

/** A program as the processes take it. */
function programOf(program: ProgramDocument, path: string): ProgramSetup {
  const after = program.listensAfter;
  const afterSeconds = after === undefined ? 0 : secondsOf(after, `${path}.listensAfter`);
  const { exitsAfter, exitCode, memory, cpu, log, onSIGTERM } = program;
  return {
    ...(program.command === undefined ? {} : { argv: program.command }),
    ...(program.listens === undefined
      ? {}
      : { listens: portsOf(program.listens, path).map((port) => ({ port, afterSeconds })) }),
    ...(program.http === undefined ? {} : { http: routesOf(program.http, path) }),
    ...(log === undefined ? {} : { log }),
    ...(onSIGTERM === undefined ? {} : { onSigterm: sigtermOf(onSIGTERM, path) }),
    ...(exitsAfter === undefined
      ? {}
      : { exitsAfterSeconds: secondsOf(exitsAfter, `${path}.exitsAfter`) }),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(memory === undefined ? {} : { memoryBytes: wholeValue(memory) }),
    ...(cpu === undefined ? {} : { cpuMillis: milliValue(cpu) }),
  };
}

function portsOf(listens: NonNullable<ProgramDocument['listens']>, path: string): number[] {
  const words = Array.isArray(listens) ? listens : [listens];
  return words.map((word) => {
    const port = Number(String(word).replace(/\/tcp$/i, ''));
    if (!Number.isInteger(port)) throw new BadValue(`not a port: ${word}`, `${path}.listens`);
    return port;
  });
}

function routesOf(
  http: NonNullable<ProgramDocument['http']>,
  path: string,
): NonNullable<ProgramSetup['http']> {
  return Object.entries(http).flatMap(([route, answers]) =>
    (Array.isArray(answers) ? answers : [answers]).map((answer) => {
      if (typeof answer === 'number') return { path: route, status: answer };
      const { status, body, from, until } = answer;
      return {
        path: route,
        status,
        ...(body === undefined ? {} : { body }),
        ...(from === undefined ? {} : { from: microsOf(from, `${path}.http[${route}].from`) }),
        ...(until === undefined ? {} : { until: microsOf(until, `${path}.http[${route}].until`) }),
      };
    }),
  );
}

function sigtermOf(
  said: NonNullable<ProgramDocument['onSIGTERM']>,
  path: string,
): NonNullable<ProgramSetup['onSigterm']> {
  if (said === 'ignored') return 'ignored';
  const { exitCode, after } = said;
  if (after === undefined) return { exitCode };
  return { exitCode, afterSeconds: secondsOf(after, `${path}.onSIGTERM.after`) };
}

function microsOf(text: string, path: string): number {
  const micros = parseDuration(/^\d+(\.\d+)?$/.test(text) ? `${text}s` : text);
  if (micros === undefined) throw new BadValue(`not a duration: ${text}`, path);
  return micros;
}

function secondsOf(text: string, path: string): number {
  return microsOf(text, path) / 1_000_000;
}
