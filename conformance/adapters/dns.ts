// Topic dns: reading a resolv.conf, its limits, and the resolv.conf of a pod.

import type { Pod } from '../../src/api/pod.ts';
import {
  type DnsOption,
  limitNameservers,
  limitSearches,
  mergeOptions,
  OLD_SEARCH_LIMITS,
  parseResolvConf,
  podDns,
} from '../../src/cluster/kubelet/container-config/dns.ts';

interface Input {
  readonly op: string;
  readonly text?: string;
  readonly searches?: readonly string[];
  readonly nameservers?: readonly string[];
  readonly existing?: readonly string[];
  readonly dnsConfigOptions?: readonly DnsOption[] | null;
  readonly pod?: Pod;
  readonly clusterDNS?: string;
  readonly clusterDomain?: string;
  readonly hostResolvConf?: string;
}

/** dns.json */
export function dns(raw: unknown): unknown {
  const input = raw as Input;
  switch (input.op) {
    case 'parseResolvConf': {
      const { servers, searches, options, isBroken } = parseResolvConf(input.text ?? '');
      return { error: isBroken, nameservers: servers, searches, options };
    }
    case 'limitSearches': {
      const { kept, warning } = limitSearches(input.searches ?? [], OLD_SEARCH_LIMITS);
      const eventMessages = warning === undefined ? [] : [warning];
      const eventReason = warning === undefined ? '' : 'DNSConfigForming';
      return { searches: kept, eventMessages, eventReason };
    }
    case 'limitNameservers': {
      const { kept, warning } = limitNameservers(input.nameservers ?? []);
      return { nameservers: kept, event: warning !== undefined, observedEvent: warning ?? '' };
    }
    case 'mergeOptions': {
      const options = mergeOptions(input.existing ?? [], input.dnsConfigOptions ?? []);
      return { optionsAnyOrder: options };
    }
    default:
      return ofPod(input);
  }
}

function ofPod(input: Input): unknown {
  const { config } = podDns(input.pod as Pod, {
    clusterDns: input.clusterDNS === undefined ? [] : [input.clusterDNS],
    clusterDomain: input.clusterDomain ?? '',
    hostResolvConf: input.hostResolvConf ?? '',
    limits: OLD_SEARCH_LIMITS,
  });
  const { servers, searches, options } = config;
  return { nameservers: servers, searches, optionsAnyOrder: options };
}
