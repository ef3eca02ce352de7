// What a pod is called and what its /etc/hosts says.
// Models kubelet_pods.go, GeneratePodHostNameAndDomain and managedHostsFileContent.

import type { Pod } from '../../../api/pod.ts';

/** An address with more names, from spec.hostAliases. */
export interface HostAlias {
  readonly ip?: string;
  readonly hostnames?: readonly string[];
}

const MAX_HOSTNAME = 63;
const HEADER = '# Kubernetes-managed hosts file.\n';
const HOST_NETWORK_HEADER = '# Kubernetes-managed hosts file (host network).\n';
const LOCAL =
  '127.0.0.1\tlocalhost\n' +
  '::1\tlocalhost ip6-localhost ip6-loopback\n' +
  'fe00::0\tip6-localnet\n' +
  'fe00::0\tip6-mcastprefix\n' +
  'fe00::1\tip6-allnodes\n' +
  'fe00::2\tip6-allrouters\n';

/** The hostname of a pod and the domain it is in; the domain is empty without a subdomain. */
export function podHostname(
  pod: Pod,
  clusterDomain: string,
): { readonly hostname: string; readonly domain: string } {
  const { spec, metadata } = pod;
  const { hostname: wished, subdomain, hostnameOverride } = spec;
  if (hostnameOverride !== undefined) return { hostname: hostnameOverride, domain: '' };
  const hostname = truncateHostname(wished || (metadata.name ?? ''));
  if (subdomain === undefined || subdomain === '') return { hostname, domain: '' };
  return {
    hostname,
    domain: `${subdomain}.${metadata.namespace ?? 'default'}.svc.${clusterDomain}`,
  };
}

/** At most 63 characters, not ending in a dot or dash. */
export function truncateHostname(hostname: string): string {
  return hostname.length <= MAX_HOSTNAME
    ? hostname
    : hostname.slice(0, MAX_HOSTNAME).replace(/[-.]+$/, '');
}

/** /etc/hosts of a pod with a network of its own. */
export function managedHosts(
  ips: readonly string[],
  hostname: string,
  domain: string,
  aliases: readonly HostAlias[],
): string {
  const own = ips.map((ip) =>
    domain === '' ? `${ip}\t${hostname}\n` : `${ip}\t${hostname}.${domain}\t${hostname}\n`,
  );
  return HEADER + LOCAL + own.join('') + aliasLines(aliases);
}

/** /etc/hosts of a pod in the node's network: the node's file under a header. */
export function nodeHosts(nodeFile: string, aliases: readonly HostAlias[]): string {
  return HOST_NETWORK_HEADER + nodeFile + aliasLines(aliases);
}

/** The node's own file, where the simulation has to know it. */
export function defaultNodeHosts(nodeName: string, nodeIp: string): string {
  return `${LOCAL}${nodeIp}\t${nodeName}\n`;
}

function aliasLines(aliases: readonly HostAlias[]): string {
  if (aliases.length === 0) return '';
  const lines = aliases.map(({ ip = '', hostnames = [] }) => `${ip}\t${hostnames.join('\t')}\n`);
  return `\n# Entries added by HostAliases.\n${lines.join('')}`;
}
