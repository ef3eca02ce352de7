// etcdctl: reading and, for the brave, writing etcd. Models etcdctl v3.

import type { Command } from '../cluster/protocol/commands.ts';
import { refused, type ToolLine } from './context.ts';
import { type FlagTable, flagNumber, flagOn, flagText, parseFlags } from './flags.ts';

const FLAGS: FlagTable = {
  prefix: { kind: 'bool' },
  'keys-only': { kind: 'bool' },
  limit: { kind: 'int' },
  rev: { kind: 'int' },
  'from-key': { kind: 'bool' },
  'write-out': { kind: 'string', short: 'w' },
  endpoints: { kind: 'string' },
  cacert: { kind: 'string' },
  cert: { kind: 'string' },
  key: { kind: 'string' },
};

const VERBS = ['get', 'put', 'del', 'watch'];

/** Reads the words behind `etcdctl`. */
export function parseEtcdctl(line: ToolLine): Command {
  const flags = parseFlags(line.words, FLAGS);
  if ('problem' in flags) return refused('etcdctl', `Error: ${flags.problem}`);
  const [verb = '', key, value] = flags.args;
  if (!VERBS.includes(verb)) {
    const text = `Error: unknown command "${verb}" for "etcdctl"\nRun 'etcdctl --help' for usage.`;
    return refused('etcdctl', text);
  }
  if (key === undefined) {
    return refused('etcdctl', `Error: bad arguments: ${verb} command needs a key`, 128);
  }
  const isPrefix = flagOn(flags, 'prefix');
  const revision = flagNumber(flags, 'rev');
  const atRevision = revision === undefined ? {} : { revision };
  switch (verb) {
    case 'put': {
      const text = value ?? line.stdin;
      if (text === undefined) {
        return refused('etcdctl', 'Error: put command needs 1 argument and input from stdin', 128);
      }
      return { type: 'etcdctl.put', key, value: text };
    }
    case 'del':
      return { type: 'etcdctl.del', key, isPrefix };
    case 'watch':
      return { type: 'etcdctl.watch', key, isPrefix, ...atRevision };
    default: {
      const limit = flagNumber(flags, 'limit');
      const output = flagText(flags, 'write-out');
      const rangeEnd = flagOn(flags, 'from-key') ? '\0' : value;
      return {
        type: 'etcdctl.get',
        key,
        isPrefix,
        isKeysOnly: flagOn(flags, 'keys-only'),
        output: output === 'json' || output === 'fields' ? output : 'simple',
        ...(rangeEnd === undefined ? {} : { rangeEnd }),
        ...(limit === undefined || limit === 0 ? {} : { limit }),
        ...atRevision,
      };
    }
  }
}
