// The Docker Engine behind the dockershim, as the kubelet of v1.20 sees both: whole lives of pods.

import { describe, expect, it } from 'vitest';
import { type Component, port } from '../kernel/component.ts';
import type { Message } from '../kernel/message.ts';
import { dockerComponent } from './docker/docker.ts';
import { DOCKER_LATENCIES } from './docker/latencies.ts';
import { dockershimPort } from './kubelet/dockershim/dockershim.ts';
import { type DockershimState, initialDockershim } from './kubelet/dockershim/state.ts';
import type { ContainerConfig, PodSandboxConfig } from './protocol/cri-objects.ts';
import { type DockerResponse, dockerRequest } from './protocol/docker.ts';
import { DEFAULT_REGISTRY, registryComponent } from './registry/registry.ts';
import { type CallerState, cri, type Lab, makeLab } from './runtime/test-lab.ts';
import { fillCluster } from './whole.ts';

fillCluster();

type ShimKubelet = CallerState & { readonly dockershim?: DockershimState };

/** A kubelet that only has a dockershim, and a port that calls it or Docker itself. */
const kubelet: Component<ShimKubelet, null> = {
  kind: 'kubelet',
  init: () => ({
    answers: [],
    dockershim: initialDockershim('docker@node-1', 'linux@node-1', 'k8s.gcr.io/pause:3.2'),
  }),
  ports: {
    dockershim: dockershimPort,
    out: port<ShimKubelet, 'answers'>(['answers'], (state, { message }, io) => {
      if (message.type !== 'test.call') return { answers: [...state.answers, message] };
      const sent = (message as Message & { readonly message: Message }).message;
      if (sent.type === 'cri.request') io.signal('dockershim', sent);
      else io.send({ actor: io.find('docker@node-1')!, port: 'requests' }, sent);
      return { answers: state.answers };
    }),
  },
};

function dockerLab(): Lab {
  return makeLab(kubelet as Component<CallerState, null>, (sim) => {
    sim.add(registryComponent, 'registry', DEFAULT_REGISTRY);
    sim.add(dockerComponent, 'docker@node-1', {
      linux: 'linux@node-1',
      nodeName: 'node-1',
      podCidr: '172.17.0.0/16',
      version: '20.10.24',
      images: ['k8s.gcr.io/pause:3.2', 'busybox:1.36'],
      latencies: DOCKER_LATENCIES,
      imageDirectory: '/var/lib/layers',
      unpackBytesPerSecond: 100_000_000,
      isLiveRestore: false,
    });
  });
}

function docker(lab: Lab, ...request: Parameters<typeof dockerRequest>): DockerResponse {
  return lab.call('out', dockerRequest(...request)) as DockerResponse;
}

const SANDBOX: PodSandboxConfig = {
  metadata: { name: 'web', namespace: 'default', uid: 'u1', attempt: 0 },
  hostname: 'web',
  logDirectory: '/var/log/pods/default_web_u1',
  portMappings: [],
  labels: {
    'io.kubernetes.pod.name': 'web',
    'io.kubernetes.pod.namespace': 'default',
    'io.kubernetes.pod.uid': 'u1',
  },
  annotations: { 'kubernetes.io/config.source': 'api' },
  linux: {
    cgroupParent: '/kubepods/podu1',
    namespaces: { network: 'POD', pid: 'CONTAINER', ipc: 'POD' },
  },
};

function container(command: readonly string[], attempt = 0): ContainerConfig {
  return {
    metadata: { name: 'c', attempt },
    image: 'busybox:1.36',
    userSpecifiedImage: 'busybox:1.36',
    command,
    args: [],
    envs: [],
    mounts: [],
    labels: { ...SANDBOX.labels, 'io.kubernetes.container.name': 'c' },
    annotations: { 'io.kubernetes.container.hash': 'abc' },
    logPath: `c/${attempt}.log`,
    linux: {
      resources: {},
      securityContext: { namespaces: { network: 'POD', pid: 'CONTAINER', ipc: 'POD' } },
    },
  };
}

function sandboxOf(lab: Lab): string {
  const answer = cri(lab, 'RunPodSandbox', { config: SANDBOX });
  return answer.method === 'RunPodSandbox' ? (answer.result?.podSandboxId ?? '') : '';
}

function createOf(lab: Lab, podSandboxId: string, command: readonly string[]): string {
  const params = { podSandboxId, config: container(command), sandboxConfig: SANDBOX };
  const answer = cri(lab, 'CreateContainer', params);
  return answer.method === 'CreateContainer' ? (answer.result?.containerId ?? '') : '';
}

describe('a pod on Docker', () => {
  it('lives from pause to its removal as Docker tells it', () => {
    const lab = dockerLab();
    const sandbox = sandboxOf(lab);
    const id = createOf(lab, sandbox, ['honour']);
    expect(cri(lab, 'StartContainer', { containerId: id }).error).toBeUndefined();
    expect(cri(lab, 'ContainerStatus', { containerId: id })).toMatchObject({
      result: {
        status: { state: 'CONTAINER_RUNNING', image: 'busybox:1.36', metadata: { name: 'c' } },
      },
    });
    cri(lab, 'StopContainer', { containerId: id, timeoutSeconds: 30 });
    cri(lab, 'StopPodSandbox', { podSandboxId: sandbox });
    cri(lab, 'RemovePodSandbox', { podSandboxId: sandbox });
    expect(lab.story()).toEqual([
      'create POD 0',
      'start POD 0',
      'create c 0',
      'start c 0',
      'kill c 0 signal=15',
      'die c 0 exit=0',
      'stop c 0',
      'kill POD 0 signal=15',
      'die POD 0 exit=0',
      'stop POD 0',
      'destroy c 0',
      'destroy POD 0',
    ]);
  });

  it('keeps the recorded rhythm', () => {
    const lab = dockerLab();
    const id = createOf(lab, sandboxOf(lab), ['honour']);
    cri(lab, 'StartContainer', { containerId: id });
    const times = lab.facts.map((fact) => fact.at / 1_000);
    expect(times[1]! - times[0]!).toBeGreaterThan(220);
    expect(times[1]! - times[0]!).toBeLessThan(300);
    expect(times[3]! - times[2]!).toBeGreaterThan(95);
    expect(times[3]! - times[2]!).toBeLessThan(140);
  });

  it('kills what ignores SIGTERM when the grace is over', () => {
    const lab = dockerLab();
    const id = createOf(lab, sandboxOf(lab), ['ignore']);
    cri(lab, 'StartContainer', { containerId: id });
    const before = lab.sim.now;
    cri(lab, 'StopContainer', { containerId: id, timeoutSeconds: 30 });
    const took = (lab.sim.now - before) / 1_000_000;
    expect(took).toBeGreaterThan(30);
    expect(took).toBeLessThan(30.2);
    expect(lab.story().slice(4)).toEqual([
      'kill c 0 signal=15',
      'kill c 0 signal=9',
      'die c 0 exit=137',
      'stop c 0',
    ]);
  });

  it('uses the lowest free address again', () => {
    const lab = dockerLab();
    const first = sandboxOf(lab);
    const ip = (id: string): unknown => {
      const answer = cri(lab, 'PodSandboxStatus', { podSandboxId: id });
      return answer.method === 'PodSandboxStatus' ? answer.result?.status.network?.ip : undefined;
    };
    expect(ip(first)).toBe('172.17.0.2');
    docker(lab, 'POST', `/containers/${first}/kill`);
    expect(ip(first)).toBeUndefined();
    const config = { ...SANDBOX, metadata: { ...SANDBOX.metadata, attempt: 1 } };
    const again = cri(lab, 'RunPodSandbox', { config });
    expect(again.method === 'RunPodSandbox' && ip(again.result?.podSandboxId ?? '')).toBe(
      '172.17.0.2',
    );
  });
});

describe('how containers end on Docker', () => {
  it('tells a missing command, an exit code and a kill for memory apart', () => {
    const lab = dockerLab();
    const sandbox = sandboxOf(lab);
    const statusAfter = (command: readonly string[]): unknown => {
      const id = createOf(lab, sandbox, command);
      const started = cri(lab, 'StartContainer', { containerId: id });
      lab.run(1);
      const answer = cri(lab, 'ContainerStatus', { containerId: id });
      cri(lab, 'RemoveContainer', { containerId: id });
      const status = answer.method === 'ContainerStatus' ? answer.result?.status : undefined;
      const { state, reason, exitCode } = status ?? {};
      return { state, reason, exitCode, error: started.error?.message.replace(id, 'ID') };
    };
    const state = 'CONTAINER_EXITED';
    expect(statusAfter(['missing'])).toEqual({
      state,
      reason: 'ContainerCannotRun',
      exitCode: 127,
      error:
        'failed to start container "ID": Error response from daemon: failed to create shim task: ' +
        'OCI runtime create failed: runc create failed: unable to start container process: ' +
        'exec: "missing": executable file not found in $PATH: unknown',
    });
    expect(statusAfter(['exit', '0'])).toMatchObject({ state, reason: 'Completed', exitCode: 0 });
    expect(statusAfter(['exit', '3'])).toMatchObject({ state, reason: 'Error', exitCode: 3 });
    expect(statusAfter(['oom'])).toMatchObject({ state, reason: 'OOMKilled', exitCode: 137 });
  });
});

describe('the relist', () => {
  it('answers with the same objects until something changes', () => {
    const lab = dockerLab();
    const sandbox = sandboxOf(lab);
    createOf(lab, sandbox, ['honour']);
    const list = (): readonly unknown[] => {
      const answer = cri(lab, 'ListPodSandbox', {});
      return answer.method === 'ListPodSandbox' ? (answer.result?.items ?? []) : [];
    };
    const first = list();
    expect(first).toHaveLength(1);
    expect(list()).toBe(first);
    const config = { ...SANDBOX, metadata: { ...SANDBOX.metadata, name: 'other', uid: 'u2' } };
    cri(lab, 'RunPodSandbox', { config });
    const second = list();
    expect(second).toHaveLength(2);
    expect(second[1]).toBe(first[0]);
  });
});

describe('execs, pulls and trouble', () => {
  it('runs a command, and leaves one behind that takes too long', () => {
    const lab = dockerLab();
    const containerId = createOf(lab, sandboxOf(lab), ['honour']);
    cri(lab, 'StartContainer', { containerId });
    expect(cri(lab, 'ExecSync', { containerId, cmd: ['false'], timeoutSeconds: 1 })).toMatchObject({
      result: { exitCode: 1, stdout: 'false\n' },
    });
    expect(cri(lab, 'ExecSync', { containerId, cmd: ['hang'], timeoutSeconds: 1 })).toMatchObject({
      error: { code: 'DeadlineExceeded', message: 'context deadline exceeded' },
    });
  });

  it('pulls layer by layer, and words a missing tag as Docker does', () => {
    const lab = dockerLab();
    expect(cri(lab, 'ImageStatus', { image: 'nginx:1.25' })).toMatchObject({ result: {} });
    const pulled = cri(lab, 'PullImage', { image: 'nginx:1.25' });
    expect(pulled).toMatchObject({ result: { imageRef: expect.stringMatching(/^nginx@sha256:/) } });
    expect(lab.facts.filter((fact) => fact.type === 'Pull').length).toBeGreaterThan(10);
    expect(cri(lab, 'PullImage', { image: 'nginx:nope' })).toMatchObject({
      error: {
        code: 'Unknown',
        message:
          'Error response from daemon: manifest for nginx:nope not found: ' +
          'manifest unknown: manifest unknown',
      },
    });
  });

  it('takes a conflicting name away and lets the next try succeed', () => {
    const lab = dockerLab();
    const sandbox = sandboxOf(lab);
    const id = createOf(lab, sandbox, ['honour']);
    const params = { podSandboxId: sandbox, config: container(['honour']), sandboxConfig: SANDBOX };
    expect(cri(lab, 'CreateContainer', params).error?.message).toContain(
      'Error response from daemon: Conflict. The container name "/k8s_c_web_default_u1_0" is ' +
        `already in use by container "${id}"`,
    );
    expect(cri(lab, 'CreateContainer', params).error).toBeUndefined();
  });

  it('is not ready when the daemon is gone, and its containers die with it', () => {
    const lab = dockerLab();
    const sandbox = sandboxOf(lab);
    lab.sim.inject('docker@node-1', '@control', { type: 'process.stop' });
    lab.run(1);
    expect(cri(lab, 'ListPodSandbox', {}).error?.message).toMatch(/^Cannot connect to the Docker/);
    expect(cri(lab, 'Status', {})).toMatchObject({
      result: { conditions: [{ type: 'RuntimeReady', isTrue: false }, { type: 'NetworkReady' }] },
    });
    lab.sim.inject('docker@node-1', '@control', { type: 'process.start' });
    lab.run(1);
    expect(cri(lab, 'PodSandboxStatus', { podSandboxId: sandbox })).toMatchObject({
      result: { status: { state: 'SANDBOX_NOTREADY' } },
    });
  });
});
