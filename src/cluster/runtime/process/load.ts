// Finding and loading programs: what runc and a shell do with argv[0]. A program in an image is a
// file with a mark instead of machine code, so it can be copied, removed and looked for.

import { get } from '../../../base/persistent-map.ts';
import { parseShellScript } from '../../../formats/shell-script.ts';
import { PROGRAM_MARK } from '../programs/image-files.ts';
import { modelOf } from '../programs/models.ts';
import { readFile, stat } from './files.ts';
import { writeFd } from './io.ts';
import type { Run } from './machine.ts';
import type { FsNode, Proc, Program, ShellProgram, Variables } from './model.ts';
import { absolute, baseOf, isBelow } from './paths.ts';
import { SHELL_BYTES, setMemory, spend, TOOL_BYTES } from './processes.ts';
import { listFrame } from './shell-state.ts';
import { tellWorkload } from './workload.ts';

/** Where the shell looks when nothing is said. */
export const DEFAULT_PATH: string = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** A program, or why there is none. */
export type Found =
  | {
      readonly isFound: true;
      readonly name: string;
      readonly path: string;
      readonly script?: string;
    }
  | { readonly isFound: false; readonly errno: 'ENOENT' | 'EACCES' };

/** Finds the file that argv[0] names. */
export function findProgram(
  run: Run,
  proc: Proc,
  argv: readonly string[],
  path: string = DEFAULT_PATH,
): Found {
  const name = argv[0] ?? '';
  if (name === '') return { isFound: false, errno: 'ENOENT' };
  if (name.includes('/')) return programAt(run, proc, name);
  let denied = false;
  for (const directory of path.split(':')) {
    const found = programIn(run, proc, directory, name);
    if (found.isFound) return found;
    denied ||= found.errno === 'EACCES';
  }
  return { isFound: false, errno: denied ? 'EACCES' : 'ENOENT' };
}

/** Most directories of a PATH do not hold the program: that is found out cheaply. */
function programIn(run: Run, proc: Proc, directory: string, name: string): Found {
  const path = `${directory === '' ? '.' : directory}/${name}`;
  const isPlain =
    path.startsWith('/') && !run.container.spec.mounts.some((mount) => isBelow(path, mount.target));
  if (isPlain && get(run.layer, path) === undefined) return { isFound: false, errno: 'ENOENT' };
  return programAt(run, proc, path);
}

function programAt(run: Run, proc: Proc, path: string): Found {
  const node = stat(run, proc, path);
  if (node === undefined) return { isFound: false, errno: 'ENOENT' };
  if (node.isDir || (node.mode & 0o111) === 0) return { isFound: false, errno: 'EACCES' };
  const whole = absolute(proc.cwd, path);
  if (!node.text.startsWith(PROGRAM_MARK)) return scriptAt(node, whole);
  const marked = node.text.slice(PROGRAM_MARK.length);
  return { isFound: true, name: marked === 'busybox' ? baseOf(path) : marked, path: whole };
}

function scriptAt(node: FsNode, path: string): Found {
  const interpreter = /^#!\s*(\S+)(?:\s+(\S+))?/.exec(node.text);
  const name = baseOf(interpreter?.[1] ?? 'sh');
  const actual = name === 'env' ? (interpreter?.[2] ?? 'sh') : name;
  return { isFound: true, name: actual, path, script: path };
}

/** Makes a process run a program that was found. */
export function execve(
  run: Run,
  proc: Proc,
  argv: readonly string[],
  env: readonly (readonly [string, string])[],
  found: Found & { isFound: true },
): void {
  proc.argv = found.script === undefined ? argv : [found.name, found.script, ...argv.slice(1)];
  proc.env = env;
  proc.name = baseOf(found.script ?? argv[0] ?? found.name).slice(0, 15);
  proc.burst = 0;
  spend(run, proc, 400);
  proc.program = programOf(run, proc, found.name);
  setMemory(run, proc, memoryFor(proc.program));
  proc.cpuMillis = proc.program.kind === 'server' ? proc.program.model.cpuMillis : 0;
  tellWorkload(run, proc, true);
}

function memoryFor(program: Program): number {
  if (program.kind === 'server') return program.model.rssBytes;
  return program.kind === 'shell' ? SHELL_BYTES : TOOL_BYTES;
}

const SHELLS: ReadonlySet<string> = new Set(['sh', 'ash', 'bash', 'dash']);

function programOf(run: Run, proc: Proc, name: string): Program {
  if (SHELLS.has(name)) return shellProgram(run, proc);
  const model = modelOf(name, {
    argv: proc.argv,
    env: proc.env,
    image: run.container.spec.program.image,
    hostname: run.container.spec.program.hostname,
    ip: run.outside.ip,
    override: proc.pid === run.container.initPid ? run.outside.override : undefined,
  });
  if (model !== undefined) {
    if (model.isGuess === true && proc.pid === run.container.initPid) run.isGuess = true;
    return { kind: 'server', model, since: proc.clock, logged: 0 };
  }
  return { kind: 'applet', name };
}

/** A shell from its command line: `-c text`, a script file, or commands from stdin. */
function shellProgram(run: Run, proc: Proc): Program {
  const args = proc.argv.slice(1);
  let options = '';
  let isCommand = false;
  while (args[0] !== undefined && /^[-+][a-z]+$/i.test(args[0])) {
    const option = args.shift() ?? '';
    if (option === '-o') args.shift();
    if (option.includes('c')) isCommand = true;
    if (option.startsWith('-')) options += option.slice(1).replace(/[^aefux]/g, '');
  }
  if (args[0]?.startsWith('--') === true) args.shift();
  const text = isCommand
    ? args.shift()
    : args[0] === undefined
      ? undefined
      : scriptText(run, proc, args[0]);
  if (typeof text === 'number') return ended(text);
  const rest = isCommand ? args : args.slice(1);
  const arg0 = (isCommand ? rest.shift() : args[0]) ?? proc.argv[0] ?? 'sh';
  const shell = newShell(proc, arg0, rest, options, flavorOf(run, proc));
  if (text === undefined) return { ...shell, frames: { t: 'stdin', next: null } };
  const script = parseShellScript(text);
  if (!script.isOk) {
    writeFd(run, proc, 2, `${arg0}: syntax error: ${script.error}\n`);
    return ended(2);
  }
  return { ...shell, frames: listFrame(script.body, true, null) };
}

function ended(code: number): Program {
  return { kind: 'stopping', at: 0 as Proc['clock'], code, log: [] };
}

function scriptText(run: Run, proc: Proc, path: string): string | number {
  const node = readFile(run, proc, path);
  if (typeof node !== 'string') return node.text;
  const ash = `sh: can't open '${path}': No such file or directory`;
  const dash = `sh: 0: cannot open ${path}: No such file`;
  writeFd(run, proc, 2, `${flavorOf(run, proc) === 'ash' ? ash : dash}\n`);
  return flavorOf(run, proc) === 'ash' ? 2 : 127;
}

/** Which shell the image has: busybox's, Debian's, or bash where it was asked for by name. */
function flavorOf(run: Run, proc: Proc): ShellProgram['flavor'] {
  if (baseOf(proc.argv[0] ?? '') === 'bash') return 'bash';
  return get(run.layer, '/bin/busybox') === undefined ? 'dash' : 'ash';
}

function newShell(
  proc: Proc,
  arg0: string,
  params: readonly string[],
  options: string,
  flavor: ShellProgram['flavor'],
): ShellProgram {
  const vars: Record<string, Variables[string]> = {};
  for (const [name, value] of proc.env) {
    if (/^[A-Za-z_]\w*$/.test(name)) vars[name] = { value, isExported: true };
  }
  vars['PWD'] = { value: proc.cwd, isExported: true };
  vars['PPID'] = { value: String(proc.parent), isExported: false };
  return {
    kind: 'shell',
    frames: null,
    vars,
    arg0,
    params,
    functions: {},
    status: 0,
    lastBackground: 0,
    mainPid: proc.pid,
    traps: {},
    pendingTraps: [],
    options,
    isSubshell: false,
    isExiting: false,
    heapBytes: 0,
    flavor,
  };
}
