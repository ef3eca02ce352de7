// containerd as the kubelet of v1.36 and ctr see it: whole lives of pods.

import { describe, expect, it } from 'vitest';
import { containerdComponent } from './containerd/containerd.ts';
import { CONTAINERD_LATENCIES } from './containerd/latencies.ts';
import { CONTAINERD_PORT, type CtrCall } from './protocol/containerd.ts';
import { criRequest } from './protocol/cri.ts';
import type { ContainerConfig, PodSandboxConfig } from './protocol/cri-objects.ts';
import { DEFAULT_REGISTRY, type RegistryConfig, registryComponent } from './registry/registry.ts';
import { callerOf, cri, type Lab, makeLab } from './runtime/test-lab.ts';
import { fillCluster } from './whole.ts';

fillCluster();

const ENGINE = 'containerd@node-1';
const PAUSE = 'registry.k8s.io/pause:3.10';

function containerdLab(
  images: readonly string[] = [PAUSE, 'busybox:1.36'],
  registry: RegistryConfig = DEFAULT_REGISTRY,
): Lab {
  return makeLab(callerOf(ENGINE, CONTAINERD_PORT), (sim) => {
    sim.add(registryComponent, 'registry', registry);
    sim.add(containerdComponent, ENGINE, {
      linux: 'linux@node-1',
      nodeName: 'node-1',
      podCidr: '10.244.0.0/24',
      version: '2.1.9',
      sandboxImage: PAUSE,
      images,
      latencies: CONTAINERD_LATENCIES,
      imageDirectory: '/var/lib/layers',
      appArmor: [],
      unpackBytesPerSecond: 100_000_000,
    });
  });
}

function ctr(lab: Lab, call: CtrCall): unknown {
  return lab.call('out', { type: 'ctr.request', call } as never);
}

function sandboxConfig(name: string, attempt = 0): PodSandboxConfig {
  const labels = {
    'io.kubernetes.pod.name': name,
    'io.kubernetes.pod.namespace': 'default',
    'io.kubernetes.pod.uid': `uid-${name}`,
  };
  return {
    metadata: { name, namespace: 'default', uid: `uid-${name}`, attempt },
    hostname: name,
    logDirectory: `/var/log/pods/default_${name}_uid-${name}`,
    portMappings: [],
    labels,
    annotations: {},
    linux: {
      cgroupParent: `/kubepods/pod${name}`,
      namespaces: { network: 'POD', pid: 'CONTAINER', ipc: 'POD' },
    },
  };
}

function containerConfig(pod: string, command: readonly string[]): ContainerConfig {
  return {
    metadata: { name: 'c', attempt: 0 },
    image: 'busybox:1.36',
    userSpecifiedImage: 'busybox:1.36',
    command,
    args: [],
    envs: [],
    mounts: [],
    labels: { ...sandboxConfig(pod).labels, 'io.kubernetes.container.name': 'c' },
    annotations: {},
    logPath: 'c/0.log',
    linux: {
      resources: {},
      securityContext: { namespaces: { network: 'POD', pid: 'CONTAINER', ipc: 'POD' } },
    },
  };
}

function sandboxOf(lab: Lab, name: string, attempt = 0): string {
  const answer = cri(lab, 'RunPodSandbox', { config: sandboxConfig(name, attempt) });
  return answer.method === 'RunPodSandbox' ? (answer.result?.podSandboxId ?? '') : '';
}

function startedIn(
  lab: Lab,
  podSandboxId: string,
  pod: string,
  command: readonly string[],
): string {
  const config = containerConfig(pod, command);
  const params = { podSandboxId, config, sandboxConfig: sandboxConfig(pod) };
  const created = cri(lab, 'CreateContainer', params);
  const id = created.method === 'CreateContainer' ? (created.result?.containerId ?? '') : '';
  cri(lab, 'StartContainer', { containerId: id });
  return id;
}

function ipOf(lab: Lab, podSandboxId: string): unknown {
  const answer = cri(lab, 'PodSandboxStatus', { podSandboxId });
  return answer.method === 'PodSandboxStatus' ? answer.result?.status.network?.ip : undefined;
}

describe('a pod on containerd', () => {
  it('lives from its network to its removal; pause dies by SIGKILL', () => {
    const lab = containerdLab();
    const sandbox = sandboxOf(lab, 'web');
    const id = startedIn(lab, sandbox, 'web', ['honour']);
    cri(lab, 'StopContainer', { containerId: id, timeoutSeconds: 30 });
    cri(lab, 'StopPodSandbox', { podSandboxId: sandbox });
    cri(lab, 'RemoveContainer', { containerId: id });
    cri(lab, 'RemovePodSandbox', { podSandboxId: sandbox });
    expect(lab.story()).toEqual([
      'create POD 0',
      'start POD 0',
      'create c 0',
      'start c 0',
      'kill c 0 signal=15 grace=30',
      'die c 0 exit=0',
      'die POD 0 exit=137',
      'destroy c 0',
      'destroy POD 0',
    ]);
  });

  it('keeps the recorded rhythm', () => {
    const lab = containerdLab();
    startedIn(lab, sandboxOf(lab, 'web'), 'web', ['honour']);
    const [create = 0, start = 0, created = 0, started = 0] = lab.facts.map((f) => f.at / 1_000);
    expect(start - create).toBeGreaterThan(105);
    expect(start - create).toBeLessThan(210);
    expect(started - created).toBeGreaterThan(50);
    expect(started - created).toBeLessThan(110);
  });

  it('gives the next higher address, also when a lower one is free', () => {
    const lab = containerdLab();
    const first = sandboxOf(lab, 'a');
    expect(ipOf(lab, first)).toBe('10.244.0.2');
    cri(lab, 'StopPodSandbox', { podSandboxId: first });
    expect(ipOf(lab, first)).toBeUndefined();
    expect(ipOf(lab, sandboxOf(lab, 'b'))).toBe('10.244.0.3');
  });

  it('kills at the end of the grace, and a second stop may shorten it', () => {
    const lab = containerdLab();
    const id = startedIn(lab, sandboxOf(lab, 'web'), 'web', ['ignore']);
    const stop = criRequest('StopContainer', { containerId: id, timeoutSeconds: 30 });
    lab.sim.inject('caller', 'out', { type: 'test.call', message: stop } as never);
    lab.run(5);
    const before = lab.sim.now;
    cri(lab, 'StopContainer', { containerId: id, timeoutSeconds: 2 });
    expect((lab.sim.now - before) / 1_000_000).toBeCloseTo(2.05, 1);
    expect(lab.story().slice(4)).toEqual([
      'kill c 0 signal=15 grace=30',
      'kill c 0 signal=15 grace=2',
      'die c 0 exit=137',
    ]);
  });

  it('words a missing command and a missing tag as containerd does', () => {
    const lab = containerdLab();
    const id = startedIn(lab, sandboxOf(lab, 'web'), 'web', ['missing']);
    expect(cri(lab, 'ContainerStatus', { containerId: id })).toMatchObject({
      result: { status: { state: 'CONTAINER_EXITED', reason: 'StartError', exitCode: 128 } },
    });
    expect(cri(lab, 'PullImage', { image: 'nginx:nope' }).error).toEqual({
      code: 'NotFound',
      message:
        'failed to pull and unpack image "docker.io/library/nginx:nope": ' +
        'failed to resolve image: docker.io/library/nginx:nope: not found',
    });
  });

  it('pulls pause first where it is missing', () => {
    const lab = containerdLab([]);
    expect(cri(lab, 'RunPodSandbox', { config: sandboxConfig('web') }).error).toBeUndefined();
    const rules = [{ image: PAUSE, answer: 'not-tls' } as const];
    const other = containerdLab([], { ...DEFAULT_REGISTRY, rules });
    const { error } = cri(other, 'RunPodSandbox', { config: sandboxConfig('web') });
    expect(error?.message).toMatch(/^failed to get sandbox image .*: tls: first record does not/);
  });
});

describe('the relist', () => {
  it('answers with the same objects until something changes', () => {
    const lab = containerdLab();
    const sandbox = sandboxOf(lab, 'web');
    const list = (): readonly unknown[] => {
      const answer = cri(lab, 'ListContainers', {});
      return answer.method === 'ListContainers' ? (answer.result?.containers ?? []) : [];
    };
    startedIn(lab, sandbox, 'web', ['honour']);
    const first = list();
    expect(list()).toBe(first);
    startedIn(lab, sandboxOf(lab, 'other'), 'other', ['honour']);
    expect(list()[1]).toBe(first[0]);
  });
});

describe('behind the kubelet', () => {
  it('ctr kills tasks by pod, container and attempt', () => {
    const lab = containerdLab();
    const id = startedIn(lab, sandboxOf(lab, 'web'), 'web', ['honour']);
    const container = { pod: 'web', container: 'POD', attempt: 0 };
    ctr(lab, { op: 'tasks-kill', container, signal: 'SIGKILL' });
    ctr(lab, { op: 'tasks-delete', container: { id }, isForced: true });
    lab.run(1);
    expect(lab.story().slice(4)).toEqual(['die POD 0 exit=137', 'die c 0 exit=137']);
    expect(ctr(lab, { op: 'tasks-kill', container, signal: 'SIGKILL' })).toHaveProperty('error');
  });

  it('containers outlive the daemon', () => {
    const lab = containerdLab();
    const sandbox = sandboxOf(lab, 'web');
    lab.sim.inject(ENGINE, '@control', { type: 'process.stop' });
    lab.run(60);
    lab.sim.inject(ENGINE, '@control', { type: 'process.start' });
    lab.run(1);
    expect(cri(lab, 'PodSandboxStatus', { podSandboxId: sandbox })).toMatchObject({
      result: { status: { state: 'SANDBOX_READY', network: { ip: '10.244.0.2' } } },
    });
  });
});
