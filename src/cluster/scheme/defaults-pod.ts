// What the API server fills in where a pod says nothing. Models pkg/apis/core/v1/defaults.go,
// SetDefaults_PodSpec, SetDefaults_Pod.

import type { Container } from '../../api/container.ts';
import type { Pod, PodSpec, Volume } from '../../api/pod.ts';
import { isSidecar } from '../../api/pod-helpers.ts';
import { addQuantities, compareQuantities } from '../../apimachinery/quantity.ts';
import type { EditionName } from '../editions/edition.ts';
import {
  defaultContainer,
  defaultResources,
  defaultVolume,
  rounded,
} from './defaults-container.ts';

/** The pod with its defaults; static pods get the same ones on their node. */
export function defaultPod(pod: Pod, edition: EditionName): Pod {
  const spec = pod.spec ?? { containers: [] };
  return { ...pod, spec: defaultPodSpec(spec, edition) };
}

function defaultPodSpec(spec: PodSpec, edition: EditionName): PodSpec {
  const isModern = edition === 'containerd';
  const ephemeral = isModern ? spec.ephemeralContainers : undefined;
  const containers = hostPorts((spec.containers ?? []).map(filled), spec);
  const initContainers = spec.initContainers && hostPorts(spec.initContainers.map(filled), spec);
  const { volumes, overhead, ephemeralContainers: _ephemeral, ...rest } = spec;
  const account = spec.serviceAccountName ?? spec.serviceAccount;
  const withContainers: PodSpec = {
    ...rest,
    ...(volumes && { volumes: volumes.map((volume) => withSource(volume, isModern)) }),
    ...(initContainers && { initContainers }),
    containers,
    ...(ephemeral && { ephemeralContainers: ephemeral.map((one) => defaultContainer(one, false)) }),
    restartPolicy: spec.restartPolicy ?? 'Always',
    terminationGracePeriodSeconds: spec.terminationGracePeriodSeconds ?? 30,
    dnsPolicy: spec.dnsPolicy ?? 'ClusterFirst',
    ...(account !== undefined && { serviceAccountName: account, serviceAccount: account }),
    securityContext: spec.securityContext ?? {},
    schedulerName: spec.schedulerName ?? 'default-scheduler',
    enableServiceLinks: spec.enableServiceLinks ?? true,
    ...(overhead && { overhead: rounded(overhead) }),
  };
  return isModern ? withPodRequests(withContainers) : withContainers;
}

function filled(container: Container): Container {
  return defaultContainer(container, true);
}

/** Inline ephemeral volumes had a closed feature gate in v1.20: dropped after defaulting. */
function withSource(volume: Volume, isModern: boolean): Volume {
  const whole = defaultVolume(volume);
  if (isModern || whole.ephemeral === undefined) return whole;
  const { ephemeral: _ephemeral, ...rest } = whole;
  return rest as Volume;
}

/** With the host's network every port is the host's. */
function hostPorts(containers: readonly Container[], spec: PodSpec): readonly Container[] {
  if (spec.hostNetwork !== true) return containers;
  return containers.map((container) => {
    const ports = container.ports?.map((port) => ({
      ...port,
      hostPort: port.hostPort || port.containerPort,
    }));
    return ports === undefined ? container : { ...container, ports };
  });
}

/** Requests of the whole pod where only its limits are given (v1.34, pod-level resources). */
function withPodRequests(spec: PodSpec): PodSpec {
  if (spec.resources === undefined) return spec;
  const resources = defaultResources(spec.resources, false);
  if (Object.keys(resources.limits ?? {}).length === 0) return { ...spec, resources };
  const requests: Record<string, string> = { ...resources.requests };
  for (const name of ['cpu', 'memory']) {
    const sum = aggregateRequest(spec, name);
    if (requests[name] === undefined && sum !== undefined) requests[name] = sum;
  }
  return { ...spec, resources: { ...resources, requests: { ...resources.limits, ...requests } } };
}

function aggregateRequest(spec: PodSpec, name: string): string | undefined {
  let running: string | undefined;
  for (const container of spec.containers) running = plus(running, container, name);
  let sidecars: string | undefined;
  let most: string | undefined;
  for (const container of spec.initContainers ?? []) {
    const together = plus(sidecars, container, name);
    if (isSidecar(container)) {
      sidecars = together;
      running = plus(running, container, name);
    }
    if (compareQuantities(together, most) > 0) most = together;
  }
  return compareQuantities(most, running) > 0 ? most : running;
}

function plus(sum: string | undefined, container: Container, name: string): string | undefined {
  const amount = container.resources?.requests?.[name];
  return amount === undefined ? sum : addQuantities(sum, amount);
}
