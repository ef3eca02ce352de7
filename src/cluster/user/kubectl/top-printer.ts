// The tables of kubectl top, row by row. Models kubectl/pkg/metricsutil: metrics_printer.go,
// metrics_resource_adder.go and metrics_sorter.go.

import type { Node } from '../../../api/node.ts';
import { compareText } from '../../../apimachinery/go-text.ts';
import type { ApiObject, StringMap } from '../../../apimachinery/meta.ts';
import { addQuantities, milliValue, wholeValue } from '../../../apimachinery/quantity.ts';
import type { KubectlTop } from '../../protocol/kubectl-commands.ts';

const MIB = 1_048_576;
const UNKNOWN = '<unknown>';

/** Amounts by the name of the resource. */
type Usage = StringMap;

/** What the resource metrics API says of a node. */
export interface NodeMetrics extends ApiObject {
  readonly usage: Usage;
}

/** What the resource metrics API says of a pod. */
export interface PodMetrics extends ApiObject {
  readonly containers: readonly { readonly name: string; readonly usage: Usage }[];
}

type Row = readonly string[];

const RESOURCES = [
  { name: 'cpu', title: 'CPU(cores)', share: ['CPU%', 'CPU(%)'] },
  { name: 'memory', title: 'MEMORY(bytes)', share: ['MEMORY%', 'MEMORY(%)'] },
  { name: 'swap', title: 'SWAP(bytes)', share: ['SWAP%', 'SWAP(%)'] },
] as const;

function measured({ showSwap }: KubectlTop): readonly (typeof RESOURCES)[number][] {
  return showSwap === true ? RESOURCES : RESOURCES.slice(0, 2);
}

/** Nodes with their shares; those that nobody measured come last. */
export function nodeRows(
  metrics: readonly NodeMetrics[],
  nodes: readonly Node[],
  command: KubectlTop,
  isModern: boolean,
): readonly Row[] {
  const resources = measured(command);
  const titles = resources.flatMap(({ title, share }) => [title, share[isModern ? 1 : 0]]);
  const rows: string[][] = command.isHeaderless === true ? [] : [['NAME', ...titles]];
  const known = new Map(nodes.map((node) => [node.metadata.name ?? '', node]));
  for (const { metadata, usage } of sorted(metrics, command, (one) => one.usage)) {
    const name = metadata.name ?? '';
    const node = known.get(name);
    const there = node === undefined ? undefined : availableOf(node, command);
    rows.push([name, ...resources.flatMap((one) => shareCells(one.name, usage, there))]);
    known.delete(name);
  }
  for (const name of known.keys()) rows.push([name, ...titles.map(() => UNKNOWN)]);
  return rows.map(closed);
}

/** What a node has to give; swap counts only where the kubelet says how much there is. */
function availableOf({ status }: Node, { showCapacity }: KubectlTop): Usage {
  const listed = (showCapacity === true ? status?.capacity : status?.allocatable) ?? {};
  const swap = status?.nodeInfo?.swap?.capacity;
  return swap === undefined ? listed : { ...listed, swap: String(swap) };
}

/** An amount and its share; a node that is gone has no share, not even an empty cell. */
function shareCells(name: string, usage: Usage, there: Usage | undefined): Row {
  if (name === 'swap' && there !== undefined && there[name] === undefined) {
    return [UNKNOWN, UNKNOWN];
  }
  const amount = amountText(name, usage);
  const available = there?.[name];
  if (available === undefined) return [amount];
  const whole = milliValue(available);
  const share = whole === 0 ? 0 : Math.floor((milliValue(usage[name]) / whole) * 100);
  return [amount, `${share}%`];
}

function amountText(name: string, usage: Usage): string {
  if (name === 'cpu') return `${milliValue(usage[name])}m`;
  return `${Math.floor(wholeValue(usage[name]) / MIB)}Mi`;
}

/** Pods, or their containers, and the sum of all below. */
export function podRows(metrics: readonly PodMetrics[], command: KubectlTop): readonly Row[] {
  if (metrics.length === 0) return [];
  const { allNamespaces = false, showContainers = false, isHeaderless = false } = command;
  const names = measured(command).map(({ name }) => name);
  const amounts = (usage: Usage): Row => names.map((name) => amountText(name, usage));
  const plain = ['NAME', ...measured(command).map(({ title }) => title)];
  const extra = [...(allNamespaces ? ['NAMESPACE'] : []), ...(showContainers ? ['POD'] : [])];
  const rows: Row[] = isHeaderless ? [] : [[...extra, ...plain]];
  const totals = new Map(metrics.map((pod) => [pod, sumOf(pod, names)]));
  const totalOf = (pod: PodMetrics): Usage => totals.get(pod) ?? {};
  for (const pod of sorted(metrics, command, totalOf)) {
    const { name = '', namespace = '' } = pod.metadata;
    const head = allNamespaces ? [namespace, name] : [name];
    if (!showContainers) rows.push([...head, ...amounts(totalOf(pod))]);
    else {
      for (const one of sortedBy(pod.containers, command.sortBy, ({ usage }) => usage, byName)) {
        rows.push([...head, one.name, ...amounts(one.usage)]);
      }
    }
  }
  if (command.isSummed === true) {
    // Only columns that have a heading are counted.
    const width = plain.length + (isHeaderless ? 0 : extra.length);
    const total = sumOf({ containers: [...totals.values()].map((usage) => ({ usage })) }, names);
    rows.push([...blanks(width - 2), '________', '________']);
    rows.push([...blanks(width - 3), '', ...amounts(total)]);
  }
  return rows.map(closed);
}

function blanks(count: number): Row {
  return Array.from({ length: count }, () => '');
}

/** Every cell ends with a tab, the last one too. */
function closed(row: Row): Row {
  return [...row, ''];
}

function sumOf(
  { containers }: { readonly containers: readonly { readonly usage: Usage }[] },
  names: readonly string[],
): Usage {
  const sum: { [name: string]: string } = {};
  for (const name of names) {
    sum[name] = containers.reduce((all, { usage }) => addQuantities(all, usage[name]), '0');
  }
  return sum;
}

function sorted<T extends ApiObject>(
  metrics: readonly T[],
  { sortBy, allNamespaces }: KubectlTop,
  usage: (one: T) => Usage,
): readonly T[] {
  return sortedBy(metrics, sortBy, usage, ({ metadata: one }, { metadata: other }) => {
    const isFirst =
      allNamespaces === true ? compareText(one.namespace ?? '', other.namespace ?? '') : 0;
    return isFirst === 0 ? compareText(one.name ?? '', other.name ?? '') : isFirst;
  });
}

function sortedBy<T>(
  all: readonly T[],
  sortBy: string | undefined,
  usage: (one: T) => Usage,
  usual: (a: T, b: T) => number,
): readonly T[] {
  const amount = (one: T): number =>
    sortBy === 'cpu' ? milliValue(usage(one)['cpu']) : wholeValue(usage(one)['memory']);
  return [...all].sort((a, b) => {
    const difference = sortBy === 'cpu' || sortBy === 'memory' ? amount(b) - amount(a) : 0;
    return difference === 0 ? usual(a, b) : difference;
  });
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return compareText(a.name, b.name);
}
