// Tools that wait, flood or eat memory: sleep, tail -f, yes, dd, timeout, memhog, stress.

import type { Micros } from '../../../../kernel/time.ts';
import { errorText, readFile, writeFile } from '../files.ts';
import { writeFd } from '../io.ts';
import { execve, findProgram } from '../load.ts';
import { spawn } from '../processes.ts';
import { deliver, signalName } from '../signals.ts';
import type { Applet, AppletCall } from './applet.ts';
import { fail, isBusybox, options, out, sizeIn } from './applet.ts';
import { startFilter } from './filters.ts';

const UNITS: { readonly [unit: string]: number } = { '': 1, s: 1, m: 60, h: 3_600, d: 86_400 };

/** sleep: the sum of its arguments; `inf` for ever. */
export const sleep: Applet = (call) => {
  let micros = 0;
  if (call.args.length === 0) return fail(call, 'missing operand');
  for (const arg of call.args) {
    if (/^inf/i.test(arg)) {
      call.proc.block = { on: 'ever' };
      call.proc.program = { kind: 'sleep' };
      return undefined;
    }
    const match = /^(\d*\.?\d+)([smhd]?)$/.exec(arg);
    if (match === null) {
      const gnu = `invalid time interval '${arg}'`;
      return fail(call, isBusybox(call) ? `invalid number '${arg}'` : gnu);
    }
    micros += Math.round(
      Number(match[1]) * (UNITS[match[2] ?? ''] ?? 1) * (call.name === 'usleep' ? 1 : 1_000_000),
    );
  }
  call.proc.program = { kind: 'sleep' };
  call.proc.block = { on: 'time', until: (call.proc.clock + micros) as Micros };
  return undefined;
};

/** tail: with -f or -F it follows; /dev/zero never has a last line and fills the memory. */
export const tail: Applet = (call) => {
  const { flags, operands, values } = options(
    call.args.filter((arg) => !/^-\d+$/.test(arg)),
    'ncs',
  );
  const path = operands[0];
  if (path === '/dev/zero' || path === '/dev/urandom') {
    return grow(call, Number.MAX_SAFE_INTEGER, 'hold');
  }
  if (!/[fF]/.test(flags)) return startFilter(call);
  if (path === undefined || path === '/dev/null') {
    if (path === undefined)
      call.proc.program = { kind: 'filter', name: 'cat', carry: '', memo: 0, code: 0 };
    else {
      call.proc.program = { kind: 'sleep' };
      call.proc.block = { on: 'ever' };
    }
    return undefined;
  }
  const node = readFile(call.run, call.proc, path);
  if (typeof node === 'string') {
    fail(
      call,
      isBusybox(call)
        ? `can't open '${path}': ${errorText(node)}`
        : `cannot open '${path}' for reading: ${errorText(node)}`,
    );
    if (!flags.includes('F')) return fail(call, 'no files');
  } else {
    const wanted = values.get('n') ?? call.args.find((arg) => /^-\d+$/.test(arg))?.slice(1) ?? '10';
    const lines = node.text.split('\n');
    const isEnded = lines.at(-1) === '';
    const count = Number(wanted.replace('+', '')) + (isEnded ? 1 : 0);
    out(
      call,
      wanted.startsWith('+')
        ? lines.slice(Number(wanted) - 1).join('\n')
        : lines.slice(Math.max(0, lines.length - count)).join('\n'),
    );
  }
  const offset = typeof node === 'string' ? 0 : node.text.length;
  const period = Math.round(Number(values.get('s') ?? 1) * 1_000_000);
  call.proc.program = { kind: 'follow', path, offset, isByName: flags.includes('F'), period };
  call.proc.block = { on: 'time', until: (call.proc.clock + period) as Micros };
  return undefined;
};

/** yes. */
export const yes: Applet = (call) => {
  call.proc.program = {
    kind: 'flood',
    text: `${call.args.length === 0 ? 'y' : call.args.join(' ')}\n`,
  };
  return undefined;
};

/** Memory fills at about 1.2 GB/s, in steps of 50 ms. */
const BYTES_PER_TICK = 60_000_000;

/** Makes the process grow to so many bytes. */
export function grow(
  call: AppletCall,
  toBytes: number,
  then: 'hold' | 'exit' | 'pipe',
  pipeBytes = 0,
  bytesPerTick: number = BYTES_PER_TICK,
): undefined {
  call.proc.program = { kind: 'hog', toBytes, bytesPerTick, then, pipeBytes };
  return undefined;
}

/** memhog takes a MiB every tenth of a second: two ticks. */
const MEMHOG_BYTES_PER_TICK = 524_288;

/** memhog: grows slowly up to so many MiB, and holds them. */
export const memhog: Applet = (call) => {
  const text = call.args.find((arg) => /^\d/.test(arg)) ?? '0';
  const toBytes = /^\d+$/.test(text) ? Number(text) * 1_048_576 : sizeIn(text);
  return grow(call, toBytes, 'hold', 0, MEMHOG_BYTES_PER_TICK);
};

/** dd: copies blocks; its buffer is one block of memory. */
export const dd: Applet = (call) => {
  const given = new Map(
    call.args.map((arg) => [arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1)]),
  );
  const block = sizeIn(given.get('bs') ?? given.get('ibs') ?? '512');
  const source = given.get('if');
  const isEndless = source !== undefined && /^\/dev\/(zero|u?random)$/.test(source);
  if (source === undefined) return given.has('of') ? 0 : startAsCat(call);
  const node = isEndless ? undefined : readFile(call.run, call.proc, source);
  if (typeof node === 'string') return fail(call, `can't open '${source}': ${errorText(node)}`);
  const count = given.has('count') ? Number(given.get('count')) : undefined;
  const size = node === undefined ? Number.MAX_SAFE_INTEGER : node.text.length + node.zeros;
  const bytes = Math.min(size, count === undefined ? Number.MAX_SAFE_INTEGER : block * count);
  const target = given.get('of');
  if (target === undefined) return grow(call, block, 'pipe', bytes);
  if (bytes > 1e15) return fail(call, `error writing '${target}': No space left on device`);
  const errno = writeFile(
    call.run,
    call.proc,
    target,
    node?.text.slice(0, bytes) ?? '',
    given.get('conv') === 'notrunc' ? 'append' : 'replace',
    bytes - Math.min(bytes, node?.text.length ?? 0),
  );
  if (errno !== undefined && target !== '/dev/null')
    return fail(call, `can't open '${target}': ${errorText(errno)}`);
  const blocks = Math.floor(bytes / Math.max(1, block));
  writeFd(call.run, call.proc, 2, `${blocks}+0 records in\n${blocks}+0 records out\n`);
  return block > 16_777_216 ? grow(call, block, 'exit') : 0;
};

function startAsCat(call: AppletCall): undefined {
  call.proc.program = { kind: 'filter', name: 'cat', carry: '', memo: 0, code: 0 };
  return undefined;
}

/** timeout: runs a command and ends it when the time is up. */
export const timeout: Applet = (call) => {
  let at = 0;
  let signal = 'SIGTERM';
  while (/^-/.test(call.args[at] ?? '')) {
    if (call.args[at] === '-s') signal = signalName(call.args[at + 1] ?? '') ?? signal;
    at += /^-[sk]$/.test(call.args[at] ?? '') ? 2 : 1;
  }
  const match = /^(\d*\.?\d+)([smhd]?)$/.exec(call.args[at] ?? '');
  if (match === null) return fail(call, `invalid number '${call.args[at]}'`);
  const argv = call.args.slice(at + 1);
  const { run, proc } = call;
  const found = findProgram(run, proc, argv, proc.env.find(([name]) => name === 'PATH')?.[1]);
  if (!found.isFound)
    return fail(call, `can't execute '${argv[0]}': No such file or directory`, 127);
  const until = (proc.clock +
    Math.round(Number(match[1]) * (UNITS[match[2] ?? ''] ?? 1) * 1_000_000)) as Micros;
  const { env, cwd, fds, ignored } = proc;
  const program = { kind: 'applet', name: found.name } as const;
  proc.program = { kind: 'timeout', pid: 0, until, signal };
  const child = spawn(run, {
    parent: proc,
    name: argv[0] ?? '',
    argv,
    env,
    cwd,
    fds,
    program,
    ignored,
  });
  execve(run, child, argv, env, found);
  proc.program = { kind: 'timeout', pid: child.pid, until, signal };
  proc.block = { on: 'child', pids: [child.pid], until };
  return undefined;
};

/** stress: memory workers as one process, CPU workers as demand. */
export const stress: Applet = (call) => {
  const after = (...names: readonly string[]): string | undefined => {
    const at = call.args.findIndex((arg) => names.includes(arg));
    return at < 0 ? undefined : call.args[at + 1];
  };
  const workers = Number(after('--vm', '-m') ?? 0);
  const cores = Number(after('--cpu', '-c') ?? 0) + workers;
  out(
    call,
    `stress: info: [${call.proc.pid}] dispatching hogs: ${cores - workers} cpu, 0 io, ${workers} vm, 0 hdd\n`,
  );
  const isHanging = call.args.includes('--vm-hang');
  call.proc.cpuMillis = (isHanging ? cores - workers : cores) * 1_000;
  if (workers > 0) return grow(call, workers * sizeIn(after('--vm-bytes') ?? '256M'), 'hold');
  call.proc.program = { kind: 'sleep' };
  const limit = after('--timeout', '-t');
  if (limit === undefined) call.proc.block = { on: 'ever' };
  else
    call.proc.block = {
      on: 'time',
      until: (call.proc.clock + Number.parseInt(limit, 10) * 1_000_000) as Micros,
    };
  return undefined;
};

/** `nginx -s quit` and its like: a signal to the server; `-t` finds nothing wrong. */
export const nginxControl: Applet = (call) => {
  const at = call.args.indexOf('-s');
  const signal = { quit: 'SIGQUIT', stop: 'SIGTERM', reload: 'SIGHUP', reopen: 'SIGUSR1' }[
    call.args[at + 1] ?? ''
  ];
  if (at < 0 || signal === undefined)
    return fail(call, 'configuration file /etc/nginx/nginx.conf test is successful', 0);
  for (const proc of call.run.procs.values()) {
    if (proc.program.kind !== 'server' || proc.program.model.name !== 'nginx') continue;
    deliver(call.run, proc, signal);
    return 0;
  }
  return fail(call, '[error] open() "/run/nginx.pid" failed (2: No such file or directory)');
};
