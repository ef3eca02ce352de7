// Tools that call and serve: wget, curl, nc, nslookup, ping, httpd. A call to another machine waits
// for its answer; one to the own machine is answered at once.

import type { Micros } from '../../../../kernel/time.ts';
import type { NetAnswer, NetPayload } from '../../../protocol/linux-network.ts';
import type { ServerModel } from '../../programs/server-model.ts';
import { plainModel } from '../../programs/server-model.ts';
import { readFile, writeFile } from '../files.ts';
import { readFd, writeFd } from '../io.ts';
import type { Run } from '../machine.ts';
import type { Proc } from '../model.ts';
import { absolute, baseOf } from '../paths.ts';
import { exitProc, spawn } from '../processes.ts';
import { answerFrom, listenerAt } from '../serving.ts';
import { workloadOf } from '../workload.ts';
import type { Applet, AppletCall } from './applet.ts';
import { fail, options, out } from './applet.ts';

/** The address of a name as the container sees it: literal, hosts file, then known names. */
export function resolveHost(run: Run, proc: Proc, name: string): string | undefined {
  if (/^\d+(\.\d+){3}$/.test(name)) return name;
  const hosts = readFile(run, proc, '/etc/hosts');
  const rows = (typeof hosts === 'string' ? '' : hosts.text).split('\n');
  for (const row of rows) {
    const [ip = '', ...names] = row.replace(/#.*/, '').trim().split(/\s+/);
    if (names.includes(name) && !ip.includes(':')) return ip;
  }
  if (name === 'localhost') return '127.0.0.1';
  if (name === run.container.spec.program.hostname) return run.outside.ip;
  return run.outside.resolve(name);
}

interface Target {
  readonly host: string;
  readonly ip: string;
  readonly port: number;
  readonly payload: NetPayload;
}

/** Calls a target: answered at once, or the process waits as a program that finishes it. */
function callOut(
  call: AppletCall,
  target: Target,
  program: Proc['program'] & { kind: 'call' },
): undefined {
  const { run, proc } = call;
  proc.program = program;
  const isOwn = target.ip === run.outside.ip || target.ip.startsWith('127.');
  const server = isOwn ? listenerAt(run.procs.values(), target.port, proc.clock) : undefined;
  const answer =
    server !== undefined && workloadOf(server) === undefined
      ? answerFrom(run, server, target.payload, run.outside.ip, proc.clock)
      : run.outside.call(target.ip, target.port, target.payload, proc.clock);
  if (answer.kind === 'elsewhere') {
    const timeout = program.deadline - proc.clock;
    run.effects.push({ type: 'call', pid: proc.pid, elsewhere: answer, at: proc.clock, timeout });
  } else if (answer.kind !== 'failed' || answer.error !== 'timeout') {
    proc.clock = (proc.clock + 1_000) as Micros;
    return void finishCall(run, proc, answer);
  }
  proc.block = { on: 'net', until: program.deadline };
  return undefined;
}

const TIMED_OUT: NetAnswer = { kind: 'failed', error: 'timeout' };

/** Ends a waiting call whose time is up. */
export function expireCall(run: Run, proc: Proc): void {
  finishCall(run, proc, TIMED_OUT);
}

/** Prints or stores what came back and ends the tool. */
export function finishCall(run: Run, proc: Proc, answer: NetAnswer): void {
  if (proc.program.kind !== 'call' || proc.exit !== undefined) return;
  const { tool, target, outFile, isQuiet } = proc.program;
  proc.block = undefined;
  const say = (text: string): void => void writeFd(run, proc, 2, `${tool}: ${text}\n`);
  if (answer.kind === 'failed') {
    const [host = '', port = ''] = target.split(' ');
    if (tool === 'curl') {
      const isLate = answer.error === 'timeout';
      if (!isQuiet)
        say(
          isLate
            ? '(28) Connection timed out'
            : `(7) Failed to connect to ${host} port ${port}: Connection refused`,
        );
      return exitProc(run, proc, isLate ? 28 : 7);
    }
    if (tool === 'nc') {
      if (!isQuiet)
        say(
          `${host} (${host}:${port}): ${answer.error === 'timeout' ? 'Connection timed out' : 'Connection refused'}`,
        );
      return exitProc(run, proc, 1);
    }
    if (answer.error === 'timeout') say('download timed out');
    else say(`can't connect to remote host (${host}): Connection refused`);
    return exitProc(run, proc, 1);
  }
  if (answer.kind === 'tcp') {
    if (tool === 'nc') writeFd(run, proc, 1, answer.data);
    if (tool === 'wget') say('error getting response');
    return exitProc(run, proc, tool === 'nc' ? 0 : 1);
  }
  if (answer.kind !== 'http') return exitProc(run, proc, 1);
  if (answer.status >= 400 && (tool === 'wget' || outFile === '-f')) {
    if (tool === 'wget')
      say(`server returned error: HTTP/1.1 ${answer.status} ${STATUS[answer.status] ?? ''}`);
    else say(`(22) The requested URL returned error: ${answer.status}`);
    return exitProc(run, proc, tool === 'wget' ? 1 : 22);
  }
  if (outFile === '-' || outFile === '-f') writeFd(run, proc, 1, answer.body);
  else if (outFile !== '') writeFile(run, proc, outFile, answer.body, 'replace');
  exitProc(run, proc, 0);
}

const STATUS: { readonly [status: number]: string } = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
};

/** wget and curl. */
export const fetch: Applet = (call) => {
  const isCurl = call.name === 'curl';
  const { flags, values, operands } = options(
    call.args.filter((arg) => !arg.startsWith('--')),
    isCurl ? 'omXHdw' : 'OTYPU',
  );
  const match = /^(?:(https?):\/\/)?([^/:?]+)(?::(\d+))?([/?].*)?$/.exec(operands[0] ?? '');
  if (match === null) return fail(call, 'missing URL');
  const host = match[2] ?? '';
  const isTls = match[1] === 'https';
  const port = Number(match[3] ?? (isTls ? 443 : 80));
  const path = match[4] ?? '/';
  const ip = resolveHost(call.run, call.proc, host);
  if (ip === undefined) {
    if (isCurl) return fail(call, `(6) Could not resolve host: ${host}`, 6);
    return fail(call, `bad address '${host}'`);
  }
  const isQuiet = /[qs]/.test(flags);
  if (!isCurl && !isQuiet)
    writeFd(call.run, call.proc, 2, `Connecting to ${host} (${ip}:${port})\n`);
  const name = isCurl ? 'o' : 'O';
  const isSpider = call.args.includes('--spider');
  const plain = isCurl
    ? flags.includes('f')
      ? '-f'
      : '-'
    : baseOf(path.replace(/\?.*/, '')) || 'index.html';
  const outFile = isSpider ? '' : (values.get(name) ?? plain);
  const limit = Number(values.get(isCurl ? 'm' : 'T') ?? (isCurl ? 130 : 900));
  const deadline = (call.proc.clock + limit * 1_000_000) as Micros;
  const method = isCurl ? (values.get('X') ?? (flags.includes('I') ? 'HEAD' : 'GET')) : 'GET';
  const payload: NetPayload = {
    kind: 'http',
    method,
    path: path.startsWith('?') ? `/${path}` : path,
    host,
    isTls,
  };
  const tool = isCurl ? 'curl' : 'wget';
  return callOut(
    call,
    { host, ip, port, payload },
    { kind: 'call', tool, target: `${ip} ${port}`, outFile, isQuiet, deadline },
  );
};

/** nc: connect, scan with -z, or listen for one connection. */
export const nc: Applet = (call) => {
  const { flags, values, operands } = options(call.args, 'pwe');
  if (flags.includes('l')) {
    const port = Number(values.get('p') ?? operands.at(-1) ?? 0);
    const input = readFd(call.run, call.proc, 0);
    const text = typeof input === 'object' && 'text' in input ? input.text : '';
    call.proc.program = {
      kind: 'accept',
      port,
      text,
      isLoop: flags.includes('k') || call.args.includes('-lk'),
    };
    call.proc.block = { on: 'ever' };
    return undefined;
  }
  const [host = '', portText = '0'] = operands;
  const ip = resolveHost(call.run, call.proc, host);
  if (ip === undefined) return fail(call, `bad address '${host}'`);
  const port = Number(portText);
  const deadline = (call.proc.clock + Number(values.get('w') ?? 127) * 1_000_000) as Micros;
  const isQuiet = flags.includes('z') && !flags.includes('v');
  return callOut(
    call,
    { host, ip, port, payload: { kind: 'tcp' } },
    { kind: 'call', tool: 'nc', target: `${ip} ${port}`, outFile: '-', isQuiet, deadline },
  );
};

/** nslookup. */
export const nslookup: Applet = (call) => {
  const name = call.args.filter((arg) => !arg.startsWith('-'))[0] ?? '';
  const conf = readFile(call.run, call.proc, '/etc/resolv.conf');
  const server =
    /^nameserver\s+(\S+)/m.exec(typeof conf === 'string' ? '' : conf.text)?.[1] ?? '127.0.0.1';
  const ip = resolveHost(call.run, call.proc, name);
  out(call, `Server:\t\t${server}\nAddress:\t${server}:53\n\n`);
  if (ip === undefined) {
    out(call, `** server can't find ${name}: NXDOMAIN\n\n`);
    return 1;
  }
  out(call, `Name:\t${name}\nAddress: ${ip}\n\n`);
  return 0;
};

/** ping: answered by every address that has a name or lies on this machine. */
export const ping: Applet = (call) => {
  const { values, operands } = options(call.args, 'cwWi');
  const host = operands[0] ?? '';
  const ip = resolveHost(call.run, call.proc, host);
  if (ip === undefined) return fail(call, `bad address '${host}'`);
  const count = Number(values.get('c') ?? 0);
  out(call, `PING ${host} (${ip}): 56 data bytes\n`);
  for (let n = 0; n < Math.min(count, 20); n++)
    out(call, `64 bytes from ${ip}: seq=${n} ttl=64 time=0.080 ms\n`);
  if (count > 0) return 0;
  call.proc.program = { kind: 'sleep' };
  call.proc.block = { on: 'ever' };
  return undefined;
};

/** busybox httpd: serves a directory; without -f it leaves a daemon behind. */
export const httpd: Applet = (call) => {
  const { flags, values } = options(call.args, 'phcru');
  const port = Number((values.get('p') ?? '80').replace(/^.*:/, ''));
  const root = absolute(call.proc.cwd, values.get('h') ?? '.');
  const model: ServerModel = {
    ...plainModel('httpd'),
    listens: [{ port, after: 0 }],
    http: { kind: 'files', root, server: 'busybox' },
    rssBytes: 139_264,
  };
  const program = { kind: 'server', model, since: call.proc.clock, logged: 0 } as const;
  if (flags.includes('f')) {
    call.proc.program = program;
    return undefined;
  }
  const { run, proc } = call;
  const nothing = [{ k: 'null' }, { k: 'null' }, { k: 'null' }] as const;
  const { argv, env, cwd, ignored } = proc;
  const daemon = spawn(run, {
    parent: proc,
    name: 'httpd',
    argv,
    env,
    cwd,
    fds: nothing,
    program,
    ignored,
  });
  daemon.parent = run.container.initPid;
  daemon.rssBytes = model.rssBytes;
  return 0;
};
