// Steps of the container calls. Models pkg/kubelet/dockershim/docker_container.go and exec.go of
// v1.20.

import {
  type DockerContainerInspect,
  type DockerErrorBody,
  type DockerExecCreated,
  type DockerExecInspect,
  type DockerExecOutput,
  type DockerImage,
  type DockerLogs,
  dockerRequest,
} from '../../protocol/docker.ts';
import { containerBody, updateBody } from './bodies.ts';
import { containerStatus } from './convert.ts';
import { containerName } from './naming.ts';
import { created, removal } from './sandbox-steps.ts';
import type { ContainerStep, ShimCall } from './state.ts';
import { errorText, isRefused, paramsOf, type Step, succeed } from './step.ts';

const createContainer: Step = {
  ask: (call) => {
    const { podSandboxId, config, sandboxConfig } = paramsOf(call, 'CreateContainer');
    const query = { name: containerName(sandboxConfig.metadata, config.metadata) };
    const body = containerBody(podSandboxId, config, sandboxConfig);
    return dockerRequest('POST', '/containers/create', query, body);
  },
  done: (_call, response) => {
    const verdict = created(response, '');
    if (verdict.kind !== 'next' || verdict.plan !== undefined) return verdict;
    return { kind: 'answer', result: { containerId: verdict.notes?.id ?? '' } };
  },
};

const startContainer: Step = {
  ask: (call) => dockerRequest('POST', `/containers/${idOf(call)}/start`),
  done: (call, response) => {
    const id = JSON.stringify(idOf(call));
    return succeed(response, {}, (error) => `failed to start container ${id}: ${error}`);
  },
};

const stopContainer: Step = {
  ask: (call) => {
    const { timeoutSeconds } = paramsOf(call, 'StopContainer');
    return dockerRequest('POST', `/containers/${idOf(call)}/stop`, { t: String(timeoutSeconds) });
  },
  done: (_call, response) => succeed(response, {}),
};

const removeContainer: Step = {
  ask: (call) => removal(idOf(call)),
  done: (call, response) => {
    const id = JSON.stringify(idOf(call));
    return succeed(response, {}, (error) => `failed to remove container ${id}: ${error}`);
  },
};

const inspectContainer: Step = {
  ask: (call) => dockerRequest('GET', `/containers/${idOf(call)}/json`),
  done: (call, response) => {
    if (!isRefused(response)) return { kind: 'next', notes: { inspected: response.body } };
    const missing = `Error: No such container: ${idOf(call)}`;
    return { kind: 'fail', message: response.status === 404 ? missing : errorText(response) };
  },
};

/** By the id in the container's record: names may have moved on since it was created. */
const inspectContainerImage: Step = {
  ask: (call) => dockerRequest('GET', `/images/${inspected(call).Image}/json`),
  done: (call, response) => {
    const image = isRefused(response) ? undefined : (response.body as DockerImage);
    return { kind: 'answer', result: { status: containerStatus(inspected(call), image) } };
  },
};

const updateContainer: Step = {
  ask: (call) => {
    const { linux } = paramsOf(call, 'UpdateContainerResources');
    return dockerRequest('POST', `/containers/${idOf(call)}/update`, {}, updateBody(linux));
  },
  done: (call, response) => {
    const id = JSON.stringify(idOf(call));
    return succeed(response, {}, (error) => `failed to update container ${id}: ${error}`);
  },
};

const createExec: Step = {
  ask: (call) => {
    const { cmd } = paramsOf(call, 'ExecSync');
    const { stdin } = paramsOf(call, 'Exec');
    const body = { Cmd: cmd, ...(stdin === undefined ? {} : { Stdin: stdin }) };
    return dockerRequest('POST', `/containers/${idOf(call)}/exec`, {}, body);
  },
  done: (call, response) => {
    if (!isRefused(response)) {
      return { kind: 'next', notes: { id: (response.body as DockerExecCreated).Id } };
    }
    if (response.status === 409) {
      return { kind: 'fail', message: `container not running (${idOf(call)})` };
    }
    const what = `failed to exec in container - Exec setup failed - ${errorText(response)}`;
    return { kind: 'fail', message: response.status === 0 ? errorText(response) : what };
  },
};

const startExec: Step = {
  ask: (call) => dockerRequest('POST', `/exec/${call.notes.id ?? ''}/start`),
  done: (call, response) => {
    if (response.status === 0) return { kind: 'fail', message: errorText(response) };
    if (!isRefused(response)) {
      const { stdout, stderr } = response.body as DockerExecOutput;
      return { kind: 'next', notes: { ...call.notes, stdout, stderr } };
    }
    // The connection is an output stream by now: the reason why nothing ran comes as output.
    const { message } = response.body as DockerErrorBody;
    return { kind: 'next', notes: { ...call.notes, stdout: message, stderr: '' } };
  },
};

const inspectExec: Step = {
  ask: (call) => dockerRequest('GET', `/exec/${call.notes.id ?? ''}/json`),
  done: (call, response) => {
    if (isRefused(response)) return { kind: 'fail', message: errorText(response) };
    const { stdout = '', stderr = '' } = call.notes;
    const exitCode = (response.body as DockerExecInspect).ExitCode ?? 0;
    return { kind: 'answer', result: { stdout, stderr, exitCode } };
  },
};

const readLogs: Step = {
  ask: (call) => {
    const { tailLines, since, isFollowing } = paramsOf(call, 'ReadLogs');
    return dockerRequest('GET', `/containers/${idOf(call)}/logs`, {
      stdout: '1',
      stderr: '1',
      ...(tailLines === undefined ? {} : { tail: String(tailLines) }),
      ...(since === undefined ? {} : { since: String(since) }),
      ...(isFollowing === true ? { follow: '1' } : {}),
    });
  },
  done: (_call, response) => {
    if (isRefused(response)) return { kind: 'fail', message: errorText(response) };
    const logs = response.body as DockerLogs;
    return { kind: 'answer', result: logs, isMore: !logs.isEnd };
  },
};

function idOf(call: ShimCall): string {
  return paramsOf(call, 'StartContainer').containerId;
}

function inspected(call: ShimCall): DockerContainerInspect {
  return call.notes.inspected as DockerContainerInspect;
}

/** The steps of the container calls, by name. */
export const CONTAINER_STEPS: { readonly [name in ContainerStep]: Step } = {
  createContainer,
  startContainer,
  stopContainer,
  removeContainer,
  inspectContainer,
  inspectContainerImage,
  updateContainer,
  createExec,
  startExec,
  inspectExec,
  readLogs,
};
