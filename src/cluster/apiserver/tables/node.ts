// The row of a node. Models pkg/printers/internalversion/printers.go, printNode.

import type { Node } from '../../../api/node.ts';
import type { ApiObject } from '../../../apimachinery/meta.ts';
import { ageOf, type Cell, column, type Now } from './column.ts';
import type { KindTable } from './table.ts';

/** How nodes are printed. */
export const NODE_TABLE: KindTable = {
  columns: [
    column('Name'),
    column('Status'),
    column('Roles'),
    column('Age'),
    column('Version'),
    column('Internal-IP', 1),
    column('External-IP', 1),
    column('OS-Image', 1),
    column('Kernel-Version', 1),
    column('Container-Runtime', 1),
  ],
  row: nodeRow,
};

const ROLE_PREFIX = 'node-role.kubernetes.io/';

function nodeRow(object: ApiObject, now: Now): readonly Cell[] {
  const node = object as Node;
  const info = node.status?.nodeInfo;
  return [
    node.metadata.name ?? '',
    statusOf(node),
    rolesOf(node),
    ageOf(node.metadata.creationTimestamp, now),
    info?.kubeletVersion ?? '',
    addressOf(node, 'InternalIP'),
    addressOf(node, 'ExternalIP'),
    orUnknown(info?.osImage),
    orUnknown(info?.kernelVersion),
    orUnknown(info?.containerRuntimeVersion),
  ];
}

function statusOf(node: Node): string {
  const ready = node.status?.conditions?.find((one) => one.type === 'Ready');
  const words = [ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady'];
  if (node.spec?.unschedulable === true) words.push('SchedulingDisabled');
  return words.join(',');
}

function rolesOf(node: Node): string {
  const roles: string[] = [];
  const labels = node.metadata.labels ?? {};
  for (const label of Object.keys(labels)) {
    if (label.startsWith(ROLE_PREFIX)) roles.push(label.slice(ROLE_PREFIX.length));
    else if (label === 'kubernetes.io/role') roles.push(labels[label] ?? '');
  }
  return roles.length === 0 ? '<none>' : roles.sort().join(',');
}

function addressOf(node: Node, type: string): string {
  return node.status?.addresses?.find((one) => one.type === type)?.address ?? '<none>';
}

function orUnknown(text: string | undefined): string {
  return text === undefined || text === '' ? '<unknown>' : text;
}
