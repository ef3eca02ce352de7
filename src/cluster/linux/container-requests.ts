// Requests about containers, by their kind: processes, networks, calls, and the timers of programs.

import type { Io } from '../../kernel/component.ts';
import type { Envelope, Message, NetClosed, NetRefused } from '../../kernel/message.ts';
import type { LinuxRequest } from '../protocol/linux.ts';
import type { NetResult } from '../protocol/linux-network.ts';
import type { WorkloadAnswer } from '../protocol/workload.ts';
import { setLoad } from './load.ts';
import { readLogSizes, renameLog, reopenLog } from './log-files.ts';
import {
  answered,
  call,
  callDone,
  callExpired,
  callRefused,
  changeNetns,
  connectionClosed,
} from './network.ts';
import {
  adopt,
  exec,
  killCgroup,
  listContainers,
  listProcesses,
  readLogs,
  removeContainer,
  signal,
  start,
  wake,
} from './processes.ts';
import type { Draft } from './state.ts';
import { exitWorkload, writeOutput } from './workload-output.ts';

interface Wake extends Message {
  readonly type: 'linux.wake';
  readonly containerId: string;
}

interface CallExpired extends Message {
  readonly type: 'linux.callExpired';
}

/** Carries out one of them. */
export function handleContainer(draft: Draft, envelope: Envelope, io: Io): void {
  const message = envelope.message as
    | LinuxRequest
    | Wake
    | NetResult
    | WorkloadAnswer
    | CallExpired
    | NetRefused
    | NetClosed;
  switch (message.type) {
    case 'linux.wake':
      return wake(draft, io, message.containerId);
    case 'linux.start':
      return start(draft, io, envelope, message);
    case 'linux.exec':
      return exec(draft, io, envelope, message);
    case 'linux.signal':
      return signal(draft, io, envelope, message);
    case 'linux.setLoad':
      return setLoad(draft, io, envelope, message);
    case 'linux.processes':
      return listProcesses(draft, io, envelope);
    case 'linux.remove':
      return removeContainer(draft, io, envelope, message);
    case 'linux.list':
      return listContainers(draft, io, envelope, message);
    case 'linux.adopt':
      return adopt(draft, io, envelope, message);
    case 'linux.readLogs':
      return readLogs(draft, io, envelope, message);
    case 'linux.logSizes':
      return readLogSizes(draft, io, envelope, message);
    case 'linux.renameLog':
      return renameLog(draft, io, envelope, message);
    case 'linux.reopenLog':
      return reopenLog(draft, io, envelope, message);
    case 'linux.killCgroup':
      return killCgroup(draft, io, envelope, message);
    case 'linux.netns':
      return changeNetns(draft, io, envelope, message);
    case 'linux.call':
      return call(draft, io, envelope, message);
    case 'linux.callDone':
      return callDone(draft, io, String(envelope.inReplyTo), message.answer);
    case 'workload.answer':
      return answered(draft, io, envelope, message);
    case 'linux.callExpired':
      return callExpired(draft, io, envelope);
    case 'net.refused':
      return callRefused(draft, io, envelope, message.peer);
    case 'net.closed':
      return connectionClosed(draft, io, message.peer);
    case 'linux.serviceRules':
      draft.services = message.rules;
      return;
    case 'linux.workloadOutput':
      return writeOutput(draft, io, message);
    case 'linux.workloadExit':
      return exitWorkload(draft, io, message);
    default:
  }
}
