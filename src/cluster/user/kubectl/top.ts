// kubectl top: what nodes and pods use, as the resource metrics API says it.
// Models kubectl/pkg/cmd/top (top_node.go, top_pod.go) and pkg/metricsutil/metrics_printer.go.

import { type KindInfo, kindOfResource, pathOf } from '../../../api/kinds.ts';
import type { Node } from '../../../api/node.ts';
import type { ApiObject } from '../../../apimachinery/meta.ts';
import { addQuantities, milliValue, wholeValue } from '../../../apimachinery/quantity.ts';
import { present } from '../../../base/assert.ts';
import { microsSince } from '../../../base/calendar.ts';
import { goDurationText } from '../../../base/go-duration.ts';
import type { KubectlTop } from '../../protocol/kubectl-commands.ts';
import { fail, print, type Routine, type Setting } from '../calls.ts';
import { call, isOk, list, namespaceOf, refuse, withStatus } from './common.ts';

const GROUP = 'metrics.k8s.io';
const ROOT = `/apis/${GROUP}/v1beta1`;
const PODS: KindInfo = present(kindOfResource('', 'pods'), 'pods are served');
const NODES: KindInfo = present(kindOfResource('', 'nodes'), 'nodes are served');
/** A pod older than this should have metrics. */
const METRICS_DELAY_MICROS = 120_000_000;
const MIB = 1_048_576;

interface Usage {
  readonly cpu?: string;
  readonly memory?: string;
}

interface NodeMetrics extends ApiObject {
  readonly usage: Usage;
}

interface PodMetrics extends ApiObject {
  readonly containers: readonly { readonly name: string; readonly usage: Usage }[];
}

/** `kubectl top`. */
export function* top(command: KubectlTop, setting: Setting): Routine {
  if (!['', 'cpu', 'memory'].includes(command.sortBy ?? '')) {
    return yield* fail('error: --sort-by accepts only cpu or memory');
  }
  const groups = yield* call({ verb: 'GET', path: '/apis' });
  if (groups === undefined) return 1;
  if (!isOk(groups)) return yield* refuse(groups);
  const { groups: all = [] } = groups.body as {
    readonly groups?: readonly { readonly name: string }[];
  };
  if (all.every(({ name }) => name !== GROUP)) {
    return yield* fail('error: Metrics API not available');
  }
  return command.what === 'nodes'
    ? yield* topNodes(command, setting)
    : yield* topPods(command, setting);
}

function* topNodes(command: KubectlTop, setting: Setting): Routine {
  const metrics = yield* metricsOf<NodeMetrics>(command, 'nodes');
  if (typeof metrics === 'number') return metrics;
  if (metrics.length === 0) return yield* fail('error: metrics not available yet');
  const nodes = yield* nodesOf(command);
  if (nodes === undefined) return 1;
  const rows = sorted(metrics, command, ({ usage }) => usage).map(
    ({ metadata: { name = '' }, usage }) => {
      const there = nodes.find((node) => node.metadata.name === name)?.status?.allocatable;
      const cpu = milliValue(usage.cpu);
      const memory = wholeValue(usage.memory);
      return [
        name,
        `${cpu}m`,
        percent(cpu, milliValue(there?.['cpu'])),
        mebibytes(memory),
        percent(memory, wholeValue(there?.['memory'])),
      ];
    },
  );
  const known = new Set(metrics.map(({ metadata }) => metadata.name));
  for (const { metadata } of nodes) {
    if (known.has(metadata.name)) continue;
    rows.push([metadata.name ?? '', '<unknown>', '<unknown>', '<unknown>', '<unknown>']);
  }
  const isModern = setting.edition === 'containerd';
  const shares = isModern ? ['CPU(%)', 'MEMORY(%)'] : ['CPU%', 'MEMORY%'];
  const [cpuShare = '', memoryShare = ''] = shares;
  const header = ['NAME', 'CPU(cores)', cpuShare, 'MEMORY(bytes)', memoryShare];
  return yield* show(command, header, rows);
}

function percent(used: number, there: number): string {
  return there === 0 ? '0%' : `${Math.floor((used / there) * 100)}%`;
}

function mebibytes(bytes: number): string {
  return `${Math.floor(bytes / MIB)}Mi`;
}

function* nodesOf(command: KubectlTop): Routine<readonly Node[] | undefined> {
  if (command.name === undefined) {
    return (yield* list(NODES, command)) as readonly Node[] | undefined;
  }
  const answer = yield* call({ verb: 'GET', path: pathOf(NODES, undefined, command.name) });
  if (answer === undefined) return undefined;
  if (isOk(answer)) return [answer.body as Node];
  yield* refuse(answer);
  return undefined;
}

function* topPods(command: KubectlTop, setting: Setting): Routine {
  const metrics = yield* metricsOf<PodMetrics>(command, 'pods');
  if (typeof metrics === 'number') return metrics;
  if (metrics.length === 0) return yield* nothingYet(command, setting);
  const isWide = command.allNamespaces === true;
  const rows = sorted(metrics, command, sumOf).flatMap((pod) => {
    const { name = '', namespace = '' } = pod.metadata;
    const head = isWide ? [namespace] : [];
    if (command.showContainers !== true) return [[...head, name, ...amounts(sumOf(pod))]];
    const containers = sortedBy(pod.containers, command.sortBy, ({ usage }) => usage, byName);
    return containers.map((one) => [...head, name, one.name, ...amounts(one.usage)]);
  });
  const names = command.showContainers === true ? ['POD', 'NAME'] : ['NAME'];
  const head = isWide ? ['NAMESPACE', ...names] : names;
  return yield* show(command, [...head, 'CPU(cores)', 'MEMORY(bytes)'], rows);
}

function sumOf({ containers }: PodMetrics): Usage {
  let sum: { cpu: string; memory: string } = { cpu: '0', memory: '0' };
  for (const { usage } of containers) {
    sum = {
      cpu: addQuantities(sum.cpu, usage.cpu),
      memory: addQuantities(sum.memory, usage.memory),
    };
  }
  return sum;
}

function amounts({ cpu, memory }: Usage): readonly string[] {
  return [`${milliValue(cpu)}m`, mebibytes(wholeValue(memory))];
}

/** The API is there but says nothing: pods may be too young for it. */
function* nothingYet(command: KubectlTop, setting: Setting): Routine {
  const pods = yield* podsOf(command);
  if (pods === undefined) return 1;
  for (const { metadata } of pods) {
    const created = microsSince(setting.epochSeconds, String(metadata.creationTimestamp ?? ''));
    const age = setting.typedAt - (created ?? 0);
    if (age <= METRICS_DELAY_MICROS) return yield* fail('error: metrics not available yet');
    const who = `${metadata.namespace}/${metadata.name}`;
    return yield* fail(`error: Metrics not available for pod ${who}, age: ${goDurationText(age)}`);
  }
  const where = command.allNamespaces === true ? '' : ` in ${namespaceOf(command)} namespace.`;
  yield* print({ kind: 'line', text: `No resources found${where}`, isError: true });
  return 0;
}

function* podsOf(command: KubectlTop): Routine<readonly ApiObject[] | undefined> {
  if (command.name === undefined) return yield* list(PODS, command);
  const path = pathOf(PODS, namespaceOf(command), command.name);
  const answer = yield* call({ verb: 'GET', path });
  if (answer === undefined) return undefined;
  if (isOk(answer)) return [answer.body as ApiObject];
  yield* refuse(answer);
  return undefined;
}

/** The metrics asked for, or the exit code of a refusal. */
function* metricsOf<T extends ApiObject>(
  command: KubectlTop,
  resource: 'nodes' | 'pods',
): Routine<readonly T[] | number> {
  const { name, selector } = command;
  const isScoped = resource === 'pods' && command.allNamespaces !== true;
  const scope = isScoped ? `/namespaces/${namespaceOf(command)}` : '';
  const path = `${ROOT}${scope}/${resource}${name === undefined ? '' : `/${name}`}`;
  const query = selector === undefined ? {} : { query: { labelSelector: selector } };
  const answer = yield* call({ verb: 'GET', path, ...query });
  if (answer === undefined) return 1;
  const named = name === undefined ? '' : ` ${name}`;
  if (!isOk(answer)) return yield* refuse(withStatus(answer, `get ${resource}.${GROUP}${named}`));
  if (name !== undefined) return [answer.body as T];
  return (answer.body as { readonly items: readonly T[] }).items;
}

function sorted<T extends ApiObject>(
  metrics: readonly T[],
  { sortBy }: KubectlTop,
  usage: (one: T) => Usage,
): readonly T[] {
  return sortedBy(metrics, sortBy, usage, (a, b) => {
    const [one, other] = [a.metadata, b.metadata];
    return (
      compare(one.namespace ?? '', other.namespace ?? '') ||
      compare(one.name ?? '', other.name ?? '')
    );
  });
}

function sortedBy<T>(
  all: readonly T[],
  sortBy: string | undefined,
  usage: (one: T) => Usage,
  usual: (a: T, b: T) => number,
): readonly T[] {
  const amount = (one: T): number =>
    sortBy === 'cpu' ? milliValue(usage(one).cpu) : wholeValue(usage(one).memory);
  return [...all].sort((a, b) => {
    const difference = sortBy === 'cpu' || sortBy === 'memory' ? amount(b) - amount(a) : 0;
    return difference === 0 ? usual(a, b) : difference;
  });
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return compare(a.name, b.name);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Every cell ends with a tab, the last one too. */
function* show(
  command: KubectlTop,
  header: readonly string[],
  rows: readonly (readonly string[])[],
): Routine {
  const all = command.isHeaderless === true ? rows : [header, ...rows];
  yield* print({ kind: 'table', rows: all.map((row) => [...row, '']) });
  return 0;
}
