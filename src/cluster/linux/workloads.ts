// The link between a program in a container and the process that does what the program does: that
// process lives as long as the program works. A machine has one process of a kind; a second program
// of that kind waits, and refuses whoever calls it, until the first is gone.

import { get, remove, set } from '../../base/persistent-map.ts';
import type { Io } from '../../kernel/component.ts';
import { CONTROL, type ControlMessage } from '../../kernel/message.ts';
import type { Duration } from '../../kernel/time.ts';
import type { NetAnswer, NetPayload } from '../protocol/linux-network.ts';
import type { WorkloadConfig, WorkloadKind } from '../protocol/workload.ts';
import type { Effect, Elsewhere } from '../runtime/process/machine.ts';
import type { Container, Proc } from '../runtime/process/model.ts';
import { afterServing, SERVED } from '../runtime/process/serving.ts';
import { quotaAt, settledUsage } from '../runtime/process/usage.ts';
import type { CallTarget } from './calls.ts';
import type { Draft, WorkloadHolder } from './state.ts';

type Change = Extract<Effect, { readonly type: 'workload' }>;

/** A program of such a kind began or stops working. */
export function changeWorkload(draft: Draft, io: Io, container: Container, change: Change): void {
  const { kind, pid, isUp, at } = change;
  const holders = get(draft.workloads, kind) ?? [];
  const after = Math.max(0, at - io.now) as Duration;
  if (isUp) {
    setHolders(draft, kind, [...holders, { containerId: container.id, pid }]);
    if (holders.length === 0) startProcess(draft, io, kind, after);
    return;
  }
  const isOf = (one: WorkloadHolder): boolean =>
    one.containerId === container.id && one.pid === pid;
  const index = holders.findIndex(isOf);
  if (index < 0) return;
  setHolders(
    draft,
    kind,
    holders.filter((one) => !isOf(one)),
  );
  if (index > 0) return;
  control(draft, io, kind, { type: 'process.stop' }, after);
  startProcess(draft, io, kind, after);
}

function setHolders(draft: Draft, kind: WorkloadKind, holders: readonly WorkloadHolder[]): void {
  draft.workloads =
    holders.length === 0 ? remove(draft.workloads, kind) : set(draft.workloads, kind, holders);
}

/** Starts the process for the program whose turn it is. */
function startProcess(draft: Draft, io: Io, kind: WorkloadKind, after: Duration): void {
  const holder = get(draft.workloads, kind)?.[0];
  const container = get(draft.containers, holder?.containerId ?? '');
  const proc = container?.procs.find(({ pid }) => pid === holder?.pid);
  if (container === undefined || proc === undefined) return;
  const config = configOf(draft, container, proc) as unknown as NonNullable<
    Extract<ControlMessage, { readonly type: 'process.start' }>['config']
  >;
  control(draft, io, kind, { type: 'process.start', config }, after);
}

function control(
  { config }: Draft,
  io: Io,
  kind: WorkloadKind,
  message: ControlMessage,
  after: Duration,
): void {
  const actor = io.find(processOf(kind, config.node));
  if (actor !== undefined) io.send({ actor, port: CONTROL }, message, after);
}

function processOf(kind: WorkloadKind, node: string): string {
  return `${kind}@${node}`;
}

function configOf(draft: Draft, { id, spec }: Container, proc: Readonly<Proc>): WorkloadConfig {
  const { node, ip } = draft.config;
  const address = get(draft.netns, spec.netns)?.ip ?? '';
  return {
    node,
    linux: `linux@${node}`,
    podUid: spec.label?.uid ?? '',
    podName: spec.label?.pod ?? '',
    namespace: spec.label?.namespace ?? '',
    podIp: address === '' ? ip : address,
    netns: spec.netns,
    containerId: id,
    image: spec.program.image,
    argv: proc.argv,
    env: proc.env.map(([name, value]) => ({ name, value })),
  };
}

const PLAIN_TO_TLS = 'Client sent an HTTP request to an HTTPS server.\n';

/** What such a program's port does with a call: most of the time its process is asked. */
export function callWorkload(
  draft: Draft,
  io: Io,
  container: Container,
  proc: Readonly<Proc>,
  { ip, port, payload }: CallTarget,
): NetAnswer | Elsewhere | undefined {
  const model = proc.program.kind === 'server' ? proc.program.model : undefined;
  if (model?.workload === undefined) return undefined;
  const holder = get(draft.workloads, model.workload)?.[0];
  if (holder?.containerId !== container.id || holder.pid !== proc.pid) {
    return { kind: 'failed', error: 'refused' };
  }
  count(draft, io, container, payload);
  if (payload.kind === 'tcp') return { kind: 'tcp', data: '' };
  if (payload.kind === 'grpc-health') return { kind: 'failed', error: 'reset' };
  const isTls = payload.isTls === true;
  if (isTls && model.isTls !== true) return { kind: 'failed', error: 'not-tls' };
  if (!isTls && model.isTls === true) {
    return { kind: 'http', status: 400, headers: [], body: PLAIN_TO_TLS };
  }
  const process = processOf(model.workload, draft.config.node);
  return { kind: 'elsewhere', process, isWorkload: true, ip, port, payload };
}

/** What an answer costs its container. */
function count(draft: Draft, { now }: Io, container: Container, payload: NetPayload): void {
  const usage = settledUsage(container.usage, now, draft.cpuFactor);
  const nanos = usage.nanos + SERVED.cpuNanos;
  const systemNanos = usage.systemNanos + SERVED.systemNanos;
  draft.containers = set(draft.containers, container.id, {
    ...container,
    usage: { ...usage, nanos, systemNanos },
    quota: quotaAt(container, now),
    // What it will say is not known yet.
    wire: afterServing(container.wire, payload, { kind: 'tcp', data: '' }),
  });
}
