// How the dockershim names containers and keeps labels and annotations in Docker's labels.
// Models pkg/kubelet/dockershim/naming.go and helpers.go of v1.20.

import type {
  ContainerConfig,
  ContainerMetadata,
  PodSandboxConfig,
  PodSandboxMetadata,
  StringMap,
} from '../../protocol/cri-objects.ts';

/** The label which says whether a container is a sandbox. */
export const TYPE_LABEL: string = 'io.kubernetes.docker.type';
/** The label which says in which sandbox a container is. */
export const SANDBOX_LABEL: string = 'io.kubernetes.sandbox.id';
const LOG_LABEL = 'io.kubernetes.container.logpath';
const NAME_LABEL = 'io.kubernetes.container.name';
const ANNOTATION = 'annotation.';

/** `k8s_POD_web_default_<uid>_0`. */
export function sandboxName(metadata: PodSandboxMetadata): string {
  const { name, namespace, uid, attempt } = metadata;
  return ['k8s', 'POD', name, namespace, uid, String(attempt)].join('_');
}

/** `k8s_nginx_web_default_<uid>_0`. */
export function containerName(sandbox: PodSandboxMetadata, metadata: ContainerMetadata): string {
  const { name, namespace, uid } = sandbox;
  return ['k8s', metadata.name, name, namespace, uid, String(metadata.attempt)].join('_');
}

/** Who a sandbox is, by its name; undefined when the kubelet did not make it. */
export function parseSandboxName(name: string): PodSandboxMetadata | undefined {
  const parts = partsOf(name);
  const [, , podName, namespace, uid, attempt] = parts ?? [];
  if (podName === undefined || namespace === undefined || uid === undefined) return undefined;
  return { name: podName, namespace, uid, attempt: Number(attempt) };
}

/** Who a container is, by its name. */
export function parseContainerName(name: string): ContainerMetadata | undefined {
  const [, container, , , , attempt] = partsOf(name) ?? [];
  return container === undefined ? undefined : { name: container, attempt: Number(attempt) };
}

function partsOf(name: string): readonly string[] | undefined {
  const parts = (name.startsWith('/') ? name.slice(1) : name).split('_');
  return parts.length >= 6 && parts[0] === 'k8s' ? parts : undefined;
}

/** Docker labels of a sandbox. */
export function sandboxLabels(config: PodSandboxConfig): StringMap {
  return {
    ...merged(config.labels, config.annotations),
    [TYPE_LABEL]: 'podsandbox',
    [NAME_LABEL]: 'POD',
  };
}

/** Docker labels of a container. */
export function containerLabels(
  config: ContainerConfig,
  sandbox: PodSandboxConfig,
  sandboxId: string,
): StringMap {
  const separator = sandbox.logDirectory.endsWith('/') ? '' : '/';
  return {
    ...merged(config.labels, config.annotations),
    [TYPE_LABEL]: 'container',
    [LOG_LABEL]: `${sandbox.logDirectory}${separator}${config.logPath}`,
    [SANDBOX_LABEL]: sandboxId,
  };
}

function merged(labels: StringMap, annotations: StringMap): StringMap {
  const all: { [key: string]: string } = { ...labels };
  for (const [key, value] of Object.entries(annotations)) all[ANNOTATION + key] = value;
  return all;
}

/** The kubelet's own labels and annotations again, and where the log lies. */
export function splitLabels(docker: StringMap): {
  readonly labels: StringMap;
  readonly annotations: StringMap;
  readonly logPath: string;
} {
  const labels: { [key: string]: string } = {};
  const annotations: { [key: string]: string } = {};
  const isSandbox = docker[TYPE_LABEL] === 'podsandbox';
  for (const [key, value] of Object.entries(docker)) {
    if (key.startsWith(ANNOTATION)) annotations[key.slice(ANNOTATION.length)] = value;
    else if (key !== TYPE_LABEL && key !== LOG_LABEL && key !== SANDBOX_LABEL) {
      if (!(isSandbox && key === NAME_LABEL)) labels[key] = value;
    }
  }
  return { labels, annotations, logPath: docker[LOG_LABEL] ?? '' };
}
