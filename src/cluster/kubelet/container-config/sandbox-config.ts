// What the runtime is told to make a sandbox.
// Models kuberuntime_sandbox.go, generatePodSandboxConfig.

import type { Pod } from '../../../api/pod.ts';
import { kubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import { podLifecycle } from '../../editions/pod-lifecycle.ts';
import type { PodSandboxConfig, PortMapping } from '../../protocol/cri-objects.ts';
import { podCgroupPath } from '../cgroups.ts';
import type { KubeletConfig } from '../config.ts';
import { seccompProfile } from './confinement.ts';
import { type DnsContext, OLD_SEARCH_LIMITS, podDns, SEARCH_LIMITS } from './dns.ts';
import { podHostname } from './hosts.ts';
import { podNamespaces } from './security.ts';

/** The sandbox's configuration; `attempt` tells sandboxes of one pod apart. */
export function generateSandboxConfig(
  pod: Pod,
  attempt: number,
  config: KubeletConfig,
): PodSandboxConfig {
  const { name = '', namespace = 'default', uid = '', labels, annotations } = pod.metadata;
  const isHost = pod.spec.hostNetwork === true;
  const { runAsUser, sysctls } = pod.spec.securityContext ?? {};
  const isPrivileged = pod.spec.containers.some((one) => one.securityContext?.privileged === true);
  const seccomp = seccompProfile(pod);
  // The newer kubelet leaves pause to the runtime's own profile, whatever the pod says.
  const isPodConfined =
    seccomp.type !== 'Unconfined' && podLifecycle(config.edition).isAppArmorSoft;
  return {
    metadata: { name, namespace, uid, attempt },
    hostname: isHost ? config.nodeName : podHostname(pod, config.clusterDomain).hostname,
    logDirectory: podLogDirectory(pod),
    dnsConfig: podDns(pod, dnsContext(config)).config,
    portMappings: isHost ? [] : portMappings(pod),
    labels: {
      ...labels,
      'io.kubernetes.pod.name': name,
      'io.kubernetes.pod.namespace': namespace,
      'io.kubernetes.pod.uid': uid,
    },
    annotations: { ...annotations },
    linux: {
      cgroupParent: podCgroupPath(pod),
      namespaces: podNamespaces(pod.spec),
      isPrivileged,
      ...(runAsUser === undefined ? {} : { runAsUser }),
      ...(isPodConfined ? { seccomp } : {}),
      ...(sysctls === undefined
        ? {}
        : { sysctls: Object.fromEntries(sysctls.map((one) => [one.name, one.value])) }),
    },
  };
}

/** Where the logs of a pod's containers lie. */
export function podLogDirectory(pod: Pod): string {
  const { name = '', namespace = 'default', uid = '' } = pod.metadata;
  return `/var/log/pods/${namespace}_${name}_${uid}`;
}

function dnsContext(config: KubeletConfig): DnsContext {
  const { hasSidecars: isNew } = kubeletBehaviour(config.edition);
  return {
    clusterDns: config.clusterDns,
    clusterDomain: config.clusterDomain,
    hostResolvConf: '',
    limits: isNew ? SEARCH_LIMITS : OLD_SEARCH_LIMITS,
  };
}

function portMappings(pod: Pod): readonly PortMapping[] {
  const containers = [...(pod.spec.initContainers ?? []), ...pod.spec.containers];
  return containers
    .flatMap((container) => container.ports ?? [])
    .map((one) => ({
      protocol: (one.protocol ?? 'TCP') as PortMapping['protocol'],
      containerPort: one.containerPort,
      hostPort: one.hostPort ?? 0,
      ...(one.hostIP === undefined ? {} : { hostIp: one.hostIP }),
    }));
}
