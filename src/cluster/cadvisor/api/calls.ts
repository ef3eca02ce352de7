// A request to cAdvisor's pages from its coming to its answer: asks the engine for its containers
// and the machine for itself, then makes the page of that and the samples.

import { entries, get, mapOf, remove, set } from '../../../base/persistent-map.ts';
import type { Io } from '../../../kernel/component.ts';
import type { Envelope, EventId } from '../../../kernel/message.ts';
import {
  DOCKER_PORT,
  type DockerContainerSummary,
  type DockerResponse,
  dockerRequest,
} from '../../protocol/docker.ts';
import { LINUX_PORT, type LinuxMachine } from '../../protocol/linux.ts';
import type { LinuxProcesses } from '../../protocol/linux-processes.ts';
import type { CadvisorRequest, CadvisorResponse } from '../../protocol/stats.ts';
import type { ApiCall, CadvisorState, Draft } from '../state.ts';
import { pageOf } from './pages.ts';

/** Begins to make a page. */
export function begin(draft: Draft, envelope: Envelope, io: Io): void {
  const request = envelope.message as CadvisorRequest;
  const to = { id: envelope.id, from: envelope.from };
  if (request.port !== undefined && request.port !== draft.config.port) {
    io.reply(to, { type: 'cadvisor.refused' });
    return;
  }
  const isOfProcesses = /^\/api\/v2\.\d\/ps(\/|$)/.test(request.path);
  const todo = ['engine', 'machine', ...(isOfProcesses ? (['processes'] as const) : [])] as const;
  goOn(draft, { to, request, todo, parts: {} }, io);
}

/** Takes what was asked for; an engine that is away leaves the names as they were. */
export function answered(draft: Draft, { inReplyTo, message }: Envelope, io: Io): void {
  const key = String(inReplyTo);
  const call = get(draft.calls, key);
  if (call === undefined) return;
  draft.calls = remove(draft.calls, key);
  let { parts } = call;
  if (message.type === 'linux.machineInfo') parts = { ...parts, machine: message as LinuxMachine };
  if (message.type === 'linux.processList') {
    parts = { ...parts, processes: message as LinuxProcesses };
  }
  if (message.type === 'docker.response') {
    learn(draft, message as DockerResponse<readonly DockerContainerSummary[]>);
  }
  goOn(draft, { ...call, parts, todo: call.todo.slice(1) }, io);
}

function learn(
  draft: Draft,
  { status, body }: DockerResponse<readonly DockerContainerSummary[]>,
): void {
  if (status === 200) draft.named = namedBy(draft, body);
}

/** Names and labels stay known as long as the container's cgroup is there. */
export function namedBy(
  { cgroups, named }: CadvisorState,
  list: readonly DockerContainerSummary[],
): CadvisorState['named'] {
  const rows = new Map(list.map((row) => [row.Id, row]));
  const living = new Map<string, DockerContainerSummary>();
  for (const [, { containerId }] of entries(cgroups)) {
    if (containerId === undefined) continue;
    const row = rows.get(containerId) ?? get(named, containerId);
    if (row !== undefined) living.set(containerId, row);
  }
  return mapOf(living);
}

function goOn(draft: Draft, call: ApiCall, io: Io): void {
  const [part] = call.todo;
  if (part === undefined) {
    const page = pageOf(draft, call, io.now, io.epochSeconds);
    const response: CadvisorResponse = { type: 'cadvisor.response', ...page };
    io.reply(call.to, response);
    return;
  }
  const id = ask(draft, part, io);
  if (id === undefined) return goOn(draft, { ...call, todo: call.todo.slice(1) }, io);
  draft.calls = set(draft.calls, String(id), call);
}

function ask({ config }: Draft, part: ApiCall['todo'][number], io: Io): EventId | undefined {
  const actor = io.find((part === 'engine' ? config.docker : config.linux) ?? '');
  if (actor === undefined) return undefined;
  if (part === 'engine') {
    return io.send({ actor, port: DOCKER_PORT }, dockerRequest('GET', '/containers/json', {}));
  }
  const type = part === 'machine' ? 'linux.machine' : 'linux.processes';
  return io.send({ actor, port: LINUX_PORT }, { type });
}
