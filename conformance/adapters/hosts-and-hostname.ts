// Topic hosts-and-hostname: /etc/hosts of a pod, and how long its hostname may be.

import {
  type HostAlias,
  managedHosts,
  nodeHosts,
  truncateHostname,
} from '../../src/cluster/kubelet/container-config/hosts.ts';

interface Input {
  readonly hostname?: string;
  readonly domain?: string;
  readonly hostAliases?: readonly HostAlias[];
  readonly hostNetwork?: boolean;
  readonly nodeHostsFile?: string;
  readonly podIPs?: readonly string[];
}

/** hosts-and-hostname.json */
export function hostsAndHostname(raw: unknown): unknown {
  const { hostname = '', domain = '', hostAliases = [], podIPs, ...input } = raw as Input;
  if (input.hostNetwork === undefined) return { hostname: truncateHostname(hostname) };
  const content = input.hostNetwork
    ? nodeHosts(input.nodeHostsFile ?? '', hostAliases)
    : managedHosts(podIPs ?? [], hostname, domain, hostAliases);
  return { content };
}
