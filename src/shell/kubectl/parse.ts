// kubectl: from words to a command, or to kubectl's own complaint.

import type { Command } from '../../cluster/protocol/commands.ts';
import { local, refused, type ToolLine } from '../context.ts';
import { type Flags, parseFlags } from '../flags.ts';
import { parseAnnotate, parseCordon, parseDrain, parseLabel, parseTaint } from './change.ts';
import { parseCreate } from './create.ts';
import { parseDebug } from './debug.ts';
import { KUBECTL_FLAGS } from './flag-table.ts';
import { parseDelete, parseDescribe, parseGet, parseTop, parseWait } from './read.ts';
import { parseRun } from './run.ts';
import { parseExec, parseLogs } from './stream.ts';
import { parseApply, parseEdit, parsePatch, parseReplace, parseSet } from './write.ts';

/** A verb's own parser: flags are read already. */
type VerbParser = (line: ToolLine, flags: Flags) => Command | { readonly problem: string };

const VERBS: { readonly [verb: string]: VerbParser } = {
  annotate: parseAnnotate,
  'api-resources': () => ({ type: 'kubectl.api-resources' }),
  apply: parseApply,
  cordon: (line, flags) => parseCordon('kubectl.cordon', line, flags),
  create: parseCreate,
  debug: parseDebug,
  delete: parseDelete,
  describe: parseDescribe,
  drain: parseDrain,
  edit: parseEdit,
  exec: parseExec,
  get: parseGet,
  label: parseLabel,
  logs: parseLogs,
  patch: parsePatch,
  replace: parseReplace,
  run: parseRun,
  set: parseSet,
  taint: parseTaint,
  top: parseTop,
  uncordon: (line, flags) => parseCordon('kubectl.uncordon', line, flags),
  version: () => ({ type: 'kubectl.version' }),
  wait: parseWait,
};

/** Reads the words behind `kubectl`. */
export function parseKubectl(line: ToolLine): Command {
  const index = verbIndex(line.words);
  const verb = line.words[index];
  if (verb === undefined || verb === 'help' || verb === '--help' || verb === '-h') {
    return local(
      'kubectl controls the Kubernetes cluster manager.',
      '',
      'Served here:',
      `  ${Object.keys(VERBS).join(' ')}`,
    );
  }
  const parser = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
  if (parser === undefined) return refused('kubectl', unknownVerb(verb), 1);
  const words = [...line.words.slice(0, index), ...line.words.slice(index + 1)];
  // What runs in a container keeps its own flags.
  const result = parseFlags(words, KUBECTL_FLAGS[verb] ?? {});
  if ('problem' in result) {
    return refused('kubectl', `error: ${result.problem}\nSee 'kubectl ${verb} --help' for usage.`);
  }
  if (result.values.has('help')) return local(`Usage:\n  kubectl ${verb} [flags] [options]`);
  const command = parser({ ...line, words }, result);
  if (!('problem' in command)) return command;
  const text = command.problem.replace('<verb>', verb);
  return refused('kubectl', text.startsWith('\u0000') ? text.slice(1) : `error: ${text}`);
}

/** Flags with values may stand before the verb: `kubectl -n kube-system get pods`. */
function verbIndex(words: readonly string[]): number {
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (!word.startsWith('-')) return i;
    const takesNext = /^(-n|-s|-v|--namespace|--context|--kubeconfig|--server|--user|--cluster)$/;
    if (takesNext.test(word)) i++;
  }
  return words.length;
}

function unknownVerb(verb: string): string {
  const near = Object.keys(VERBS).filter(
    (known) => distance(verb, known) <= 2 || known.startsWith(verb),
  );
  const hint = near.length === 0 ? '' : `\n\nDid you mean this?\n\t${near.join('\n\t')}`;
  return `error: unknown command "${verb}" for "kubectl"${hint}`;
}

/** Levenshtein's distance, as cobra suggests commands by. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
