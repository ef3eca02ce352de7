// /etc/resolv.conf of a pod. Models pkg/kubelet/network/dns/dns.go.

import type { Pod } from '../../../api/pod.ts';
import type { DnsConfig } from '../../protocol/cri-objects.ts';
import { podText } from '../pod-names.ts';

/** A resolv.conf as data; `isBroken` when a line lacks its address. */
export interface ParsedResolvConf extends DnsConfig {
  readonly isBroken: boolean;
}

/** A list cut to what resolvers take, and the warning if it was cut. */
export interface Limited {
  readonly kept: readonly string[];
  readonly warning?: string;
}

/** Names of an option and its value, as a pod writes them. */
export interface DnsOption {
  readonly name?: string;
  readonly value?: string;
}

/** What the pod's dns depends on besides the pod. */
export interface DnsContext {
  readonly clusterDns: readonly string[];
  readonly clusterDomain: string;
  readonly hostResolvConf: string;
  readonly limits: SearchLimits;
}

/** How many search paths, and how many characters together, are allowed. */
export interface SearchLimits {
  readonly paths: number;
  readonly characters: number;
}

/** The older limits and today's. */
export const OLD_SEARCH_LIMITS: SearchLimits = { paths: 6, characters: 256 };
export const SEARCH_LIMITS: SearchLimits = { paths: 32, characters: 2_048 };

const MAX_NAMESERVERS = 3;
const CLUSTER_OPTIONS: readonly string[] = ['ndots:5'];

/** Reads a resolv.conf; later `search` and `options` lines replace earlier ones. */
export function parseResolvConf(text: string): ParsedResolvConf {
  const nameservers: string[] = [];
  let searches: readonly string[] = [];
  let options: readonly string[] = [];
  let isBroken = false;
  for (const line of text.split('\n')) {
    const [word, ...rest] = line.trim().split(/\s+/);
    if (word === 'nameserver') {
      if (rest[0] === undefined) isBroken = true;
      else nameservers.push(rest[0]);
    } else if (word === 'search') {
      searches = rest.filter((path) => path !== '.').map((path) => path.replace(/\.$/, ''));
    } else if (word === 'options') options = rest;
  }
  return { servers: nameservers, searches, options, isBroken };
}

/** Search paths without repetitions, as many as are allowed. */
export function limitSearches(paths: readonly string[], limits: SearchLimits): Limited {
  const unique = [...new Set(paths)];
  let kept = unique.slice(0, limits.paths);
  if (kept.join(' ').length > limits.characters) {
    let length = 0;
    const fitting = kept.findIndex((path) => {
      length += path.length + 1;
      return length > limits.characters;
    });
    kept = kept.slice(0, Math.max(0, fitting));
  }
  if (kept.length === unique.length) return { kept };
  const what = 'Search Line limits were exceeded, some search paths have been omitted';
  return { kept, warning: `${what}, the applied search line is: ${kept.join(' ')}` };
}

/** At most three name servers. */
export function limitNameservers(servers: readonly string[]): Limited {
  if (servers.length <= MAX_NAMESERVERS) return { kept: servers };
  const kept = servers.slice(0, MAX_NAMESERVERS);
  const what = 'Nameserver limits were exceeded, some nameservers have been omitted';
  return { kept, warning: `${what}, the applied nameserver line is: ${kept.join(' ')}` };
}

/** The pod's options over those that are there, by name. */
export function mergeOptions(
  existing: readonly string[],
  wished: readonly DnsOption[],
): readonly string[] {
  const byName = new Map<string, string>();
  for (const option of existing) {
    const [name = '', ...rest] = option.split(':');
    byName.set(name, rest.join(':'));
  }
  for (const { name = '', value } of wished) byName.set(name, value ?? '');
  return [...byName].map(([name, value]) => (value === '' ? name : `${name}:${value}`));
}

/** The pod's resolv.conf with the warnings on the way. Models Configurer.GetPodDNS. */
export function podDns(
  pod: Pod,
  context: DnsContext,
): { readonly config: DnsConfig; readonly warnings: readonly string[] } {
  const host = parseResolvConf(context.hostResolvConf);
  const warnings: string[] = [];
  const base = baseConfig(pod, context, host, warnings);
  const { nameservers = [], searches = [], options = [] } = pod.spec.dnsConfig ?? {};
  if (pod.spec.dnsConfig === undefined) return { config: base, warnings };
  const servers = limitNameservers([...new Set([...base.servers, ...nameservers])]);
  const paths = limitSearches([...base.searches, ...searches], context.limits);
  for (const { warning } of [servers, paths]) if (warning !== undefined) warnings.push(warning);
  const merged = mergeOptions(base.options, options);
  return { config: { servers: servers.kept, searches: paths.kept, options: merged }, warnings };
}

function baseConfig(
  pod: Pod,
  context: DnsContext,
  host: ParsedResolvConf,
  warnings: string[],
): DnsConfig {
  const policy = pod.spec.dnsPolicy ?? 'ClusterFirst';
  const isOwnNetwork = pod.spec.hostNetwork !== true;
  if (policy === 'None') return { servers: [], searches: [], options: [] };
  const wantsCluster =
    policy === 'ClusterFirstWithHostNet' || (policy === 'ClusterFirst' && isOwnNetwork);
  const hostOnly = { servers: host.servers, searches: host.searches, options: host.options };
  if (!wantsCluster) return hostOnly;
  if (context.clusterDns.length === 0) {
    warnings.push(missingDnsText(pod, policy));
    return hostOnly;
  }
  const { clusterDomain: domain } = context;
  const namespace = pod.metadata.namespace ?? 'default';
  const own = domain === '' ? [] : [`${namespace}.svc.${domain}`, `svc.${domain}`, domain];
  const searches = limitSearches([...own, ...host.searches], context.limits);
  if (searches.warning !== undefined) warnings.push(searches.warning);
  return { servers: context.clusterDns, searches: searches.kept, options: CLUSTER_OPTIONS };
}

function missingDnsText(pod: Pod, policy: string): string {
  const what = 'kubelet does not have ClusterDNS IP configured and cannot create Pod using';
  const instead = 'Falling back to "Default" policy.';
  return `pod: "${podText(pod)}". ${what} "${policy}" policy. ${instead}`;
}
