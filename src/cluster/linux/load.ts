// A load beside what a container does: one more process in it that takes CPU and memory as told. A
// laboratory's knob; everything that measures or limits the container sees it as any other
// process.

import { get } from '../../base/persistent-map.ts';
import type { Io } from '../../kernel/component.ts';
import type { Envelope } from '../../kernel/message.ts';
import type { LinuxDone, SetLoad } from '../protocol/linux.ts';
import type { Run } from '../runtime/process/machine.ts';
import type { Proc } from '../runtime/process/model.ts';
import { setMemory, spawn } from '../runtime/process/processes.ts';
import { plainModel } from '../runtime/programs/server-model.ts';
import { withContainer } from './container.ts';
import type { Draft } from './state.ts';

/** Its name in `ps`. */
const NAME = 'load';

/** Starts the load of a container, or changes it. */
export function setLoad(draft: Draft, io: Io, envelope: Envelope, ask: SetLoad): void {
  const container = get(draft.containers, ask.containerId);
  const isFound = container !== undefined && container.end === undefined;
  if (isFound) withContainer(draft, io, container, (run) => change(run, ask));
  const reply: LinuxDone = { type: 'linux.done', isFound };
  io.reply(envelope, reply);
}

function change(run: Run, ask: SetLoad): void {
  const proc = [...run.procs.values()].find((one) => one.name === NAME) ?? start(run);
  if (proc === undefined) return;
  const { milliCpu = proc.cpuMillis, memoryBytes = proc.rssBytes } = ask;
  const model = { ...plainModel(NAME), rssBytes: memoryBytes, cpuMillis: milliCpu };
  proc.program = { kind: 'server', model, since: proc.clock, logged: 0 };
  proc.cpuMillis = milliCpu;
  setMemory(run, proc, memoryBytes);
}

function start(run: Run): Proc | undefined {
  const init = run.procs.get(run.container.initPid);
  if (init === undefined) return undefined;
  const model = plainModel(NAME);
  return spawn(run, {
    parent: init,
    name: NAME,
    argv: [NAME],
    env: init.env,
    cwd: '/',
    fds: [],
    program: { kind: 'server', model, since: run.now, logged: 0 },
    ignored: [],
  });
}
