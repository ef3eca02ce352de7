// What the kernel is told to run for a container: program, mounts, limits, namespaces.
// Translates a Docker configuration into the words of the node's operating system.

import type { Io } from '../../kernel/component.ts';
import type { StartProcess } from '../protocol/linux.ts';
import { findImage } from '../runtime/images.ts';
import { findContainer, mountOf, toLinux } from './records.ts';
import type { ContainerRecord, DockerdState } from './state.ts';

/** Makes the namespace, if it is this container's own, and starts the process. */
export function launch(
  state: DockerdState,
  record: ContainerRecord,
  owner: ContainerRecord | undefined,
  io: Io,
): void {
  const { HostConfig: host } = record.body;
  const hostname = hostnameOf(state, record, owner);
  if (host.NetworkMode === 'default') {
    const portMappings = mappingsOf(record);
    const { id, ip } = record;
    toLinux(state, io, { type: 'linux.netns', op: 'create', id, ip, hostname, portMappings });
  }
  toLinux(state, io, {
    type: 'linux.start',
    containerId: record.id,
    cgroup: `${host.CgroupParent ?? '/docker'}/${record.id}`,
    netns: netnsOf(record, owner),
    ...pidNamespaceOf(state, record),
    program: programOf(state, record, hostname),
    mounts: (host.Binds ?? []).map(mountOf).map((mount) => ({
      source: mount.Source,
      target: mount.Destination,
      isReadOnly: !mount.RW,
    })),
    limits: limitsOf(record),
    oomScoreAdj: host.OomScoreAdj ?? 0,
    ...(host.ReadonlyRootfs === true ? { isRootReadOnly: true } : {}),
    ...labelOf(record),
  });
}

function netnsOf(record: ContainerRecord, owner: ContainerRecord | undefined): string {
  if (owner !== undefined) {
    return owner.body.HostConfig.NetworkMode === 'host' ? 'host' : owner.id;
  }
  return record.body.HostConfig.NetworkMode === 'host' ? 'host' : record.id;
}

function pidNamespaceOf(
  state: DockerdState,
  record: ContainerRecord,
): { readonly pidNamespace?: string } {
  const mode = record.body.HostConfig.PidMode ?? '';
  if (mode === 'host') return { pidNamespace: 'host' };
  if (!mode.startsWith('container:')) return {};
  const target = findContainer(state, mode.slice('container:'.length));
  return target === undefined ? {} : { pidNamespace: target.id };
}

function hostnameOf(
  state: DockerdState,
  record: ContainerRecord,
  owner: ContainerRecord | undefined,
): string {
  const own = record.body.Hostname ?? '';
  if (own !== '') return own;
  if (netnsOf(record, owner) === 'host') return state.config.nodeName;
  return owner?.body.Hostname ?? record.id.slice(0, 12);
}

function programOf(
  state: DockerdState,
  record: ContainerRecord,
  hostname: string,
): StartProcess['program'] {
  const { body } = record;
  const image = findImage(state.images, record.imageId)?.config;
  const env = [...(image?.Env ?? []), ...body.Env].map((pair) => {
    const equals = pair.indexOf('=');
    return { name: pair.slice(0, equals), value: pair.slice(equals + 1) };
  });
  return {
    image: record.publishedAs,
    argv: record.argv,
    env,
    workingDir: firstOf(body.WorkingDir, image?.WorkingDir, '/'),
    user: firstOf(body.User, image?.User, 'root'),
    hostname,
    ...(body.OpenStdin === true ? { isStdinOpen: true } : {}),
    ...(body.Tty === true ? { hasTty: true } : {}),
  };
}

function firstOf(...texts: readonly (string | undefined)[]): string {
  return texts.find((text) => text !== undefined && text !== '') ?? '';
}

/** Limits of a container's cgroup. */
export function limitsOf(record: ContainerRecord): StartProcess['limits'] {
  const { Memory, CpuQuota, CpuPeriod, CpuShares } = record.body.HostConfig;
  return {
    ...(Memory === undefined || Memory <= 0 ? {} : { memoryBytes: Memory }),
    ...(CpuQuota === undefined || CpuQuota <= 0
      ? {}
      : { cpuMillis: Math.floor((CpuQuota * 1000) / (CpuPeriod ?? 100_000)) }),
    ...(CpuShares === undefined ? {} : { cpuShares: CpuShares }),
  };
}

function mappingsOf(record: ContainerRecord): {
  readonly hostPort: number;
  readonly containerPort: number;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
}[] {
  const bindings = Object.entries(record.body.HostConfig.PortBindings ?? {});
  return bindings.flatMap(([port, hosts]) => {
    const [number = '0', protocol = 'tcp'] = port.split('/');
    return hosts.map((host) => ({
      hostPort: Number(host.HostPort),
      containerPort: Number(number),
      protocol: protocol.toUpperCase() as 'TCP',
    }));
  });
}

function labelOf(record: ContainerRecord): Pick<StartProcess, 'label'> {
  const labels = record.body.Labels;
  const uid = labels['io.kubernetes.pod.uid'];
  if (uid === undefined) return {};
  return {
    label: {
      name: labels['io.kubernetes.container.name'] ?? record.name,
      pod: labels['io.kubernetes.pod.name'] ?? '',
      namespace: labels['io.kubernetes.pod.namespace'] ?? '',
      uid,
    },
  };
}
