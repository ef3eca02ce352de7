// Tools that tell: date, hostname, env, id, ps, uname, kill and their kin.

import { readFile } from '../files.ts';
import { writeFd } from '../io.ts';
import { execve, findProgram } from '../load.ts';
import type { ProcessLine } from '../machine.ts';
import type { Proc } from '../model.ts';
import { exportedEnv } from '../shell-env.ts';
import { deliver, signalName } from '../signals.ts';
import type { Applet, AppletCall } from './applet.ts';
import { fail, options, out } from './applet.ts';
import { strftime } from './strftime.ts';

/** date, in UTC. */
export const date: Applet = (call) => {
  const given = /^@?(-?\d+)$/.exec(options(call.args, 'dD').values.get('d') ?? '')?.[1];
  const micros = call.proc.clock;
  const now = call.run.epochSeconds + Math.floor(micros / 1_000_000);
  const seconds = given === undefined ? now : Number(given);
  const format = call.args.find((arg) => arg.startsWith('+'))?.slice(1);
  const flags = call.args.filter((arg) => /^-[uIR]/.test(arg)).join('');
  const plain = flags.includes('I')
    ? '%Y-%m-%d'
    : flags.includes('R')
      ? '%a, %d %b %Y %H:%M:%S +0000'
      : '%a %b %e %H:%M:%S UTC %Y';
  out(call, `${strftime(format ?? plain, seconds, micros % 1_000_000)}\n`);
  return 0;
};

/** The environment a tool sees, whether it runs in a shell's process or its own. */
export function environment(call: AppletCall): readonly (readonly [string, string])[] {
  return call.proc.program.kind === 'shell' ? exportedEnv(call.proc) : call.proc.env;
}

/** env: prints the environment, or runs a command in a changed one. */
export const env: Applet = (call) => {
  let variables = [...environment(call)];
  let at = 0;
  for (; at < call.args.length; at++) {
    const arg = call.args[at] ?? '';
    const set = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(arg);
    if (arg === '-i' || arg === '-') variables = [];
    else if (arg === '-u') {
      const name = call.args[++at];
      variables = variables.filter(([each]) => each !== name);
    } else if (set !== null) {
      variables = [...variables.filter(([each]) => each !== set[1]), [set[1] ?? '', set[2] ?? '']];
    } else break;
  }
  const command = call.args.slice(at);
  if (command.length > 0) return runInstead(call, command, variables);
  out(call, variables.map(([name, value]) => `${name}=${value}\n`).join(''));
  return 0;
};

/** Makes the process run another command: nohup, nice, setsid, exec of env. */
export function runInstead(
  call: AppletCall,
  argv: readonly string[],
  env: readonly (readonly [string, string])[],
): number | undefined {
  const path = env.find(([name]) => name === 'PATH')?.[1];
  const found = findProgram(call.run, call.proc, argv, path);
  if (!found.isFound) {
    const why = found.errno === 'ENOENT' ? 'No such file or directory' : 'Permission denied';
    return fail(call, `can't execute '${argv[0]}': ${why}`, found.errno === 'ENOENT' ? 127 : 126);
  }
  execve(call.run, call.proc, argv, env, found);
  return undefined;
}

/** nohup, nice, setsid, stdbuf: run what follows their options. */
export const wrapper: Applet = (call) => {
  let at = 0;
  while (/^-/.test(call.args[at] ?? '')) at += call.args[at] === '-n' ? 2 : 1;
  if (call.name === 'nohup') call.proc.ignored = [...call.proc.ignored, 'SIGHUP'];
  return runInstead(call, call.args.slice(at), call.proc.env);
};

/** printenv: exit code 1 when a variable is missing. */
export const printenv: Applet = (call) => {
  const variables = new Map(environment(call));
  if (call.args.length === 0) {
    out(call, [...variables].map(([name, value]) => `${name}=${value}\n`).join(''));
    return 0;
  }
  let code = 0;
  for (const name of call.args) {
    const value = variables.get(name);
    if (value === undefined) code = 1;
    else out(call, `${value}\n`);
  }
  return code;
};

/** hostname. */
export const hostname: Applet = (call) => {
  const { flags } = options(call.args);
  const name = call.run.container.spec.program.hostname;
  out(
    call,
    /[iI]/.test(flags)
      ? `${call.run.outside.ip} \n`
      : `${flags.includes('s') ? name.split('.')[0] : name}\n`,
  );
  return 0;
};

/** pwd. */
export const pwd: Applet = (call) => {
  out(call, `${call.proc.cwd}\n`);
  return 0;
};

/** uname. */
export const uname: Applet = (call) => {
  const { flags } = options(call.args);
  const kernel = call.run.outside.kernelVersion;
  const host = call.run.container.spec.program.hostname;
  if (flags.includes('a')) out(call, `Linux ${host} ${kernel} #1 SMP x86_64 GNU/Linux\n`);
  else if (flags.includes('n')) out(call, `${host}\n`);
  else if (flags.includes('r')) out(call, `${kernel}\n`);
  else if (flags.includes('m')) out(call, 'x86_64\n');
  else out(call, 'Linux\n');
  return 0;
};

/** The numeric user and group a container runs as. */
function identity(call: AppletCall): {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
} {
  const user = call.run.container.spec.program.user;
  const [first = '', second] = user.split(':');
  const passwd = readFile(call.run, call.proc, '/etc/passwd');
  const rows = (typeof passwd === 'string' ? '' : passwd.text)
    .split('\n')
    .map((row) => row.split(':'));
  const row = rows.find((each) => each[0] === first || each[2] === (first === '' ? '0' : first));
  const uid = Number(row?.[2] ?? (first === '' ? 0 : first)) || 0;
  return {
    uid,
    gid: Number(second ?? row?.[3] ?? 0) || 0,
    name: row?.[0] ?? (uid === 0 ? 'root' : ''),
  };
}

/** id and whoami. */
export const id: Applet = (call) => {
  const { flags } = options(call.args);
  const who = identity(call);
  if (call.name === 'whoami') {
    if (who.name === '') return fail(call, `unknown uid ${who.uid}`);
    out(call, `${who.name}\n`);
    return 0;
  }
  const named = (n: number): string =>
    n === who.uid && who.name !== '' ? `${n}(${who.name})` : String(n);
  if (flags.includes('u')) out(call, `${flags.includes('n') ? who.name : who.uid}\n`);
  else if (flags.includes('g')) out(call, `${who.gid}\n`);
  else
    out(
      call,
      `uid=${named(who.uid)} gid=${who.gid === 0 ? '0(root)' : who.gid} groups=${who.gid === 0 ? '0(root)' : who.gid}\n`,
    );
  return 0;
};

function processLines(call: AppletCall): readonly ProcessLine[] {
  const own = [...call.run.procs.values()].flatMap((proc): ProcessLine[] => {
    const { pid, argv, rssBytes, startedAt } = proc;
    const line = {
      pid,
      user: identity(call).name || String(identity(call).uid),
      argv: proc.exit === undefined ? argv : [`[${proc.name}]`],
      rssBytes,
      startedAt,
    };
    const workers = proc.program.kind === 'server' ? (proc.program.model.workers ?? []) : [];
    return [line, ...workers.map((name, i) => ({ ...line, pid: pid + 28 + i, argv: [name] }))];
  });
  return [...own, ...call.run.outside.others()].sort((a, b) => a.pid - b.pid);
}

/** ps and top -b: pid, user, time, command. */
export const ps: Applet = (call) => {
  const isAux = call.args.some((arg) => /^-?(aux|ef|e|A)$/.test(arg));
  const lines = processLines(call).map((line) => {
    const seconds = Math.floor((call.proc.clock - line.startedAt) / 1_000_000);
    const time = `${Math.floor(seconds / 3_600) % 60}:${String(Math.floor(seconds / 60) % 60).padStart(2, '0')}`;
    return `${String(line.pid).padStart(5)} ${line.user.padEnd(8)} ${isAux ? '' : ' '}${time.padStart(4)} ${line.argv.join(' ')}\n`;
  });
  out(call, `  PID USER     TIME  COMMAND\n${lines.join('')}`);
  return 0;
};

function signalProcess(call: AppletCall, pid: number, signal: string | undefined): boolean {
  const target: Proc | undefined = call.run.procs.get(pid);
  if (target !== undefined && target.exit === undefined) {
    if (signal === undefined) return true;
    const before = target.clock;
    target.clock = Math.max(before, call.proc.clock) as Proc['clock'];
    // From inside its own namespace even SIGKILL does not reach the first process.
    if (signal === 'SIGKILL' && pid === 1 && call.run.container.initPid === 1) return true;
    deliver(call.run, target, signal);
    return true;
  }
  if (!call.run.outside.others().some((line) => line.pid === pid)) return false;
  if (signal !== undefined)
    call.run.effects.push({ type: 'kill', pid, signal, at: call.proc.clock });
  return true;
}

function signalOption(args: readonly string[]): {
  readonly signal: string | undefined;
  readonly rest: readonly string[];
} {
  const first = args[0] ?? '';
  if (first === '-s') return { signal: signalName(args[1] ?? ''), rest: args.slice(2) };
  if (first === '-0') return { signal: undefined, rest: args.slice(1) };
  if (/^-[A-Za-z0-9+]+$/.test(first))
    return { signal: signalName(first.slice(1)), rest: args.slice(1) };
  return { signal: 'SIGTERM', rest: args };
}

/** kill. */
export const kill: Applet = (call) => {
  const { signal, rest } = signalOption(call.args);
  let code = 0;
  for (const arg of rest) {
    const pids =
      Number(arg) === -1
        ? [...call.run.procs.keys()].filter((pid) => pid !== 1 && pid !== call.proc.pid)
        : [Math.abs(Number(arg))];
    for (const pid of pids) {
      if (signalProcess(call, pid, signal)) continue;
      writeFd(call.run, call.proc, 2, `sh: can't kill pid ${arg}: No such process\n`);
      code = 1;
    }
  }
  return code;
};

/** killall, pkill, pidof and pgrep: by name. */
export const byName: Applet = (call) => {
  const { signal, rest } = signalOption(call.args.filter((arg) => !/^-[fqxl]$/.test(arg)));
  const names = rest.length === 0 ? [''] : rest;
  const isExact = call.name === 'killall' || call.name === 'pidof';
  const found = processLines(call).filter((line) => {
    const own = (line.argv[0] ?? '').split('/').at(-1) ?? '';
    return (
      line.pid !== call.proc.pid &&
      names.some((name) => (isExact ? own === name : line.argv.join(' ').includes(name)))
    );
  });
  if (found.length === 0)
    return call.name === 'killall' ? fail(call, `${names[0]}: no process killed`) : 1;
  if (call.name === 'pidof') out(call, `${found.map((line) => line.pid).join(' ')}\n`);
  else if (call.name === 'pgrep') out(call, found.map((line) => `${line.pid}\n`).join(''));
  else for (const line of found) signalProcess(call, line.pid, signal);
  return 0;
};

/** nproc, free, uptime, df, tty, arch and the like: one line of facts. */
export const facts: Applet = (call) => {
  const { outside, now } = call.run;
  const kib = Math.floor(outside.memoryBytes / 1_024);
  const up = Math.floor((now - outside.bootAt) / 60_000_000);
  switch (call.name) {
    case 'nproc':
      out(call, `${outside.cpus}\n`);
      return 0;
    case 'arch':
      out(call, 'x86_64\n');
      return 0;
    case 'uptime':
      out(call, ` up ${up} min,  load average: 0.00, 0.00, 0.00\n`);
      return 0;
    case 'free':
      out(
        call,
        `              total        used        free\nMem:     ${kib}      0      ${kib}\n`,
      );
      return 0;
    case 'df':
      out(call, 'Filesystem           1K-blocks      Used Available Use% Mounted on\noverlay\n');
      return 0;
    default:
      out(call, 'not a tty\n');
      return 1;
  }
};

/** which. */
export const which: Applet = (call) => {
  const path = environment(call).find(([name]) => name === 'PATH')?.[1];
  let code = 0;
  for (const name of call.args) {
    const found = findProgram(call.run, call.proc, [name], path);
    if (found.isFound) out(call, `${found.path}\n`);
    else code = 1;
  }
  return code;
};
