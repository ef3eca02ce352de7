// `kubectl describe node`. Models kubectl/pkg/describe/describe.go, describeNode.

import type { Node } from '../../api/node.ts';
import type { Pod } from '../../api/pod.ts';
import { amountOf, podLimits, podRequests, type ResourceAmounts } from '../../api/pod-resources.ts';
import type { ApiObject } from '../../apimachinery/meta.ts';
import { milliQuantity, wholeQuantity } from '../../apimachinery/quantity.ts';
import { ageOf, longTime, type Moment } from './ages.ts';
import { annotationLines, at, eventLines, labelLines } from './describe-writer.ts';
import { nodeRoles } from './rows.ts';

/** The lines of a node; `related` holds its pods and its lease. */
export function nodeLines(
  node: Node,
  related: readonly ApiObject[],
  events: readonly ApiObject[] | undefined,
  now: Moment,
): readonly string[] {
  const { metadata, spec } = node;
  const pods = related.filter((object) => object.kind === 'Pod') as unknown as readonly Pod[];
  const lease = related.find((object) => object.kind === 'Lease');
  return [
    `Name:\t${metadata.name ?? ''}`,
    `Roles:\t${nodeRoles(node)}`,
    ...labelLines('Labels', metadata.labels),
    ...annotationLines(metadata.annotations),
    `CreationTimestamp:\t${longTime(metadata.creationTimestamp)}`,
    ...taintLines(node),
    `Unschedulable:\t${spec?.unschedulable === true}`,
    ...leaseLines(lease),
    ...conditionLines(node),
    ...addressLines(node),
    ...amountLines('Capacity', node.status?.capacity),
    ...amountLines('Allocatable', node.status?.allocatable),
    ...infoLines(node),
    ...(spec?.podCIDR ? [`PodCIDR:\t${spec.podCIDR}`] : []),
    ...(spec?.podCIDRs?.length ? [`PodCIDRs:\t${spec.podCIDRs.join(',')}`] : []),
    ...podTable(pods, node, now),
    ...allocatedLines(pods, node),
    ...(events === undefined ? [] : eventLines(events, now)),
  ];
}

function taintLines(node: Node): readonly string[] {
  const texts = (node.spec?.taints ?? []).map(({ key, value, effect }) =>
    value ? `${key}=${value}:${effect}` : `${key}:${effect}`,
  );
  if (texts.length === 0) return ['Taints:\t<none>'];
  return texts.sort().map((text, i) => `${i === 0 ? 'Taints:' : ''}\t${text}`);
}

interface LeaseShape {
  readonly spec?: {
    readonly holderIdentity?: string;
    readonly acquireTime?: string;
    readonly renewTime?: string;
  };
}

function leaseLines(lease: ApiObject | undefined): readonly string[] {
  if (lease === undefined) return ['Lease:\tFailed to get lease'];
  const { holderIdentity, acquireTime, renewTime } = (lease as LeaseShape).spec ?? {};
  const time = (text: string | undefined): string => (text ? longTime(text) : '<unset>');
  return [
    'Lease:',
    at(1, `HolderIdentity:\t${holderIdentity ?? '<unset>'}`),
    at(1, `AcquireTime:\t${time(acquireTime)}`),
    at(1, `RenewTime:\t${time(renewTime)}`),
  ];
}

function conditionLines(node: Node): readonly string[] {
  const conditions = node.status?.conditions ?? [];
  if (conditions.length === 0) return [];
  return [
    'Conditions:',
    at(1, 'Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage'),
    at(1, '----\t------\t-----------------\t------------------\t------\t-------'),
    ...conditions.map((one) => {
      const times = [one.lastHeartbeatTime, one.lastTransitionTime].map(longTime);
      const cells = [one.type, one.status, ...times, one.reason ?? '', one.message ?? ''];
      return at(1, `${cells.join(' \t')} `);
    }),
  ];
}

function addressLines(node: Node): readonly string[] {
  const addresses = node.status?.addresses ?? [];
  return ['Addresses:', ...addresses.map(({ type, address }) => at(1, `${type}:\t${address}`))];
}

function amountLines(
  title: string,
  amounts: { readonly [resource: string]: string } | undefined,
): readonly string[] {
  const names = Object.keys(amounts ?? {}).sort();
  if (names.length === 0) return [];
  return [`${title}:`, ...names.map((name) => at(1, `${name}:\t${amounts?.[name]}`))];
}

function infoLines(node: Node): readonly string[] {
  const info = node.status?.nodeInfo;
  return [
    'System Info:',
    at(1, `Machine ID:\t${info?.machineID ?? ''}`),
    at(1, `System UUID:\t${info?.systemUUID ?? ''}`),
    at(1, `Boot ID:\t${info?.bootID ?? ''}`),
    at(1, `Kernel Version:\t${info?.kernelVersion ?? ''}`),
    at(1, `OS Image:\t${info?.osImage ?? ''}`),
    at(1, `Operating System:\t${info?.operatingSystem ?? ''}`),
    at(1, `Architecture:\t${info?.architecture ?? ''}`),
    at(1, `Container Runtime Version:\t${info?.containerRuntimeVersion ?? ''}`),
    at(1, `Kubelet Version:\t${info?.kubeletVersion ?? ''}`),
    at(1, `Kube-Proxy Version:\t${info?.kubeProxyVersion ?? ''}`),
  ];
}

interface PodAmounts {
  readonly requests: ResourceAmounts;
  readonly limits: ResourceAmounts;
}

function amountsOf(pod: Pod): PodAmounts {
  const spec = pod.spec ?? { containers: [] };
  return { requests: podRequests(spec), limits: podLimits(spec) };
}

function podTable(pods: readonly Pod[], node: Node, now: Moment): readonly string[] {
  const heads = ['CPU Requests', 'CPU Limits', 'Memory Requests', 'Memory Limits', 'Age'];
  const rules = heads.map((head) => '-'.repeat(head.length));
  return [
    `Non-terminated Pods:\t(${pods.length} in total)`,
    at(1, `Namespace\tName\t\t${heads.join('\t')}`),
    at(1, `---------\t----\t\t${rules.join('\t')}`),
    ...pods.map((pod) => {
      const { requests, limits } = amountsOf(pod);
      const cells = [
        share(requests['cpu'], node, 'cpu'),
        share(limits['cpu'], node, 'cpu'),
        share(requests['memory'], node, 'memory'),
        share(limits['memory'], node, 'memory'),
        ageOf(pod.metadata.creationTimestamp, now),
      ];
      const { namespace, name } = pod.metadata;
      return at(1, `${namespace}\t${name}\t\t${cells.join('\t')}`);
    }),
  ];
}

/** `200m (10%)`: an amount and its part of what the node has to give. */
function share(amount: number | undefined, node: Node, resource: string): string {
  const { allocatable, capacity } = node.status ?? {};
  const whole = amountOf(resource, allocatable?.[resource] ?? capacity?.[resource]);
  const percent = whole === 0 ? 0 : Math.floor(((amount ?? 0) * 100) / whole);
  return `${amountText(amount ?? 0, resource)} (${percent}%)`;
}

function amountText(amount: number, resource: string): string {
  if (resource === 'cpu') return milliQuantity(amount);
  return wholeQuantity(amount, amount !== 0 && amount % 1_024 === 0 ? 'BinarySI' : 'DecimalSI');
}

function allocatedLines(pods: readonly Pod[], node: Node): readonly string[] {
  const all = Object.keys(node.status?.allocatable ?? {}).filter((name) => name !== 'pods');
  const first = ['cpu', 'memory', 'ephemeral-storage'];
  const names = [...first, ...all.filter((name) => !first.includes(name)).sort()];
  const totals = pods.map(amountsOf);
  const sum = (kind: 'requests' | 'limits', name: string): number =>
    totals.reduce((total, one) => total + (one[kind][name] ?? 0), 0);
  return [
    'Allocated resources:',
    at(1, '(Total limits may be over 100 percent, i.e., overcommitted.)'),
    at(1, 'Resource\tRequests\tLimits'),
    at(1, '--------\t--------\t------'),
    ...names.map((name) => {
      const cells = [sum('requests', name), sum('limits', name)];
      return at(1, [name, ...cells.map((cell) => share(cell, node, name))].join('\t'));
    }),
  ];
}
