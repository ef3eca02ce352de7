// A load beside what a container does: one more process in it that does as it is told. A
// laboratory's knob; everything that measures or limits the container sees it as any other
// process.

import { get } from '../../base/persistent-map.ts';
import type { Io } from '../../kernel/component.ts';
import type { Envelope } from '../../kernel/message.ts';
import type { LinuxDone, SetLoad } from '../protocol/linux.ts';
import { dialsOf, loadProgram } from '../runtime/process/dials.ts';
import type { Run } from '../runtime/process/machine.ts';
import type { Proc } from '../runtime/process/model.ts';
import { setMemory, spawn, TOOL_BYTES } from '../runtime/process/processes.ts';
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

/** What is not said stays as it is. */
function change(run: Run, ask: SetLoad): void {
  const proc = [...run.procs.values()].find((one) => one.program.kind === 'load') ?? start(run);
  if (proc === undefined) return;
  if (proc.clock < run.now) proc.clock = run.now;
  const { milliCpu = proc.cpuMillis, memoryBytes = proc.rssBytes } = ask;
  proc.program = loadProgram({ ...dialsOf(proc), ...ask.dials }, proc.clock);
  proc.block = undefined;
  proc.cpuMillis = milliCpu;
  setMemory(run, proc, Math.max(TOOL_BYTES, memoryBytes));
}

function start(run: Run): Proc | undefined {
  const init = run.procs.get(run.container.initPid);
  if (init === undefined) return undefined;
  return spawn(run, {
    parent: init,
    name: NAME,
    argv: [NAME],
    env: init.env,
    cwd: '/',
    fds: [],
    program: loadProgram({}, run.now),
    ignored: [],
  });
}
