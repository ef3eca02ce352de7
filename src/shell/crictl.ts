// crictl and ctr: the clients of CRI and of containerd itself. Models cri-tools and containerd's
// ctr.

import type { Command } from '../cluster/protocol/commands.ts';
import type { CrictlCommand, CtrCommand, CtrContainer } from '../cluster/protocol/node-commands.ts';
import { local, onNode, refused, type ToolLine } from './context.ts';
import { signalName } from './docker.ts';
import { type Flags, type FlagTable, flagNumber, flagOn, flagText, parseFlags } from './flags.ts';

interface Verb<C> {
  readonly flags: FlagTable;
  readonly least: number;
  readonly stopsAtWord?: number;
  make(flags: Flags): C;
}

const QUIET: FlagTable = { quiet: { kind: 'bool', short: 'q' } };
const FORCE: FlagTable = { force: { kind: 'bool', short: 'f' } };
const OUTPUT: FlagTable = { output: { kind: 'string', short: 'o' } };

const CRICTL: { readonly [verb: string]: Verb<CrictlCommand> } = {
  ps: {
    flags: { ...QUIET, ...OUTPUT, all: { kind: 'bool', short: 'a' } },
    least: 0,
    make: (f) => ({ type: 'crictl.ps', all: flagOn(f, 'all'), quiet: flagOn(f, 'quiet') }),
  },
  pods: {
    flags: { ...QUIET, ...OUTPUT },
    least: 0,
    make: (f) => ({ type: 'crictl.pods', quiet: flagOn(f, 'quiet') }),
  },
  stop: {
    flags: { timeout: { kind: 'int', short: 't' } },
    least: 1,
    make: (f) => ({
      type: 'crictl.stop',
      containers: f.args,
      timeoutSeconds: flagNumber(f, 'timeout') ?? 0,
    }),
  },
  rm: {
    flags: FORCE,
    least: 1,
    make: (f) => ({ type: 'crictl.rm', containers: f.args, isForced: flagOn(f, 'force') }),
  },
  stopp: { flags: {}, least: 1, make: (f) => ({ type: 'crictl.stopp', pods: f.args }) },
  rmp: {
    flags: FORCE,
    least: 1,
    make: (f) => ({ type: 'crictl.rmp', pods: f.args, isForced: flagOn(f, 'force') }),
  },
  images: { flags: { ...QUIET, ...OUTPUT }, least: 0, make: () => ({ type: 'crictl.images' }) },
  pull: {
    flags: {},
    least: 1,
    make: (f) => ({ type: 'crictl.pull', image: f.args[0] as string }),
  },
  rmi: { flags: FORCE, least: 1, make: (f) => ({ type: 'crictl.rmi', images: f.args }) },
  logs: {
    flags: { tail: { kind: 'int' }, follow: { kind: 'bool', short: 'f' } },
    least: 1,
    make: (f) => {
      const tail = flagNumber(f, 'tail');
      const head = { type: 'crictl.logs', container: f.args[0] as string } as const;
      return tail === undefined ? head : { ...head, tail };
    },
  },
  exec: {
    flags: {
      interactive: { kind: 'bool', short: 'i' },
      tty: { kind: 'bool', short: 't' },
      sync: { kind: 'bool', short: 's' },
    },
    least: 2,
    stopsAtWord: 1,
    make: (f) => ({
      type: 'crictl.exec',
      container: f.args[0] as string,
      command: f.args.slice(1),
    }),
  },
  inspect: {
    flags: OUTPUT,
    least: 1,
    make: (f) => ({ type: 'crictl.inspect', container: f.args[0] as string }),
  },
  inspectp: {
    flags: OUTPUT,
    least: 1,
    make: (f) => ({ type: 'crictl.inspectp', pod: f.args[0] as string }),
  },
};

/** Reads the words behind `crictl`. */
export function parseCrictl(line: ToolLine): Command {
  const [verb, ...words] = line.words;
  if (verb === undefined || verb === 'help' || verb === '--help') {
    return local('crictl - client for CRI', '', Object.keys(CRICTL).sort().join(' '));
  }
  const known = Object.hasOwn(CRICTL, verb) ? CRICTL[verb] : undefined;
  if (known === undefined) return refused('crictl', `No help topic for '${verb}'`, 3);
  const flags = parseFlags(words, known.flags, known.stopsAtWord);
  if ('problem' in flags) return refused('crictl', incorrectUsage(flags.problem));
  if (flags.args.length < known.least) {
    return refused('crictl', 'FATA[0000] ID cannot be empty');
  }
  return { ...onNode(line), ...known.make(flags) };
}

/** The cli library's words for what pflag says otherwise. */
function incorrectUsage(problem: string): string {
  const flag = /--?([\w-]+)/.exec(problem)?.[1] ?? problem;
  return `Incorrect Usage: flag provided but not defined: -${flag}`;
}

/** A container as the recordings name it, or an id. */
export function ctrContainer(word: string): CtrContainer {
  const match = /^([^/]+)\/([^/#]+)#(\d+)$/.exec(word);
  if (match === null) return { id: word };
  return { pod: match[1] as string, container: match[2] as string, attempt: Number(match[3]) };
}

const CTR: { readonly [verb: string]: Verb<CtrCommand> } = {
  'tasks kill': {
    flags: { signal: { kind: 'string', short: 's' }, all: { kind: 'bool', short: 'a' } },
    least: 1,
    make: (f) => ({
      type: 'ctr.tasks-kill',
      container: ctrContainer(f.args[0] as string),
      signal: signalName(flagText(f, 'signal') ?? 'SIGTERM'),
    }),
  },
  'tasks delete': {
    flags: FORCE,
    least: 1,
    make: (f) => ({
      type: 'ctr.tasks-delete',
      container: ctrContainer(f.args[0] as string),
      isForced: flagOn(f, 'force'),
    }),
  },
  'tasks ls': { flags: QUIET, least: 0, make: () => ({ type: 'ctr.tasks-ls' }) },
  'containers delete': {
    flags: {},
    least: 1,
    make: (f) => ({ type: 'ctr.containers-delete', container: ctrContainer(f.args[0] as string) }),
  },
  'containers ls': { flags: QUIET, least: 0, make: () => ({ type: 'ctr.containers-ls' }) },
  'images tag': {
    flags: { force: { kind: 'bool' } },
    least: 2,
    make: (f) => ({
      type: 'ctr.images-tag',
      source: f.args[0] as string,
      target: f.args[1] as string,
    }),
  },
};

const CTR_WORDS: { readonly [word: string]: string } = {
  t: 'tasks',
  task: 'tasks',
  c: 'containers',
  container: 'containers',
  i: 'images',
  image: 'images',
  rm: 'delete',
  remove: 'delete',
  del: 'delete',
  list: 'ls',
};

/** Reads the words behind `ctr`. */
export function parseCtr(line: ToolLine): Command {
  const global = parseFlags(line.words, { namespace: { kind: 'string', short: 'n' } }, 2);
  if ('problem' in global) return refused('ctr', `ctr: ${incorrectUsage(global.problem)}`);
  const [group = '', verb = '', ...words] = global.args;
  const name = `${CTR_WORDS[group] ?? group} ${CTR_WORDS[verb] ?? verb}`;
  const known = Object.hasOwn(CTR, name) ? CTR[name] : undefined;
  if (known === undefined) return refused('ctr', `No help topic for '${group} ${verb}'`.trim(), 3);
  if (flagText(global, 'namespace') !== 'k8s.io') {
    return refused(
      'ctr',
      'ctr: the containers of Kubernetes are in namespace k8s.io: use -n k8s.io',
    );
  }
  const flags = parseFlags(words, known.flags);
  if ('problem' in flags) return refused('ctr', `ctr: ${incorrectUsage(flags.problem)}`);
  if (flags.args.length < known.least) return refused('ctr', 'ctr: container id must be provided');
  return { ...onNode(line), ...known.make(flags) };
}
