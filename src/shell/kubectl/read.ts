// kubectl's verbs that look and choose: get, describe, delete, wait, top.

import type { Command } from '../../cluster/protocol/commands.ts';
import type { KubectlWait } from '../../cluster/protocol/kubectl-commands.ts';
import { local, type ToolLine } from '../context.ts';
import { type Flags, flagNumber, flagOn, flagText, flagTexts, parseDuration } from '../flags.ts';
import {
  documentsOfFlags,
  dryRunOf,
  outputOf,
  resourceArguments,
  selectionOf,
} from './arguments.ts';

type Parsed = Command | { readonly problem: string };

/** Marks a problem that is printed without `error:` before it. */
const BARE = '\u0000';

/** `kubectl get`. */
export function parseGet(_line: ToolLine, flags: Flags): Parsed {
  const raw = flagText(flags, 'raw');
  const targets = resourceArguments(flags.args);
  if ('problem' in targets) return targets;
  const output = outputOf(flags);
  if ('problem' in output) return output;
  if (targets.found.length === 0 && raw === undefined) return { problem: `${BARE}${noResource()}` };
  const selection = selectionOf(flags);
  const isNamed = targets.found.some((target) => target.name !== undefined);
  if (isNamed && selection.allNamespaces === true) {
    return { problem: 'a resource cannot be retrieved by name across all namespaces' };
  }
  if (isNamed && selection.selector !== undefined) {
    return {
      problem: 'selectors and the all flag cannot be used when passing resource/name arguments',
    };
  }
  const columns = flagTexts(flags, 'label-columns');
  const sortBy = flagText(flags, 'sort-by');
  return {
    type: 'kubectl.get',
    ...selection,
    targets: targets.found,
    output: output.found,
    ...(flagOn(flags, 'watch') ? { isWatch: true } : {}),
    ...(flagOn(flags, 'watch-only') ? { isWatch: true, isWatchOnly: true } : {}),
    ...(flagOn(flags, 'no-headers') ? { isHeaderless: true } : {}),
    ...(flagOn(flags, 'show-labels') ? { showLabels: true } : {}),
    ...(flagOn(flags, 'show-kind') ? { showKind: true } : {}),
    ...(columns.length === 0 ? {} : { labelColumns: columns }),
    ...(sortBy === undefined ? {} : { sortBy }),
    ...(flagOn(flags, 'ignore-not-found') ? { ignoreNotFound: true } : {}),
    ...(raw === undefined ? {} : { raw }),
  };
}

function noResource(): string {
  return [
    'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.',
    '',
    'error: Required resource not specified.',
    'Use "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).',
    "See 'kubectl get -h' for help and examples",
  ].join('\n');
}

/** `kubectl describe`. */
export function parseDescribe(_line: ToolLine, flags: Flags): Parsed {
  const targets = resourceArguments(flags.args);
  if ('problem' in targets) return targets;
  if (targets.found.length === 0) {
    return {
      problem: `${BARE}You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.`,
    };
  }
  return {
    type: 'kubectl.describe',
    ...selectionOf(flags),
    targets: targets.found,
    showEvents: flagOn(flags, 'show-events', true),
  };
}

/** `kubectl delete`. */
export function parseDelete(line: ToolLine, flags: Flags): Parsed {
  const targets = resourceArguments(flags.args);
  if ('problem' in targets) return targets;
  const documents = documentsOfFlags(line, flags);
  if ('problem' in documents) return documents;
  const output = outputOf(flags);
  if ('problem' in output) return output;
  if (output.found.format !== 'table' && output.found.format !== 'name') {
    return { problem: 'unexpected -o output mode: only -o name is supported' };
  }
  const dryRun = dryRunOf(flags);
  if ('problem' in dryRun) return dryRun;
  const selection = selectionOf(flags);
  const isWide = selection.all === true || selection.selector !== undefined;
  const isUnnamed = targets.found.some((target) => target.name === undefined);
  const isFieldSelected = selection.fieldSelector !== undefined;
  if (targets.found.length === 0 && documents.found === undefined) {
    return {
      problem:
        "You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'",
    };
  }
  if (isUnnamed && !isWide && !isFieldSelected) {
    return { problem: 'resource(s) were provided, but no name was specified' };
  }
  const timeout = parseDuration(flagText(flags, 'timeout') ?? '0') ?? 0;
  const grace = flagNumber(flags, 'grace-period');
  const isNow = flagOn(flags, 'now');
  if (isNow && grace !== undefined && grace >= 0) {
    return { problem: '--now and --grace-period cannot be specified together' };
  }
  const isForced = flagOn(flags, 'force');
  if (isForced && grace !== undefined && grace > 0) {
    return {
      problem: '--force and --grace-period greater than 0 cannot be specified together',
    };
  }
  return {
    type: 'kubectl.delete',
    ...selection,
    targets: targets.found,
    ...(documents.found === undefined ? {} : { documents: documents.found }),
    ...(grace === undefined || grace < 0 ? {} : { gracePeriodSeconds: grace }),
    ...(isForced ? { isForced } : {}),
    ...(isNow ? { isNow } : {}),
    wait: flagOn(flags, 'wait', true),
    ...(timeout === 0 ? {} : { timeoutSeconds: timeout / 1_000_000 }),
    ...(flagOn(flags, 'ignore-not-found', isWide) ? { ignoreNotFound: true } : {}),
    ...(output.found.format === 'name' ? { output: output.found } : {}),
    ...(dryRun.found === 'none' ? {} : { dryRun: dryRun.found }),
  };
}

/** `kubectl wait --for=…`. */
export function parseWait(_line: ToolLine, flags: Flags): Parsed {
  const targets = resourceArguments(flags.args);
  if ('problem' in targets) return targets;
  if (targets.found.length === 0) return { problem: 'resource must be specified' };
  const condition = waitCondition(flagText(flags, 'for') ?? '');
  if (condition === undefined) {
    return { problem: `unrecognized condition: ${JSON.stringify(flagText(flags, 'for') ?? '')}` };
  }
  const timeout = parseDuration(flagText(flags, 'timeout') ?? '30s') ?? 30_000_000;
  return {
    type: 'kubectl.wait',
    ...selectionOf(flags),
    targets: targets.found,
    condition,
    timeoutSeconds: timeout / 1_000_000,
  };
}

function waitCondition(text: string): KubectlWait['condition'] | undefined {
  if (text.toLowerCase() === 'delete') return { kind: 'delete' };
  const condition = /^condition=([^=]+)(?:=(.*))?$/.exec(text);
  if (condition !== null) {
    return { kind: 'condition', name: condition[1] as string, status: condition[2] ?? 'true' };
  }
  const path = /^jsonpath='?(\{[^}]*\})'?(?:=(.*))?$/.exec(text);
  if (path === null) return undefined;
  const head = { kind: 'jsonpath', path: path[1] as string } as const;
  return path[2] === undefined ? head : { ...head, value: path[2].replace(/^'|'$/g, '') };
}

const TOP_NODES = {
  what: 'nodes',
  words: ['node', 'nodes', 'no'],
  use: 'node [NAME | -l label]',
  others: ['containers', 'sum', 'all-namespaces', 'field-selector'],
} as const;
const TOP_PODS = {
  what: 'pods',
  words: ['pod', 'pods', 'po'],
  use: 'pod [NAME | -l label]',
  others: ['show-capacity'],
} as const;

/** `kubectl top pods|nodes`; each has flags that the other does not know. */
export function parseTop(line: ToolLine, flags: Flags): Parsed {
  const [word, name, ...more] = flags.args;
  if (word === undefined) return local('Usage:\n  kubectl top [flags] [options]');
  const form = [TOP_NODES, TOP_PODS].find(({ words }) => words.some((known) => known === word));
  if (form === undefined) {
    const problem = `unknown command ${JSON.stringify(flags.args.join(' '))}`;
    return { problem: `${problem}\nSee 'kubectl top -h' for help and examples` };
  }
  const stranger = form.others.find((flag) => flags.values.has(flag));
  const [verb] = form.words;
  if (stranger !== undefined) {
    const isShort = stranger === 'all-namespaces' && line.words.includes('-A');
    const what = isShort ? "shorthand flag: 'A' in -A" : `flag: --${stranger}`;
    return { problem: `unknown ${what}\nSee 'kubectl top ${verb} --help' for usage.` };
  }
  if (more.length > 0) {
    return { problem: `${form.use}\nSee 'kubectl top ${verb} -h' for help and examples` };
  }
  const sortBy = flagText(flags, 'sort-by');
  return {
    type: 'kubectl.top',
    ...selectionOf(flags),
    what: form.what,
    ...(name === undefined ? {} : { name }),
    ...(flagOn(flags, 'containers') ? { showContainers: true } : {}),
    ...(flagOn(flags, 'no-headers') ? { isHeaderless: true } : {}),
    ...(flagOn(flags, 'show-capacity') ? { showCapacity: true } : {}),
    ...(flagOn(flags, 'show-swap') ? { showSwap: true } : {}),
    ...(flagOn(flags, 'sum') ? { isSummed: true } : {}),
    ...(sortBy === undefined ? {} : { sortBy }),
  };
}
