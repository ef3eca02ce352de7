// From CRI configurations to what Docker is asked to create.
// Models pkg/kubelet/dockershim/docker_sandbox.go (makeSandboxDockerConfig), docker_container.go
// (CreateContainer) and security_context.go of v1.20.

import type {
  ContainerConfig,
  ContainerResources,
  Mount,
  PodSandboxConfig,
} from '../../protocol/cri-objects.ts';
import type {
  DockerCreateBody,
  DockerHostConfig,
  DockerUpdateBody,
} from '../../protocol/docker.ts';
import { containerLabels, sandboxLabels } from './naming.ts';

/** Pause is nearly the last to be killed for memory, and asks for next to no CPU. */
const SANDBOX_OOM_SCORE_ADJ = -998;
const SANDBOX_CPU_SHARES = 2;

/** The pause container of a pod. */
export function sandboxBody(config: PodSandboxConfig, image: string): DockerCreateBody {
  const { linux } = config;
  const isHostNetwork = linux.namespaces.network === 'NODE';
  const host: DockerHostConfig = {
    NetworkMode: isHostNetwork ? 'host' : 'default',
    IpcMode: linux.namespaces.ipc === 'NODE' ? 'host' : 'shareable',
    ...(linux.namespaces.pid === 'NODE' ? { PidMode: 'host' } : {}),
    CgroupParent: linux.cgroupParent,
    CpuShares: SANDBOX_CPU_SHARES,
    OomScoreAdj: SANDBOX_OOM_SCORE_ADJ,
    SecurityOpt: ['seccomp=unconfined'],
    ...(linux.sysctls === undefined ? {} : { Sysctls: linux.sysctls }),
    ...(config.dnsConfig === undefined
      ? {}
      : {
          Dns: config.dnsConfig.servers,
          DnsSearch: config.dnsConfig.searches,
          DnsOptions: config.dnsConfig.options,
        }),
    PortBindings: bindingsOf(config),
  };
  return {
    ...(isHostNetwork ? {} : { Hostname: config.hostname }),
    Env: [],
    Cmd: null,
    Entrypoint: null,
    Image: image,
    Labels: sandboxLabels(config),
    HostConfig: host,
  };
}

/** A container of a pod, in the network of its sandbox. */
export function containerBody(
  sandboxId: string,
  config: ContainerConfig,
  sandbox: PodSandboxConfig,
): DockerCreateBody {
  const { securityContext: security } = config.linux;
  const user = security.runAsUser === undefined ? security.runAsUsername : `${security.runAsUser}`;
  return {
    ...(user === undefined ? {} : { User: user }),
    Env: config.envs.map(({ key, value }) => `${key}=${value}`),
    Cmd: config.args.length === 0 ? null : config.args,
    Entrypoint: config.command.length === 0 ? null : config.command,
    Image: config.image,
    ...(config.workingDir === undefined ? {} : { WorkingDir: config.workingDir }),
    Labels: containerLabels(config, sandbox, sandboxId),
    ...(config.hasStdin === true ? { OpenStdin: true } : {}),
    ...(config.isStdinOnce === true ? { StdinOnce: true } : {}),
    ...(config.isTty === true ? { Tty: true } : {}),
    HostConfig: hostConfigOf(sandboxId, config, sandbox),
  };
}

function hostConfigOf(
  sandboxId: string,
  config: ContainerConfig,
  sandbox: PodSandboxConfig,
): DockerHostConfig {
  const { resources, securityContext: security } = config.linux;
  const { namespaces } = security;
  return {
    NetworkMode: namespaces.network === 'NODE' ? 'host' : `container:${sandboxId}`,
    IpcMode: namespaces.ipc === 'NODE' ? 'host' : `container:${sandboxId}`,
    ...pidModeOf(sandboxId, namespaces.pid),
    Binds: config.mounts.map(bindOf),
    CgroupParent: sandbox.linux.cgroupParent,
    ...updateBody(resources),
    ...(resources.oomScoreAdj === undefined ? {} : { OomScoreAdj: resources.oomScoreAdj }),
    ...(security.isPrivileged === true ? { Privileged: true } : {}),
    ...(security.isReadonlyRootfs === true ? { ReadonlyRootfs: true } : {}),
    ...(security.addCapabilities === undefined ? {} : { CapAdd: security.addCapabilities }),
    ...(security.dropCapabilities === undefined ? {} : { CapDrop: security.dropCapabilities }),
    ...(security.supplementalGroups === undefined
      ? {}
      : { GroupAdd: security.supplementalGroups.map(String) }),
  };
}

/** The resources that can be changed while a container runs. */
export function updateBody(resources: ContainerResources): DockerUpdateBody {
  return {
    ...(resources.memoryLimitInBytes === undefined ? {} : { Memory: resources.memoryLimitInBytes }),
    ...(resources.cpuShares === undefined ? {} : { CpuShares: resources.cpuShares }),
    ...(resources.cpuPeriod === undefined ? {} : { CpuPeriod: resources.cpuPeriod }),
    ...(resources.cpuQuota === undefined ? {} : { CpuQuota: resources.cpuQuota }),
    ...(resources.cpusetCpus === undefined ? {} : { CpusetCpus: resources.cpusetCpus }),
  };
}

function pidModeOf(sandboxId: string, mode: string): { readonly PidMode?: string } {
  if (mode === 'NODE') return { PidMode: 'host' };
  return mode === 'POD' ? { PidMode: `container:${sandboxId}` } : {};
}

function bindOf(mount: Mount): string {
  const options: string[] = [];
  if (mount.isReadonly) options.push('ro');
  if (mount.isSelinuxRelabel === true) options.push('Z');
  if (mount.propagation === 'PROPAGATION_HOST_TO_CONTAINER') options.push('rslave');
  if (mount.propagation === 'PROPAGATION_BIDIRECTIONAL') options.push('rshared');
  const bind = `${mount.hostPath}:${mount.containerPath}`;
  return options.length === 0 ? bind : `${bind}:${options.join(',')}`;
}

function bindingsOf(config: PodSandboxConfig): NonNullable<DockerHostConfig['PortBindings']> {
  const bindings: { [port: string]: { HostIp: string; HostPort: string }[] } = {};
  for (const mapping of config.portMappings) {
    if (mapping.hostPort === 0) continue;
    const port = `${mapping.containerPort}/${mapping.protocol.toLowerCase()}`;
    const binding = { HostIp: mapping.hostIp ?? '', HostPort: String(mapping.hostPort) };
    bindings[port] = [...(bindings[port] ?? []), binding];
  }
  return bindings;
}
