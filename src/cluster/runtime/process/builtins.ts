// The shell's own commands, those that change the shell or wait. The rest (`echo`, `test`, …) are
// tools which the shell runs in its own process.

import { parseShellScript } from '../../../formats/shell-script.ts';
import { APPLETS } from './applets/table.ts';
import { type Builtin, type BuiltinCall, done } from './builtin-call.ts';
import { VARIABLE_BUILTINS } from './builtins-variables.ts';
import { readFile, stat } from './files.ts';
import { writeFd } from './io.ts';
import { execve, findProgram } from './load.ts';
import type { Frame, Proc } from './model.ts';
import { absolute } from './paths.ts';
import { exitProc } from './processes.ts';
import { exportedEnv } from './shell-env.ts';
import {
  complain,
  finish,
  leave,
  listFrame,
  patch,
  setVariable,
  shellOf,
  unwind,
} from './shell-state.ts';
import { signalName } from './signals.ts';

/** Tools that the shell has built in: they run in its process and never wait. */
const TOOLS = [
  'echo',
  'printf',
  'test',
  '[',
  'true',
  'false',
  ':',
  'kill',
  'pwd',
  'umask',
  'ulimit',
];

function tool(name: string): readonly [string, Builtin] {
  return [
    name,
    ({ run, proc, args, next }) => {
      patch(proc, { frames: next });
      const code = APPLETS.get(name)?.({ run, proc, name, args }) ?? 0;
      if (proc.exit === undefined) finish(proc, next, code);
    },
  ];
}

function exit({ run, proc, args, next }: BuiltinCall): void {
  patch(proc, { frames: next });
  unwind(run, proc, () => false);
  leave(proc, args[0] === undefined ? shellOf(proc).status : Number.parseInt(args[0], 10) || 0);
}

function exec(call: BuiltinCall): void {
  const { run, proc, args } = call;
  if (args.length === 0) return done(call);
  const words = args[0] === '--' ? args.slice(1) : args;
  const found = findProgram(run, proc, words, shellOf(proc).vars['PATH']?.value);
  if (!found.isFound) {
    complain(run, proc, `exec: ${words[0]}: not found`);
    return exitProc(run, proc, found.errno === 'ENOENT' ? 127 : 126);
  }
  const ignored = Object.entries(shellOf(proc).traps).filter(([, text]) => text === '');
  proc.ignored = [...new Set([...proc.ignored, ...ignored.map(([signal]) => signal)])];
  execve(run, proc, words, exportedEnv(proc), found);
}

/** `break` and `continue`, out of so many loops. */
function jump(call: BuiltinCall): void {
  const { run, proc, args, next, name } = call;
  let left = Math.max(1, Number(args[0] ?? 1) || 1);
  patch(proc, { frames: next });
  let innermost: Frame | null = next;
  while (innermost !== null && innermost.t !== 'while' && innermost.t !== 'for') {
    if (innermost.t === 'call') return done(call);
    innermost = innermost.next;
  }
  if (innermost === null) return done(call);
  const isLoop = (frame: Frame): boolean => frame.t === 'while' || frame.t === 'for';
  let loop = unwind(run, proc, (frame) => isLoop(frame) && --left === 0);
  if (loop === null) return patch(proc, { status: 0 });
  if (name === 'break') loop = loop.next;
  else if (loop.t === 'while') loop = { ...loop, stage: 'body' };
  patch(proc, { frames: loop, status: 0 });
}

function returns({ run, proc, args, next }: BuiltinCall): void {
  const status = args[0] === undefined ? shellOf(proc).status : Number.parseInt(args[0], 10) || 0;
  patch(proc, { frames: next });
  const frame = unwind(run, proc, (each) => each.t === 'call' || each.t === 'source');
  if (frame === null) return leave(proc, status);
  patch(proc, { status: status & 255 });
}

function cd(call: BuiltinCall): void {
  const { run, proc, args } = call;
  const { vars } = shellOf(proc);
  const to = args[0] === '-' ? vars['OLDPWD']?.value : (args[0] ?? vars['HOME']?.value);
  const path = absolute(proc.cwd, to ?? '/');
  const node = stat(run, proc, path);
  if (node?.isDir !== true) {
    const why = node === undefined ? 'No such file or directory' : 'Not a directory';
    complain(run, proc, `cd: can't cd to ${to}: ${why}`);
    return done(call, 2);
  }
  setVariable(proc, 'OLDPWD', proc.cwd);
  proc.cwd = path;
  setVariable(proc, 'PWD', path);
  if (args[0] === '-') writeFd(run, proc, 1, `${path}\n`);
  done(call);
}

function shift(call: BuiltinCall): void {
  const count = Number(call.args[0] ?? 1) || 0;
  const { params } = shellOf(call.proc);
  if (count > params.length) return done(call, 1);
  patch(call.proc, { params: params.slice(count) });
  done(call);
}

function evaluate(call: BuiltinCall): void {
  const script = parseShellScript(call.args.join(' '));
  if (script.isOk)
    return patch(call.proc, { frames: listFrame(script.body, false, call.next), status: 0 });
  complain(call.run, call.proc, `eval: syntax error: ${script.error}`);
  leave(call.proc, 2);
}

function source(call: BuiltinCall): void {
  const { run, proc, args } = call;
  const node = readFile(run, proc, args[0] ?? '');
  if (typeof node === 'string') {
    complain(run, proc, `.: can't open '${args[0]}': No such file or directory`);
    return leave(proc, 2);
  }
  const script = parseShellScript(node.text);
  if (!script.isOk) {
    complain(run, proc, `${args[0]}: syntax error: ${script.error}`);
    return leave(proc, 2);
  }
  const frame: Frame = { t: 'source', next: call.next };
  patch(proc, { frames: listFrame(script.body, false, frame), status: 0 });
}

function trap(call: BuiltinCall): void {
  const { run, proc } = call;
  const args = call.args[0] === '--' ? call.args.slice(1) : call.args;
  const traps: Record<string, string> = { ...shellOf(proc).traps };
  if (args.length === 0) {
    for (const [signal, text] of Object.entries(traps)) {
      writeFd(run, proc, 1, `trap -- '${text}' ${signal.replace(/^SIG/, '')}\n`);
    }
    return done(call);
  }
  const isReset = args[0] === '-' || (args.length === 1 && trapName(args[0] ?? '') !== undefined);
  for (const arg of isReset && args[0] !== '-' ? args : args.slice(1)) {
    const signal = trapName(arg);
    if (signal === undefined) {
      complain(run, proc, `trap: ${arg}: bad trap`);
      return done(call, 1);
    }
    if (isReset) delete traps[signal];
    else traps[signal] = args[0] ?? '';
    const isIgnored = !isReset && args[0] === '';
    proc.ignored = proc.ignored.filter((each) => each !== signal);
    if (isIgnored) proc.ignored = [...proc.ignored, signal];
  }
  patch(proc, { traps });
  done(call);
}

function trapName(text: string): string | undefined {
  return text === 'EXIT' || text === '0' ? 'EXIT' : signalName(text);
}

function wait(call: BuiltinCall): void {
  const { run, proc, args } = call;
  const children = [...run.procs.values()].filter((each) => each.parent === proc.pid);
  const pids =
    args.length === 0
      ? children.map((each) => each.pid)
      : args.map((arg) => Number(arg.replace('%', ''))).filter((pid) => !Number.isNaN(pid));
  if (args.length > 0 && !children.some((child) => pids.includes(child.pid)))
    return done(call, 127);
  const frame: Frame = { t: 'waitBuiltin', pids, next: call.next };
  // `wait` without pids always succeeds.
  const next: Frame =
    args.length === 0 ? { ...frame, next: { t: 'trap', status: 0, next: call.next } } : frame;
  patch(proc, { frames: next });
}

function read(call: BuiltinCall): void {
  const { run, proc } = call;
  const names: string[] = [];
  let isRaw = false;
  let limit: number | undefined;
  for (let i = 0; i < call.args.length; i++) {
    const arg = call.args[i] ?? '';
    if (arg === '-t') limit = Number(call.args[++i]);
    else if (arg === '-p') writeFd(run, proc, 2, call.args[++i] ?? '');
    else if (/^-[nd]$/.test(arg)) i++;
    else if (/^-[a-z]+$/.test(arg)) isRaw ||= arg.includes('r');
    else names.push(arg);
  }
  const base = {
    t: 'read',
    names: names.length === 0 ? ['REPLY'] : names,
    isRaw,
    carry: '',
  } as const;
  const until =
    limit === undefined ? {} : { until: (proc.clock + limit * 1_000_000) as Proc['clock'] };
  patch(proc, { frames: { ...base, ...until, next: call.next } });
}

function command(call: BuiltinCall): void {
  const { run, proc, args } = call;
  const isQuery = call.name === 'type' || args[0] === '-v' || args[0] === '-V';
  const names = isQuery && call.name === 'command' ? args.slice(1) : args;
  if (!isQuery) {
    const inner = BUILTINS.get(names[0] ?? '');
    if (inner !== undefined) return inner({ ...call, name: names[0] ?? '', args: names.slice(1) });
    const quoted = names.map((each) => `'${each.replaceAll("'", "'\\''")}'`).join(' ');
    return evaluate({ ...call, args: [quoted] });
  }
  let status = 0;
  for (const name of names) {
    const isKnown = BUILTINS.has(name) || Object.hasOwn(shellOf(proc).functions, name);
    const found = findProgram(run, proc, [name], shellOf(proc).vars['PATH']?.value);
    if (isKnown)
      writeFd(run, proc, 1, call.name === 'type' ? `${name} is a shell builtin\n` : `${name}\n`);
    else if (found.isFound)
      writeFd(
        run,
        proc,
        1,
        call.name === 'type' ? `${name} is ${found.path}\n` : `${found.path}\n`,
      );
    else status = 127;
  }
  done(call, status);
}

/** All builtins by name. */
export const BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ...TOOLS.map(tool),
  ...VARIABLE_BUILTINS,
  ['exit', exit],
  ['exec', exec],
  ['break', jump],
  ['continue', jump],
  ['return', returns],
  ['cd', cd],
  ['shift', shift],
  ['eval', evaluate],
  ['.', source],
  ['source', source],
  ['trap', trap],
  ['wait', wait],
  ['read', read],
  ['command', command],
  ['type', command],
  ['alias', (call) => done(call)],
  ['hash', (call) => done(call)],
  ['times', (call) => done(call)],
  ['jobs', (call) => done(call)],
]);
