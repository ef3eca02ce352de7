// Tools that read text and write text: each a function of what it has read so far. Line by line
// ones answer as the lines come; the others wait for the end of their input.

import { bulkLength, compact } from '../bulk.ts';
import { readFile } from '../files.ts';
import { readFd, writeFd } from '../io.ts';
import type { Run } from '../machine.ts';
import type { Proc } from '../model.ts';
import { exitProc } from '../processes.ts';
import type { Applet, AppletCall } from './applet.ts';
import { cannotOpen, out } from './applet.ts';
import type { Filter, FilterInput } from './filter.ts';
import { FILTERS } from './filter-table.ts';

/** Starts a filter: at once on its files, else it waits on stdin. */
export const startFilter: Applet = (call) => {
  const filter = FILTERS.get(call.name);
  if (filter === undefined) return 127;
  const files = filter.files(call.args);
  if (files.length === 0 || files.includes('-')) {
    call.proc.program = { kind: 'filter', name: call.name, carry: '', memo: 0, code: -1 };
    return undefined;
  }
  let code = 0;
  const inputs: FilterInput[] = [];
  for (const name of files) {
    const node = readFile(call.run, call.proc, name);
    if (typeof node === 'string') {
      code = cannotOpen(call, name, node);
      if (call.name === 'grep') code = 2;
    } else inputs.push({ name, text: node.text, zeros: node.zeros });
  }
  if (inputs.length === 0) return code;
  const result = filter.run({ args: call.args, inputs, isEnd: true, memo: 0, code: -1, call });
  out(call, result.out);
  if (result.run !== undefined) return undefined;
  return result.code === 0 && code !== 0 ? code : result.code;
};

/** Goes on with a filter that reads stdin: a chunk at a time until it blocks or ends. */
export function stepFilter(run: Run, proc: Proc): void {
  if (proc.program.kind !== 'filter') return;
  const { name } = proc.program;
  const filter = FILTERS.get(name);
  if (filter === undefined) return exitProc(run, proc, 127);
  const input = readFd(run, proc, 0);
  if (input === 'never') {
    proc.block = { on: 'ever' };
    return;
  }
  if (input !== 'end' && 'wait' in input) {
    proc.block = { on: 'read', desc: input.wait };
    return;
  }
  const call: AppletCall = { run, proc, name, args: proc.argv.slice(1) };
  if (input === 'end') return feed(call, filter, proc.program.carry, true);
  const text = compact(proc.program.carry + input.text);
  if (!filter.isLineByLine(call.args)) {
    proc.program = { ...proc.program, carry: text };
    return;
  }
  const end =
    name === 'cat' || bulkLength(text) > text.length ? text.length : text.lastIndexOf('\n') + 1;
  proc.program = { ...proc.program, carry: text.slice(end) };
  if (end > 0) feed(call, filter, text.slice(0, end), false);
}

function feed(call: AppletCall, filter: Filter, text: string, isEnd: boolean): void {
  const { run, proc } = call;
  if (proc.program.kind !== 'filter') return;
  const { memo, code } = proc.program;
  const inputs = [{ name: '-', text, zeros: 0 }];
  const result = filter.run({ args: call.args, inputs, isEnd, memo, code, call });
  const written = writeFd(run, proc, 1, result.out);
  if (written === 'broken') return exitProc(run, proc, 141, 'SIGPIPE');
  if (result.run !== undefined) return;
  if (isEnd || result.isDone === true) return exitProc(run, proc, result.code);
  proc.program = { ...proc.program, memo: result.memo ?? memo, code: result.code };
}
