// Which nodes are asked, where, and under which name; a node that is not ready is passed over.
// Models metrics/sources/kubelet/kubelet.go, GetNodeHostnameAndIP, of Heapster v1.5.4.

import type { Node } from '../../../api/node.ts';
import type { Labels } from './metric-set.ts';

/** A node to scrape. */
export interface NodeInfo {
  readonly name: string;
  readonly ip: string;
  readonly hostname: string;
  readonly hostId: string;
  readonly isSchedulable: boolean;
}

const ADDRESS = /^\d{1,3}(\.\d{1,3}){3}$/;

/** What is needed to scrape a node; a text is why it cannot be. */
export function nodeInfoOf(node: Node): NodeInfo | string {
  const name = node.metadata.name ?? '';
  const { conditions = [], addresses = [] } = node.status ?? {};
  if (conditions.some(({ type, status }) => type === 'Ready' && status !== 'True')) {
    return `node ${name} is not ready`;
  }
  let hostname = name;
  let ip = '';
  for (const { type, address } of addresses) {
    if (address === '') continue;
    if (type === 'Hostname') hostname = address;
    if (type === 'InternalIP' && ADDRESS.test(address)) ip = address;
    if (type === 'LegacyHostIP' && ip === '') ip = address;
  }
  if (!ADDRESS.test(ip)) {
    return `node ${name} has no valid hostname and/or IP address: ${hostname} ${ip}`;
  }
  const hostId = (node.spec as { readonly externalID?: string } | undefined)?.externalID ?? '';
  return { name, ip, hostname, hostId, isSchedulable: node.spec?.unschedulable !== true };
}

/** The names of its node that every set bears. */
export function labelsOfNode({ name, hostname, hostId }: NodeInfo): Labels {
  return { nodename: name, hostname, host_id: hostId };
}
