// Calls by address: which namespace and process answers, or which machine has to be asked.

import { entries, get } from '../../base/persistent-map.ts';
import type { Io } from '../../kernel/component.ts';
import type { Micros } from '../../kernel/time.ts';
import { CLOUD_HOST, CLOUD_PROCESS } from '../protocol/cloud-monitoring.ts';
import type { NetAnswer, NetPayload } from '../protocol/linux-network.ts';
import type { Elsewhere, Run } from '../runtime/process/machine.ts';
import type { Container } from '../runtime/process/model.ts';
import { answerFrom, listenerAt } from '../runtime/process/serving.ts';
import { answerAtRest } from './at-rest.ts';
import { isInCidr } from './cidr.ts';
import { publicAddress, publicAnswer } from './internet.ts';
import { behindService } from './services.ts';
import type { Draft } from './state.ts';
import { callWorkload } from './workloads.ts';

/** What is called. */
export interface CallTarget {
  readonly ip: string;
  readonly port: number;
  readonly payload: NetPayload;
}

type With = (draft: Draft, io: Io, container: Container, act: (run: Run) => void) => Container;

const REFUSED: NetAnswer = { kind: 'failed', error: 'refused' };
const TIMEOUT: NetAnswer = { kind: 'failed', error: 'timeout' };

/** The answer of this machine, or who has to be asked for it. */
export function answerInside(
  draft: Draft,
  io: Io,
  fromNetns: string,
  target: CallTarget,
  at: Micros,
  withContainer: With,
): NetAnswer | Elsewhere {
  const served = servedAt(draft, target);
  if (served !== undefined) return served;
  const isLoopback =
    target.ip.startsWith('127.') || target.ip === 'localhost' || target.ip === '::1';
  const id = isLoopback ? fromNetns : get(draft.addresses, target.ip);
  if (id !== undefined) return answerIn(draft, io, id, target, at, withContainer);
  if (target.ip === draft.config.ip) {
    const mapped = mappedPort(draft, target.port);
    if (mapped === undefined) return answerIn(draft, io, 'host', target, at, withContainer);
    return answerIn(draft, io, mapped.netns, { ...target, port: mapped.port }, at, withContainer);
  }
  const behind = behindService(draft, io, target);
  if (behind !== undefined) {
    return 'kind' in behind
      ? behind
      : answerInside(draft, io, fromNetns, behind, at, withContainer);
  }
  const { ip, port, payload } = target;
  // Where the cluster has a name server, the name has become an address by now.
  if (port === 443 && (ip === CLOUD_HOST || ip === publicAddress(CLOUD_HOST))) {
    return { kind: 'elsewhere', process: CLOUD_PROCESS, isWorkload: true, ip, port, payload };
  }
  const outside = publicAnswer(target);
  if (outside !== undefined) return outside;
  const process = draft.config.routes.find(({ cidr }) => isInCidr(ip, cidr))?.process;
  if (process === undefined) return TIMEOUT;
  return { kind: 'elsewhere', process, isWorkload: false, ip, port, payload };
}

/** A web server that somebody set up outside the cluster. */
function servedAt(draft: Draft, { ip, port, payload }: CallTarget): NetAnswer | undefined {
  if (draft.served.size === 0 || payload.kind !== 'http') return undefined;
  for (const host of [ip, payload.host ?? ip, ip.startsWith('127.') ? 'localhost' : ip]) {
    const base = `${payload.isTls === true ? 'https' : 'http'}://${host}`;
    const found =
      get(draft.served, `${base}:${port}${payload.path}`) ??
      (port === 80 || port === 443 ? get(draft.served, base + payload.path) : undefined);
    if (found === undefined) continue;
    return { kind: 'http', status: found.status, headers: [], body: found.content };
  }
  return undefined;
}

function mappedPort(
  draft: Draft,
  hostPort: number,
): { readonly netns: string; readonly port: number } | undefined {
  for (const [id, netns] of entries(draft.netns)) {
    const mapping = netns.portMappings.find((each) => each.hostPort === hostPort);
    if (mapping !== undefined) return { netns: id, port: mapping.containerPort };
  }
  return undefined;
}

function answerIn(
  draft: Draft,
  io: Io,
  netns: string,
  target: CallTarget,
  at: Micros,
  withContainer: With,
): NetAnswer | Elsewhere {
  const members = get(draft.netns, netns)?.containers ?? [];
  for (const id of members) {
    const container = get(draft.containers, id);
    if (container === undefined || container.end !== undefined) continue;
    const listening = listenerAt(container.procs, target.port, at);
    const known =
      listening &&
      (callWorkload(draft, io, container, listening, target) ??
        answerAtRest(draft, io, container, listening, target, at));
    if (known !== undefined) return known;
    if (!mayListen(container)) continue;
    let answer: NetAnswer | undefined;
    withContainer(draft, io, container, (run) => {
      const proc = listenerAt(run.procs.values(), target.port, at);
      if (proc !== undefined) answer = answerFrom(run, proc, target.payload, draft.config.ip, at);
    });
    if (answer !== undefined) return answer;
  }
  return REFUSED;
}

/** Saves opening containers that serve nothing. */
function mayListen(container: Container): boolean {
  return container.procs.some(
    ({ program }) =>
      program.kind === 'accept' || (program.kind === 'server' && program.model.listens.length > 0),
  );
}
