// The program engine: starts containers, runs their processes until all wait, delivers signals.
// Pure: a container and what surrounds it go in, the next container and effects come out.

import { emptyMap, get, set } from '../../../base/persistent-map.ts';
import type { ReplyTo } from '../../../kernel/component.ts';
import type { Micros } from '../../../kernel/time.ts';
import type { ExecProcess, StartProcess } from '../../protocol/linux.ts';
import { imageOf } from '../image-catalog.ts';
import { parseImageName } from '../image-name.ts';
import { imageFiles, isKnownImage } from '../programs/image-files.ts';
import { guessedModel } from '../programs/models.ts';
import { locate, stat } from './files.ts';
import { makePipe } from './io.ts';
import type { Found } from './load.ts';
import { DEFAULT_PATH, execve, findProgram } from './load.ts';
import { NO_LOGS } from './logs.ts';
import type { Run } from './machine.ts';
import type { Container, Fd, FileTree, Proc } from './model.ts';
import { NO_DISK, NO_WIRE } from './nothing.ts';
import { absolute, dirNode, fileNode, parentOf } from './paths.ts';
import { finishExec, readyAt, spawn } from './processes.ts';
import { stepProgram } from './programs.ts';
import { deliver } from './signals.ts';
import { UNUSED } from './usage.ts';

/** How far processes may run ahead of the wake; one that is ahead waits for its own wake. */
const HORIZON = 10_000;
/** Steps of one wake; what is left goes on at once in another. */
const STEPS = 20_000;

/** Steps in one burst after which a process counts as spinning, and how long a step takes then. */
const BURST = 4_000;
const SPIN_STEP = 200_000;
const WHOLE_CORE = 1_000;

/** Runs whatever can run until everything waits. */
export function runProcesses(run: Run): void {
  for (let steps = 0; steps < STEPS && run.end === undefined; ) {
    const proc = nextProc(run);
    if (proc === undefined) return;
    proc.clock = readyAt(run, proc) ?? proc.clock;
    if (proc.block !== undefined) proc.burst = 0;
    proc.block = undefined;
    while (run.end === undefined && proc.exit === undefined && proc.block === undefined) {
      const before = proc.clock;
      stepProgram(run, proc);
      steps++;
      slowDown(proc, before);
      if (proc.clock > run.now + HORIZON || steps >= STEPS) break;
    }
    if (proc.block !== undefined && proc.burst >= BURST) proc.cpuMillis = 0;
  }
}

/** A long burst is a busy loop: from then on it wants a core, and each step takes a while. */
function slowDown(proc: Proc, before: Micros): void {
  if (proc.exit !== undefined || ++proc.burst < BURST) return;
  proc.clock = (Math.max(proc.clock, before) + SPIN_STEP) as Micros;
  proc.cpuMillis = WHOLE_CORE;
}

/** The process that is furthest behind among those that can run within the horizon. */
function nextProc(run: Run): Proc | undefined {
  let best: Proc | undefined;
  let bestAt = run.now + HORIZON + 1;
  for (const proc of run.procs.values()) {
    const at = readyAt(run, proc);
    if (at === undefined || at >= bestAt || (at > run.now && isFuture(proc))) continue;
    best = proc;
    bestAt = at;
  }
  return best;
}

/** What waits for an instant wakes then, not before. */
function isFuture(proc: Proc): boolean {
  return proc.block !== undefined && 'until' in proc.block && proc.block.until !== undefined;
}

/** When the container has to be looked at again. */
export function nextWake(run: Run): Micros | undefined {
  let next: number | undefined;
  for (const proc of run.procs.values()) {
    const at = readyAt(run, proc);
    if (at !== undefined && (next === undefined || at < next)) next = at;
  }
  for (const exec of run.execs) {
    if (exec.deadline !== undefined && (next === undefined || exec.deadline < next))
      next = exec.deadline;
  }
  return next === undefined ? undefined : (Math.max(next, run.now) as Micros);
}

/** The tree of files an image starts with. */
export function imageTree(image: string): FileTree {
  let tree: FileTree = emptyMap();
  const at = 0 as Micros;
  for (const file of imageFiles(image)) {
    if (file.path.endsWith('/')) tree = set(tree, file.path.slice(0, -1), dirNode(at));
    else {
      tree = withParents(tree, file.path, at);
      tree = set(tree, file.path, fileNode(file.text, at, file.isProgram ? 0o755 : 0o644));
    }
  }
  return tree;
}

function withParents(tree: FileTree, path: string, at: Micros): FileTree {
  for (let each = parentOf(path); each !== '/'; each = parentOf(each)) {
    if (get(tree, each) === undefined) tree = set(tree, each, dirNode(at));
  }
  return tree;
}

/** What runc itself takes in a new cgroup, before it becomes the program: as recorded. */
const RUNC_BYTES = 4_313_088;

function startBytes({ limits }: StartProcess): number {
  return Math.min(RUNC_BYTES, limits.memoryBytes ?? RUNC_BYTES);
}

/** A container that is about to start: its files with mount points, no process yet. */
export function newContainer(
  spec: StartProcess,
  owner: ReplyTo,
  base: FileTree,
  now: Micros,
  initPid: number,
  hostPid: number,
): Container {
  const mounts = spec.mounts.map((mount) => ({
    ...mount,
    source: absolute('/', mount.source),
    target: absolute('/', mount.target),
  }));
  return {
    id: spec.containerId,
    spec: { ...spec, mounts },
    owner,
    startedAt: now,
    isGuess: false,
    hostPid,
    initPid,
    procs: [],
    descs: [],
    nextDesc: 1,
    execs: [],
    layer: base,
    layerBytes: 0,
    logs: NO_LOGS,
    followers: [],
    end: undefined,
    isOomKilled: false,
    usage: { ...UNUSED, since: now },
    peakBytes: startBytes(spec),
    pageFaults: 0,
    oomKills: 0,
    disk: NO_DISK,
    wire: NO_WIRE,
    wakeAt: undefined,
  };
}

/** Makes the mount points and the working directory, as runc does. */
export function prepareRoot(run: Run): void {
  const { mounts, program } = run.container.spec;
  for (const { source, target } of mounts) {
    if (source !== '/' && get(run.outside.host, source) === undefined) {
      run.outside.host = set(
        withParents(run.outside.host, source, run.now),
        source,
        dirNode(run.now),
      );
    }
    if (target === '/') continue;
    run.layer = withParents(run.layer, target, run.now);
    run.layer = set(run.layer, target, dirNode(run.now));
  }
  const cwd = absolute('/', program.workingDir === '' ? '/' : program.workingDir);
  const place = locate(run, cwd);
  if (cwd === '/' || place.store === 'host') return;
  run.layer = set(withParents(run.layer, cwd, run.now), cwd, dirNode(run.now));
}

/** Why runc could not start a program. */
export interface StartError {
  readonly error: string;
  readonly exitCode: number;
}

const LOG_FDS: readonly Fd[] = [
  { k: 'null' },
  { k: 'log', stream: 'stdout' },
  { k: 'log', stream: 'stderr' },
];

/** Starts the first process. */
export function startInit(run: Run): StartError | Proc {
  const { program } = run.container.spec;
  const user = unknownUser(run, program.user);
  if (user !== undefined) return { error: user, exitCode: 1 };
  const { override } = run.outside;
  const isOwn = override !== undefined && isOwnCommand(program.image, program.argv);
  const argv = (isOwn ? override.argv : undefined) ?? program.argv;
  const env = initialEnv(run);
  const cwd = absolute('/', program.workingDir === '' ? '/' : program.workingDir);
  const stdin: Fd = program.isStdinOpen === true ? { k: 'open' } : { k: 'null' };
  const proc = spawn(run, {
    parent: undefined,
    name: argv[0] ?? '',
    argv,
    env,
    cwd,
    fds: [stdin, ...LOG_FDS.slice(1)],
    program: { kind: 'sleep' },
    ignored: [],
  });
  const found = findProgram(run, proc, argv, pathOf(env));
  if (found.isFound) {
    execve(run, proc, argv, env, found);
    const isSaid = isOwn && override.argv === undefined;
    return isSaid && !isServer(proc) ? guess(run, proc, argv) : proc;
  }
  return isKnownImage(program.image) ? startError(run, proc, argv, found) : guess(run, proc, argv);
}

/** Whether a container runs what its image runs when nobody says otherwise. */
function isOwnCommand(image: string, argv: readonly string[]): boolean {
  const name = parseImageName(image);
  if (name === undefined || argv.length === 0) return true;
  const { Entrypoint, Cmd } = imageOf(name).config;
  return [...Entrypoint, ...Cmd].join('\0') === argv.join('\0');
}

function isServer({ program }: Proc): boolean {
  return program.kind === 'server' || (program.kind === 'applet' && program.name.includes(':'));
}

/** An image nobody knows is given a program that stays alive; the page says that it is a guess. */
function guess(run: Run, proc: Proc, argv: readonly string[]): Proc {
  const model = guessedModel((argv[0] ?? 'app').replace(/^.*\//, ''), run.outside.override);
  run.isGuess = model.isGuess === true;
  proc.program = { kind: 'server', model, since: proc.clock, logged: 0 };
  proc.rssBytes = model.rssBytes;
  proc.cpuMillis = model.cpuMillis;
  return proc;
}

function startError(
  run: Run,
  proc: Proc,
  argv: readonly string[],
  found: Found & { isFound: false },
): StartError {
  const name = argv[0] ?? '';
  run.procs.delete(proc.pid);
  if (found.errno === 'EACCES')
    return { error: `exec: "${name}": permission denied`, exitCode: 126 };
  if (!name.includes('/')) {
    return { error: `exec: "${name}": executable file not found in $PATH`, exitCode: 127 };
  }
  return { error: `exec: "${name}": stat ${name}: no such file or directory`, exitCode: 127 };
}

function unknownUser(run: Run, user: string): string | undefined {
  const name = user.split(':')[0] ?? '';
  if (name === '' || /^\d+$/.test(name)) return undefined;
  if (!isKnownImage(run.container.spec.program.image)) return undefined;
  const node = stat(run, ROOT_PROC, '/etc/passwd');
  const isThere = (node?.text ?? '').split('\n').some((row) => row.startsWith(`${name}:`));
  return isThere || node === undefined
    ? undefined
    : `unable to find user ${name}: no matching entries in passwd file`;
}

/** Only its directory is looked at. */
const ROOT_PROC: Proc = {
  pid: 0,
  hostPid: 0,
  parent: 0,
  name: '',
  argv: [],
  env: [],
  cwd: '/',
  fds: [],
  program: { kind: 'sleep' },
  block: undefined,
  clock: 0 as Micros,
  ignored: [],
  rssBytes: 0,
  cpuMillis: 0,
  burst: 0,
  exit: undefined,
  startedAt: 0 as Micros,
  execId: 0,
};

function initialEnv(run: Run): readonly (readonly [string, string])[] {
  const { env, hostname, user } = run.container.spec.program;
  const variables = new Map<string, string>([
    ['PATH', DEFAULT_PATH],
    ['HOSTNAME', hostname],
  ]);
  for (const { name, value } of env) variables.set(name, value);
  if (!variables.has('HOME'))
    variables.set('HOME', user === '' || user === '0' || user === 'root' ? '/root' : '/');
  return [...variables];
}

function pathOf(env: readonly (readonly [string, string])[]): string {
  return env.find(([name]) => name === 'PATH')?.[1] ?? DEFAULT_PATH;
}

/** Starts a program beside the first process; gives why it could not be started. */
export function startExec(run: Run, ask: ExecProcess, replyTo: ReplyTo): StartError | undefined {
  const { program } = run.container.spec;
  const stdout = makePipe(run);
  const stderr = makePipe(run);
  const stdin: Fd = ask.stdin === undefined ? { k: 'null' } : makePipe(run, ask.stdin).read;
  const variables = new Map(initialEnv(run));
  for (const { name, value } of ask.env ?? []) variables.set(name, value);
  const env = [...variables];
  const id = run.nextDesc++;
  const cwd = absolute(
    '/',
    ask.workingDir ?? (program.workingDir === '' ? '/' : program.workingDir),
  );
  const proc = spawn(run, {
    parent: undefined,
    name: ask.argv[0] ?? '',
    argv: ask.argv,
    env,
    cwd,
    fds: [stdin, stdout.write, stderr.write],
    program: { kind: 'sleep' },
    ignored: [],
    execId: id,
  });
  const found = findProgram(run, proc, ask.argv, pathOf(env));
  if (!found.isFound) return startError(run, proc, ask.argv, found);
  run.execs = [
    ...run.execs,
    {
      id,
      pid: proc.pid,
      replyTo,
      stdout: stdout.id,
      stderr: stderr.id,
      deadline: ask.timeout === undefined ? undefined : ((run.now + ask.timeout) as Micros),
      isKilledOnTimeout: ask.isKilledOnTimeout ?? true,
    },
  ];
  execve(run, proc, ask.argv, env, found);
  return undefined;
}

/** Ends execs whose time is up. */
export function expireExecs(run: Run): void {
  for (const exec of run.execs) {
    if (exec.deadline === undefined || exec.deadline > run.now) continue;
    const proc = run.procs.get(exec.pid);
    if (proc === undefined) continue;
    finishExec(run, proc, true);
    proc.execId = 0;
    if (exec.isKilledOnTimeout) deliver(run, proc, 'SIGKILL');
  }
}

/** A signal to one process, from outside its namespace. */
export function signalPid(run: Run, pid: number, signal: string): boolean {
  const proc = run.procs.get(pid);
  if (proc === undefined || proc.exit !== undefined) return false;
  deliver(run, proc, signal);
  return true;
}
