// What the kernel is told to run for a container: program, mounts, limits, namespaces.
// Translates a CRI configuration into the words of the node's operating system.

import type { Io } from '../../kernel/component.ts';
import type { ContainerResources } from '../protocol/cri-objects.ts';
import type { StartProcess } from '../protocol/linux.ts';
import { findImage } from '../runtime/images.ts';
import { toLinux } from './records.ts';
import type { ContainerdState, ContainerRecord, SandboxRecord } from './state.ts';

/** Where the files of an image volume lie on the node. */
const IMAGE_MOUNTS = '/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/images';

/** Starts the container's first process. */
export function launch(
  state: ContainerdState,
  record: ContainerRecord,
  sandbox: SandboxRecord,
  io: Io,
): void {
  const { config } = record;
  const { securityContext: security, resources } = config.linux;
  const { name: pod, namespace, uid } = sandbox.config.metadata;
  toLinux(state, io, {
    type: 'linux.start',
    containerId: record.id,
    cgroup: `${sandbox.config.linux.cgroupParent}/${record.id}`,
    netns: sandbox.hasNetwork ? sandbox.id : 'host',
    ...pidNamespaceOf(record, sandbox),
    program: programOf(state, record, sandbox),
    mounts: config.mounts.map((mount) => ({
      source: mount.image === undefined ? mount.hostPath : `${IMAGE_MOUNTS}/${mount.image}`,
      target: mount.containerPath,
      isReadOnly: mount.isReadonly,
    })),
    limits: limitsOf(resources),
    oomScoreAdj: resources.oomScoreAdj ?? 0,
    ...(security.isReadonlyRootfs === true ? { isRootReadOnly: true } : {}),
    label: { name: config.metadata.name, pod, namespace, uid },
  });
}

function pidNamespaceOf(
  record: ContainerRecord,
  sandbox: SandboxRecord,
): { readonly pidNamespace?: string } {
  const { pid, targetId } = record.config.linux.securityContext.namespaces;
  if (pid === 'NODE') return { pidNamespace: 'host' };
  if (pid === 'POD') return { pidNamespace: sandbox.id };
  return pid === 'TARGET' && targetId !== undefined ? { pidNamespace: targetId } : {};
}

function programOf(
  state: ContainerdState,
  record: ContainerRecord,
  sandbox: SandboxRecord,
): StartProcess['program'] {
  const { config } = record;
  const { runAsUser, runAsUsername } = config.linux.securityContext;
  const image = findImage(state.images, record.imageId)?.config;
  const hostname = sandbox.hasNetwork ? sandbox.config.hostname : state.config.nodeName;
  const fromImage = (image?.Env ?? []).map((pair) => {
    const equals = pair.indexOf('=');
    return { name: pair.slice(0, equals), value: pair.slice(equals + 1) };
  });
  return {
    image: record.publishedAs,
    argv: record.argv,
    env: [
      ...fromImage,
      { name: 'HOSTNAME', value: hostname },
      ...config.envs.map(({ key, value }) => ({ name: key, value })),
    ],
    workingDir: firstOf(config.workingDir, image?.WorkingDir, '/'),
    user: firstOf(runAsUser === undefined ? runAsUsername : `${runAsUser}`, image?.User, 'root'),
    hostname,
    ...(config.hasStdin === true ? { isStdinOpen: true } : {}),
    ...(config.isTty === true ? { hasTty: true } : {}),
  };
}

function firstOf(...texts: readonly (string | undefined)[]): string {
  return texts.find((text) => text !== undefined && text !== '') ?? '';
}

/** Limits of a container's cgroup. */
export function limitsOf(resources: ContainerResources): StartProcess['limits'] {
  const { memoryLimitInBytes: memory, cpuQuota, cpuPeriod, cpuShares } = resources;
  return {
    ...(memory === undefined || memory <= 0 ? {} : { memoryBytes: memory }),
    ...(cpuQuota === undefined || cpuQuota <= 0
      ? {}
      : { cpuMillis: Math.floor((cpuQuota * 1000) / (cpuPeriod ?? 100_000)) }),
    ...(cpuShares === undefined ? {} : { cpuShares }),
  };
}
