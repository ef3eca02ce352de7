// kubectl's verbs that stream: logs and exec.

import type { Command } from '../../cluster/protocol/commands.ts';
import type { ResourceArgument } from '../../cluster/protocol/kubectl-commands.ts';
import type { ToolLine } from '../context.ts';
import { type Flags, flagNumber, flagOn, flagText, parseDuration } from '../flags.ts';
import { namespaceOf, selectionOf } from './arguments.ts';

type Parsed = Command | { readonly problem: string };

/** `kubectl logs POD [CONTAINER]`. */
export function parseLogs(_line: ToolLine, flags: Flags): Parsed {
  const [first, second] = flags.args;
  const selection = selectionOf(flags);
  if (first === undefined && selection.selector === undefined) {
    return {
      problem:
        "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command\nSee 'kubectl logs -h' for help and examples",
    };
  }
  const container = flagText(flags, 'container') ?? second;
  const tail = flagNumber(flags, 'tail');
  const since = parseDuration(flagText(flags, 'since') ?? '0') ?? 0;
  const limit = flagNumber(flags, 'limit-bytes');
  return {
    type: 'kubectl.logs',
    ...selection,
    pod: podArgument(first),
    ...(container === undefined ? {} : { container }),
    ...(flagOn(flags, 'all-containers') ? { allContainers: true } : {}),
    ...(flagOn(flags, 'previous') ? { previous: true } : {}),
    ...(flagOn(flags, 'follow') ? { follow: true } : {}),
    ...(tail === undefined || tail < 0 ? {} : { tail }),
    ...(since === 0 ? {} : { sinceSeconds: since / 1_000_000 }),
    ...(flagOn(flags, 'timestamps') ? { timestamps: true } : {}),
    ...(limit === undefined || limit === 0 ? {} : { limitBytes: limit }),
  };
}

/** `kubectl exec POD -- COMMAND`. */
export function parseExec(_line: ToolLine, flags: Flags): Parsed {
  const [pod, ...words] = flags.args;
  if (pod === undefined) {
    return {
      problem: 'pod, type/name or --filename must be specified',
    };
  }
  // Without `--` newer kubectl refuses; older ones took the words as the command.
  const command = flags.rest ?? words;
  if (flags.rest === undefined && words.length > 0) {
    return {
      problem:
        "exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\nSee 'kubectl exec -h' for help and examples",
    };
  }
  if (command.length === 0) {
    return { problem: 'you must specify at least one command for the container' };
  }
  const container = flagText(flags, 'container');
  return {
    type: 'kubectl.exec',
    ...namespaceOf(flags),
    pod: podArgument(pod),
    ...(container === undefined ? {} : { container }),
    command,
    ...(flagOn(flags, 'stdin') ? { stdin: true } : {}),
    ...(flagOn(flags, 'tty') ? { tty: true } : {}),
  };
}

function podArgument(word: string | undefined): ResourceArgument {
  if (word === undefined) return { resource: 'pods' };
  const slash = word.indexOf('/');
  if (slash < 0) return { resource: 'pods', name: word };
  return { resource: word.slice(0, slash), name: word.slice(slash + 1) };
}
