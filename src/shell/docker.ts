// The Docker client's words. Models docker/cli 20.10.

import type { Command } from '../cluster/protocol/commands.ts';
import type { DockerCommand } from '../cluster/protocol/node-commands.ts';
import { local, onNode, refused, type ToolLine } from './context.ts';
import { type Flags, type FlagTable, flagNumber, flagOn, flagText, parseFlags } from './flags.ts';

interface Verb {
  readonly flags: FlagTable;
  readonly least: number;
  readonly stopsAtWord?: number;
  make(flags: Flags): DockerCommand;
}

const FORCE: FlagTable = { force: { kind: 'bool', short: 'f' } };

const LOGS: FlagTable = {
  tail: { kind: 'string', short: 'n' },
  follow: { kind: 'bool', short: 'f' },
  timestamps: { kind: 'bool', short: 't' },
  since: { kind: 'string' },
};

const VERBS: { readonly [verb: string]: Verb } = {
  ps: {
    flags: {
      all: { kind: 'bool', short: 'a' },
      quiet: { kind: 'bool', short: 'q' },
      'no-trunc': { kind: 'bool' },
      filter: { kind: 'string', short: 'f' },
      format: { kind: 'string' },
    },
    least: 0,
    make: (flags) => ({
      type: 'docker.ps',
      all: flagOn(flags, 'all'),
      quiet: flagOn(flags, 'quiet'),
      noTrunc: flagOn(flags, 'no-trunc'),
    }),
  },
  kill: {
    flags: { signal: { kind: 'string', short: 's' } },
    least: 1,
    make: (flags) => ({
      type: 'docker.kill',
      containers: flags.args,
      signal: signalName(flagText(flags, 'signal') ?? 'KILL'),
    }),
  },
  rm: {
    flags: { ...FORCE, volumes: { kind: 'bool', short: 'v' } },
    least: 1,
    make: (flags) => ({
      type: 'docker.rm',
      containers: flags.args,
      isForced: flagOn(flags, 'force'),
    }),
  },
  stop: { flags: { time: { kind: 'int', short: 't' } }, least: 1, make: stop('docker.stop') },
  restart: { flags: { time: { kind: 'int', short: 't' } }, least: 1, make: stop('docker.restart') },
  start: {
    flags: {},
    least: 1,
    make: (flags) => ({ type: 'docker.start', containers: flags.args }),
  },
  exec: {
    flags: {
      interactive: { kind: 'bool', short: 'i' },
      tty: { kind: 'bool', short: 't' },
      user: { kind: 'string', short: 'u' },
      detach: { kind: 'bool', short: 'd' },
    },
    least: 2,
    stopsAtWord: 1,
    make: (flags) => ({
      type: 'docker.exec',
      container: flags.args[0] as string,
      command: flags.args.slice(1),
    }),
  },
  logs: {
    flags: LOGS,
    least: 1,
    make: (flags) => {
      const tail = flagText(flags, 'tail');
      return {
        type: 'docker.logs',
        container: flags.args[0] as string,
        ...(tail === undefined || tail === 'all' ? {} : { tail: Number(tail) }),
        ...(flagOn(flags, 'follow') ? { follow: true } : {}),
        ...(flagOn(flags, 'timestamps') ? { timestamps: true } : {}),
      };
    },
  },
  inspect: {
    flags: { format: { kind: 'string', short: 'f' }, type: { kind: 'string' } },
    least: 1,
    make: (flags) => ({ type: 'docker.inspect', objects: flags.args }),
  },
  images: {
    flags: { all: { kind: 'bool', short: 'a' }, quiet: { kind: 'bool', short: 'q' } },
    least: 0,
    make: () => ({ type: 'docker.images' }),
  },
  pull: {
    flags: { quiet: { kind: 'bool', short: 'q' } },
    least: 1,
    make: (flags) => ({ type: 'docker.pull', image: flags.args[0] as string }),
  },
  rmi: {
    flags: FORCE,
    least: 1,
    make: (flags) => ({
      type: 'docker.rmi',
      images: flags.args,
      isForced: flagOn(flags, 'force'),
    }),
  },
  tag: {
    flags: {},
    least: 2,
    make: (flags) => ({
      type: 'docker.tag',
      source: flags.args[0] as string,
      target: flags.args[1] as string,
    }),
  },
};

function stop(type: 'docker.stop' | 'docker.restart'): (flags: Flags) => DockerCommand {
  return (flags) => ({
    type,
    containers: flags.args,
    timeoutSeconds: flagNumber(flags, 'time') ?? 10,
  });
}

/** `KILL`, `SIGKILL`, `9`: all the same signal. */
export function signalName(word: string): string {
  const numbers: { readonly [number: string]: string } = {
    '1': 'SIGHUP',
    '2': 'SIGINT',
    '3': 'SIGQUIT',
    '9': 'SIGKILL',
    '10': 'SIGUSR1',
    '12': 'SIGUSR2',
    '15': 'SIGTERM',
  };
  const upper = word.toUpperCase();
  return numbers[upper] ?? (upper.startsWith('SIG') ? upper : `SIG${upper}`);
}

/** `docker container stop` is `docker stop`. */
const OLD_NAMES: { readonly [group: string]: { readonly [verb: string]: string } } = {
  container: { ls: 'ps', list: 'ps', ps: 'ps' },
  image: { ls: 'images', rm: 'rmi', pull: 'pull', tag: 'tag', inspect: 'inspect' },
};

/** Reads the words behind `docker`. */
export function parseDocker(line: ToolLine): Command {
  let [verb, ...words] = line.words;
  if (verb === 'container' || verb === 'image') {
    const group = OLD_NAMES[verb] as { readonly [name: string]: string };
    const [inner = '', ...more] = words;
    verb = group[inner] ?? inner;
    words = more;
  }
  if (verb === undefined || verb === '--help' || verb === 'help') {
    return local('Usage:  docker [OPTIONS] COMMAND', '', Object.keys(VERBS).sort().join(' '));
  }
  const known = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
  if (known === undefined) {
    const text = `docker: '${verb}' is not a docker command.\nSee 'docker --help'`;
    return refused('docker', text);
  }
  const flags = parseFlags(words, known.flags, known.stopsAtWord);
  if ('problem' in flags) {
    return refused('docker', `${flags.problem}\nSee 'docker ${verb} --help'.`, 125);
  }
  if (flags.args.length < known.least) {
    const many = known.least === 1 ? 'at least 1 argument' : `exactly ${known.least} arguments`;
    const text = `"docker ${verb}" requires ${many}.\nSee 'docker ${verb} --help'.`;
    return refused('docker', text);
  }
  return { ...onNode(line), ...known.make(flags) };
}
