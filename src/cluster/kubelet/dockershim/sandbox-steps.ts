// Steps of the sandbox calls. Models pkg/kubelet/dockershim/docker_sandbox.go of v1.20: pause is a
// container like any other, stopped with a grace of its own; its network is Docker's bridge.

import {
  type DockerContainerInspect,
  type DockerContainerSummary,
  type DockerCreated,
  type DockerErrorBody,
  type DockerResponse,
  dockerRequest,
} from '../../protocol/docker.ts';
import { sandboxBody } from './bodies.ts';
import { sandboxStatus } from './convert.ts';
import { SANDBOX_LABEL, sandboxName, TYPE_LABEL } from './naming.ts';
import type { SandboxStep, ShimCall, StepVerdict } from './state.ts';
import { errorText, isRefused, paramsOf, type Step, succeed } from './step.ts';

/** Seconds between SIGTERM and SIGKILL of a pause container. */
const SANDBOX_GRACE_SECONDS = 10;

const inspectSandboxImage: Step = {
  ask: (_call, shim) => dockerRequest('GET', `/images/${shim.podSandboxImage}/json`),
  done: (_call, response) => {
    if (response.status !== 404) return { kind: 'next' };
    const plan = ['pullSandboxImage', 'createSandbox', 'startSandbox', 'inspectSandbox'] as const;
    return { kind: 'next', plan };
  },
};

const pullSandboxImage: Step = {
  ask: (_call, shim) =>
    dockerRequest('POST', '/images/create', { fromImage: shim.podSandboxImage }, {}),
  done: (_call, response, shim) => {
    if (!isRefused(response)) return { kind: 'next' };
    const image = JSON.stringify(shim.podSandboxImage);
    return { kind: 'fail', message: `failed pulling image ${image}: ${errorText(response)}` };
  },
};

const createSandbox: Step = {
  ask: (call, shim) => {
    const { config } = paramsOf(call, 'RunPodSandbox');
    const query = { name: sandboxName(config.metadata) };
    return dockerRequest(
      'POST',
      '/containers/create',
      query,
      sandboxBody(config, shim.podSandboxImage),
    );
  },
  done: (call, response) => {
    const { config } = paramsOf(call, 'RunPodSandbox');
    const pod = JSON.stringify(config.metadata.name);
    return created(response, `failed to create a sandbox for pod ${pod}: `);
  },
};

/** What a create came to; a name conflict removes the container that has the name, then fails. */
export function created(response: DockerResponse, prefix: string): StepVerdict {
  if (!isRefused(response)) {
    return { kind: 'next', notes: { id: (response.body as DockerCreated).Id } };
  }
  const { message } = response.body as DockerErrorBody;
  const error = prefix + errorText(response);
  const owner = /already in use by container "([0-9a-f]+)"/.exec(message)?.[1];
  if (response.status !== 409 || owner === undefined) return { kind: 'fail', message: error };
  return { kind: 'next', notes: { id: owner, error }, plan: ['removeConflicting'] };
}

const removeConflicting: Step = {
  ask: (call) => dockerRequest('DELETE', `/containers/${call.notes.id ?? ''}`, { v: '1' }),
  done: (call) => ({ kind: 'fail', message: call.notes.error ?? '' }),
};

const startSandbox: Step = {
  ask: (call) => dockerRequest('POST', `/containers/${call.notes.id ?? ''}/start`),
  done: (call, response) => {
    if (!isRefused(response)) return { kind: 'next' };
    const pod = JSON.stringify(paramsOf(call, 'RunPodSandbox').config.metadata.name);
    const message = `failed to start sandbox container for pod ${pod}: ${errorText(response)}`;
    return { kind: 'fail', message };
  },
};

const inspectSandbox: Step = {
  ask: (call) => dockerRequest('GET', `/containers/${sandboxIdOf(call)}/json`),
  done: (call, response) => {
    if (isRefused(response)) {
      const missing = `Error: No such container: ${sandboxIdOf(call)}`;
      const message = response.status === 404 ? missing : errorText(response);
      return { kind: 'fail', message };
    }
    if (call.request.method === 'RunPodSandbox') {
      return { kind: 'answer', result: { podSandboxId: call.notes.id ?? '' } };
    }
    const status = sandboxStatus(response.body as DockerContainerInspect);
    return { kind: 'answer', result: { status } };
  },
};

function sandboxIdOf(call: ShimCall): string {
  return call.notes.id ?? paramsOf(call, 'PodSandboxStatus').podSandboxId;
}

const stopSandbox: Step = {
  ask: (call) => {
    const { podSandboxId } = paramsOf(call, 'StopPodSandbox');
    const query = { t: String(SANDBOX_GRACE_SECONDS) };
    return dockerRequest('POST', `/containers/${podSandboxId}/stop`, query);
  },
  // A sandbox that is gone is as good as stopped.
  done: (_call, response) =>
    response.status === 404 ? { kind: 'answer', result: {} } : succeed(response, {}),
};

const listSandboxContainers: Step = {
  ask: (call) => {
    const { podSandboxId } = paramsOf(call, 'RemovePodSandbox');
    const filters = `${TYPE_LABEL}=container,${SANDBOX_LABEL}=${podSandboxId}`;
    return dockerRequest('GET', '/containers/json', { all: '1', filters });
  },
  done: (_call, response) => {
    if (isRefused(response)) return { kind: 'fail', message: errorText(response) };
    const rows = response.body as readonly DockerContainerSummary[];
    return afterRemoval(rows.map((row) => row.Id));
  },
};

const removeSandboxContainer: Step = {
  ask: (call) => removal(call.notes.queue?.[0] ?? ''),
  done: (call, response) => {
    const [id, ...queue] = call.notes.queue ?? [];
    if (isRefused(response) && response.status !== 404) {
      const what = `failed to remove container ${JSON.stringify(id)}`;
      return { kind: 'fail', message: `${what}: ${errorText(response)}` };
    }
    return afterRemoval(queue);
  },
};

function afterRemoval(queue: readonly string[]): StepVerdict {
  const plan = queue.length === 0 ? 'removeSandbox' : 'removeSandboxContainer';
  return { kind: 'next', notes: { queue }, plan: [plan] };
}

const removeSandbox: Step = {
  ask: (call) => removal(paramsOf(call, 'RemovePodSandbox').podSandboxId),
  done: (_call, response) =>
    response.status === 404 ? { kind: 'answer', result: {} } : succeed(response, {}),
};

/** Removal by force, with volumes: how the dockershim removes everything. */
export function removal(id: string): ReturnType<typeof dockerRequest> {
  return dockerRequest('DELETE', `/containers/${id}`, { v: '1', force: '1' });
}

/** The steps of the sandbox calls, by name; lists are made by the port itself. */
export const SANDBOX_STEPS: { readonly [name in SandboxStep]: Step } = {
  inspectSandboxImage,
  pullSandboxImage,
  createSandbox,
  removeConflicting,
  startSandbox,
  inspectSandbox,
  stopSandbox,
  listSandboxContainers,
  removeSandboxContainer,
  removeSandbox,
};
