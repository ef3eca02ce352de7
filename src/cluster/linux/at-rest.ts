// Answers of servers in containers where everything waits: by far the most frequent call is a probe
// of one. It counts, reads and logs, so nothing of the container is copied or stepped.

import { set } from '../../base/persistent-map.ts';
import type { Whole } from '../../base/readonly.ts';
import type { Io } from '../../kernel/component.ts';
import type { Micros } from '../../kernel/time.ts';
import type { NetAnswer } from '../protocol/linux-network.ts';
import { withLine } from '../runtime/process/logs.ts';
import type { Container, Proc } from '../runtime/process/model.ts';
import { afterServing, pageOf, SERVED, serve } from '../runtime/process/serving.ts';
import { quotaAt, systemNanos, usedNanos } from '../runtime/process/usage.ts';
import { printed } from '../runtime/process/work.ts';
import type { CallTarget } from './calls.ts';
import type { Draft } from './state.ts';

/** The answer of a listening process; undefined when its container has to be run for it. */
export function answerAtRest(
  draft: Draft,
  io: Io,
  container: Container,
  proc: Readonly<Proc>,
  { payload }: CallTarget,
  at: Micros,
): NetAnswer | undefined {
  const { program, fds } = proc;
  const output = fds[1];
  if (program.kind !== 'server' || output?.k === 'desc') return undefined;
  if (!isAtRest(container, io.now)) return undefined;
  const files = {
    now: io.now,
    epochSeconds: io.epochSeconds,
    container,
    layer: container.layer,
    outside: { host: draft.files, bootAt: draft.bootAt, memoryBytes: draft.config.memoryBytes },
  };
  const { answer, line } = serve(files, proc, program, payload, draft.config.ip, at);
  const { usage, logs } = container;
  const isLogged = line !== undefined && output?.k === 'log';
  // A literal of all members, as there is one for every probe (ADR 16).
  const now = io.now;
  const { cpuFactor } = draft;
  const written = isLogged ? withLine(logs, { at, stream: output.stream, text: line }) : logs;
  const next: Whole<Container> = {
    id: container.id,
    spec: container.spec,
    owner: container.owner,
    startedAt: container.startedAt,
    isGuess: container.isGuess,
    hostPid: container.hostPid,
    initPid: container.initPid,
    procs: container.procs,
    descs: container.descs,
    nextDesc: container.nextDesc,
    execs: container.execs,
    layer: container.layer,
    layerBytes: container.layerBytes,
    logs: written,
    followers: container.followers,
    end: container.end,
    isOomKilled: container.isOomKilled,
    page: pageOf(files, program.model, payload, answer),
    usage: {
      nanos: usedNanos(usage, now, cpuFactor) + SERVED.cpuNanos,
      systemNanos: systemNanos(usage, now, cpuFactor) + SERVED.systemNanos,
      since: now,
      millis: usage.millis,
    },
    quota: quotaAt(container, now),
    peakBytes: container.peakBytes,
    pageFaults: container.pageFaults,
    oomKills: container.oomKills,
    disk: isLogged ? printed(container.disk, written.bytes - logs.bytes) : container.disk,
    wire: afterServing(container.wire, payload, answer),
    wakeAt: container.wakeAt,
  };
  draft.containers = set(draft.containers, container.id, next);
  return answer;
}

/**
 * Every process waits for something that has not come, nobody follows what is written, and no line
 * was begun.
 */
function isAtRest({ procs, wakeAt, followers, logs }: Container, now: Micros): boolean {
  if ((wakeAt !== undefined && wakeAt <= now) || followers.length > 0) return false;
  if (logs.partial.stdout !== '' || logs.partial.stderr !== '') return false;
  for (const { block, exit } of procs) if (block === undefined && exit === undefined) return false;
  return true;
}
