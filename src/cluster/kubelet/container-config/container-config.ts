// What the runtime is told to make a container.
// Models kuberuntime_container.go, generateContainerConfig, and kuberuntime/labels.go.

import type { Container, EphemeralContainer } from '../../../api/container.ts';
import type { Pod } from '../../../api/pod.ts';
import { get, values } from '../../../base/persistent-map.ts';
import type { ContainerConfig, StringMap } from '../../protocol/cri-objects.ts';
import type { FileOp } from '../../protocol/linux-files.ts';
import type { ObjectKey, ObjectsResult } from '../channels.ts';
import type { FoundFile } from '../objects/environment-references.ts';
import type { KubeletState } from '../state.ts';
import { type FoundObject, makeEnvironment } from './env.ts';
import type { EnvironmentVariable } from './env-types.ts';
import { expand } from './expansion.ts';
import { containerHash } from './hash.ts';
import { makeMounts } from './mounts.ts';
import { containerResources } from './resources.ts';
import { criSecurity, runAsRootProblem } from './security.ts';

/** What a container's configuration is made from. */
export interface ContainerConfigInput {
  /** Read: configuration, services, images, volumes, pod cache. */
  readonly state: KubeletState;
  readonly pod: Pod;
  readonly container: Container | EphemeralContainer;
  readonly podIps: readonly string[];
  /** The image's id after its pull. */
  readonly imageRef: string;
  readonly restartCount: number;
  readonly objects: ObjectsResult['objects'];
  /** Files of volumes that the environment needs, by volume and path. */
  readonly files: readonly FoundFile[];
  readonly epochSeconds: number;
}

/**
 * The configuration with the files to write before the container is made and warnings for events
 * of reason InvalidEnvironmentVariableNames; or the message of CreateContainerConfigError.
 */
export type ContainerConfigResult =
  | {
      readonly config: ContainerConfig;
      readonly files: readonly FileOp[];
      readonly warnings: readonly string[];
    }
  | { readonly error: string };

/** Makes the configuration of one container. */
export function generateContainerConfig(input: ContainerConfigInput): ContainerConfigResult {
  const { state, pod, container, restartCount } = input;
  const { config } = state;
  const environment = environmentOf(input);
  if ('error' in environment) return environment;
  const { env, warnings } = environment;
  const made = makeMounts({
    ...input,
    env,
    clusterDomain: config.clusterDomain,
    nodeName: config.nodeName,
    nodeIp: config.nodeIp,
    claimPath: (volume) => claimPathOf(state, pod, volume),
  });
  if ('error' in made) return made;
  const user = get(state.images.users, input.imageRef) ?? {};
  const problem = runAsRootProblem(pod, container, user);
  if (problem !== undefined) return { error: problem };
  const lookup = (name: string): string | undefined => env.find((one) => one.name === name)?.value;
  return {
    config: {
      metadata: { name: container.name, attempt: restartCount },
      image: input.imageRef,
      userSpecifiedImage: container.image ?? '',
      command: (container.command ?? []).map((word) => expand(word, lookup)),
      args: (container.args ?? []).map((word) => expand(word, lookup)),
      ...(container.workingDir === undefined ? {} : { workingDir: container.workingDir }),
      envs: env.map(({ name, value }: EnvironmentVariable) => ({ key: name, value })),
      mounts: made.mounts,
      labels: labelsOf(pod, container),
      annotations: annotationsOf(input),
      logPath: `${container.name}/${restartCount}.log`,
      hasStdin: container.stdin === true,
      isStdinOnce: container.stdinOnce === true,
      isTty: container.tty === true,
      ...stopSignal(container),
      linux: {
        resources: containerResources(pod, container, config.memoryBytes),
        securityContext: criSecurity(pod, container, user, targetOf(state, pod, container)),
      },
    },
    files: made.files,
    warnings,
  };
}

function environmentOf(input: ContainerConfigInput): ReturnType<typeof makeEnvironment> {
  const { state, pod, container, podIps } = input;
  const { config, objects } = state;
  return makeEnvironment({
    pod,
    container,
    podIps,
    hostIp: config.nodeIp,
    allocatable: config,
    find: (kind, name) => findObject(input, kind, name),
    services: values(objects.services),
    areServicesSynced: objects.areServicesSynced,
    masterNamespace: 'default',
    fileOf: (volume, path) => input.files.find((one) => one.volume === volume && one.path === path),
  });
}

function findObject(
  input: ContainerConfigInput,
  kind: ObjectKey['kind'],
  name: string,
): FoundObject {
  const found = input.objects.find((one) => one.key.kind === kind && one.key.name === name);
  if (found !== undefined) return found;
  return { error: `${kind.toLowerCase()} "${name}" not found`, isNotFound: true };
}

function claimPathOf(state: KubeletState, pod: Pod, volume: string): string | undefined {
  const known = get(state.volumes.pods, pod.metadata.uid ?? '');
  return known?.volumes.find((one) => one.name === volume)?.claimPath;
}

function labelsOf(pod: Pod, container: Container | EphemeralContainer): StringMap {
  const { name = '', namespace = 'default', uid = '' } = pod.metadata;
  return {
    'io.kubernetes.pod.name': name,
    'io.kubernetes.pod.namespace': namespace,
    'io.kubernetes.pod.uid': uid,
    'io.kubernetes.container.name': container.name,
  };
}

function annotationsOf({ state, pod, container, restartCount }: ContainerConfigInput): StringMap {
  const { deletionGracePeriodSeconds: deletion } = pod.metadata;
  const { terminationGracePeriodSeconds: grace } = pod.spec;
  const { lifecycle, ports = [] } = container;
  return {
    'io.kubernetes.container.hash': containerHash(container, state.config.edition),
    'io.kubernetes.container.restartCount': String(restartCount),
    'io.kubernetes.container.terminationMessagePath':
      container.terminationMessagePath ?? '/dev/termination-log',
    'io.kubernetes.container.terminationMessagePolicy':
      container.terminationMessagePolicy ?? 'File',
    ...(deletion === undefined
      ? {}
      : { 'io.kubernetes.pod.deletionGracePeriod': String(deletion) }),
    ...(grace === undefined ? {} : { 'io.kubernetes.pod.terminationGracePeriod': String(grace) }),
    ...(lifecycle?.preStop === undefined
      ? {}
      : { 'io.kubernetes.container.preStopHandler': JSON.stringify(lifecycle.preStop) }),
    ...(ports.length === 0 ? {} : { 'io.kubernetes.container.ports': JSON.stringify(ports) }),
  };
}

function stopSignal(container: Container | EphemeralContainer): { readonly stopSignal?: string } {
  const signal = container.lifecycle?.stopSignal;
  return signal === undefined ? {} : { stopSignal: signal };
}

/** The id of the container whose processes an ephemeral container is to see. */
function targetOf(
  state: KubeletState,
  pod: Pod,
  container: Container | EphemeralContainer,
): string | undefined {
  if (!('targetContainerName' in container)) return undefined;
  const runtime = get(state.podCache, pod.metadata.uid ?? '');
  const name = container.targetContainerName;
  return runtime?.containers.find((one) => one.metadata.name === name)?.id;
}
