// kubectl's verbs that change one thing: label, annotate, taint, cordon, uncordon, drain.

import type { Command } from '../../cluster/protocol/commands.ts';
import type { KeyChange } from '../../cluster/protocol/kubectl-commands.ts';
import type { ToolLine } from '../context.ts';
import { type Flags, flagNumber, flagOn, flagText, parseDuration } from '../flags.ts';
import { type Found, resourceArguments, selectionOf } from './arguments.ts';

type Parsed = Command | { readonly problem: string };

/** `kubectl label`. */
export function parseLabel(_line: ToolLine, flags: Flags): Parsed {
  return keyed('kubectl.label', 'label', flags);
}

/** `kubectl annotate`. */
export function parseAnnotate(_line: ToolLine, flags: Flags): Parsed {
  return keyed('kubectl.annotate', 'annotation', flags);
}

function keyed(type: 'kubectl.label' | 'kubectl.annotate', noun: string, flags: Flags): Parsed {
  const isChange = (arg: string): boolean => /^[^=]+=/.test(arg) || /-$/.test(arg);
  const start = flags.args.findIndex((arg, i) => i > 0 && isChange(arg));
  const names = start < 0 ? flags.args : flags.args.slice(0, start);
  const resources = resourceArguments(names);
  if ('problem' in resources) return resources;
  const selection = selectionOf(flags);
  const isWide = selection.all === true || selection.selector !== undefined;
  if (resources.found.some((target) => target.name === undefined) && !isWide) {
    return { problem: 'resource(s) were provided, but no name was specified' };
  }
  if (resources.found.length === 0) {
    return {
      problem: 'one or more resources must be specified as <resource> <name> or <resource>/<name>',
    };
  }
  const changes = (start < 0 ? [] : flags.args.slice(start)).map(keyChange);
  if (changes.length === 0) return { problem: `at least one ${noun} update is required` };
  return {
    type,
    ...selection,
    targets: resources.found,
    changes,
    ...(flagOn(flags, 'overwrite') ? { isOverwrite: true } : {}),
  };
}

function keyChange(arg: string): KeyChange {
  const equals = arg.indexOf('=');
  if (equals < 0) return { key: arg.slice(0, -1) };
  return { key: arg.slice(0, equals), value: arg.slice(equals + 1) };
}

/** `kubectl taint nodes NAME key=value:Effect`. */
export function parseTaint(_line: ToolLine, flags: Flags): Parsed {
  const nodes = nodeNames(
    flags.args.filter((arg) => !isTaint(arg)),
    true,
  );
  if ('problem' in nodes) return nodes;
  const changes: KeyChange[] = [];
  for (const arg of flags.args.filter(isTaint)) {
    const change = taintChange(arg);
    if (change === undefined) return { problem: `unknown taint spec: ${arg}` };
    changes.push(change);
  }
  if (changes.length === 0) return { problem: 'at least one taint update is required' };
  return {
    type: 'kubectl.taint',
    ...selectionOf(flags),
    nodes: nodes.found,
    changes,
    ...(flagOn(flags, 'overwrite') ? { isOverwrite: true } : {}),
  };
}

function isTaint(arg: string): boolean {
  return arg.includes(':') || arg.endsWith('-') || arg.includes('=');
}

function taintChange(arg: string): KeyChange | undefined {
  const removed = /^([^=:]+)(?:=[^:]*)?(?::(\w+))?-$/.exec(arg);
  if (removed !== null) {
    const key = removed[1] as string;
    return removed[2] === undefined ? { key } : { key, effect: removed[2] };
  }
  const added = /^([^=:]+)(?:=([^:]*))?:(NoSchedule|PreferNoSchedule|NoExecute)$/.exec(arg);
  if (added === null) return undefined;
  return { key: added[1] as string, value: added[2] ?? '', effect: added[3] as string };
}

/** `kubectl cordon|uncordon NODE`. */
export function parseCordon(
  type: 'kubectl.cordon' | 'kubectl.uncordon',
  _line: ToolLine,
  flags: Flags,
): Parsed {
  const nodes = nodeNames(flags.args, false);
  if ('problem' in nodes) return nodes;
  const selection = selectionOf(flags);
  if (nodes.found.length === 0 && selection.selector === undefined) {
    const verb = type === 'kubectl.cordon' ? 'cordon' : 'uncordon';
    return { problem: `USAGE: ${verb} NODE [flags]` };
  }
  return { type, ...selection, nodes: nodes.found };
}

/** `kubectl drain NODE`. */
export function parseDrain(_line: ToolLine, flags: Flags): Parsed {
  const nodes = nodeNames(flags.args, false);
  if ('problem' in nodes) return nodes;
  const selection = selectionOf(flags);
  if (nodes.found.length === 0 && selection.selector === undefined) {
    return { problem: 'USAGE: drain NODE [flags]' };
  }
  const grace = flagNumber(flags, 'grace-period');
  const timeout = parseDuration(flagText(flags, 'timeout') ?? '0') ?? 0;
  const hasData = flagOn(flags, 'delete-emptydir-data') || flagOn(flags, 'delete-local-data');
  return {
    type: 'kubectl.drain',
    ...selection,
    nodes: nodes.found,
    ...(flagOn(flags, 'force') ? { isForced: true } : {}),
    ...(flagOn(flags, 'ignore-daemonsets') ? { ignoreDaemonSets: true } : {}),
    ...(hasData ? { deleteEmptyDirData: true } : {}),
    ...(flagOn(flags, 'disable-eviction') ? { disableEviction: true } : {}),
    ...(grace === undefined || grace < 0 ? {} : { gracePeriodSeconds: grace }),
    ...(timeout === 0 ? {} : { timeoutSeconds: timeout / 1_000_000 }),
  };
}

/** `node-1`, `node/node-1`, and behind `taint` the word `nodes` itself. */
function nodeNames(args: readonly string[], isTyped: boolean): Found<readonly string[]> {
  const words = isTyped && /^(no|nodes?)$/.test(args[0] ?? '') ? args.slice(1) : args;
  const names: string[] = [];
  for (const word of words) {
    const [resource, name] = word.split('/');
    if (name !== undefined && !/^(no|nodes?)$/.test(resource as string)) {
      return { problem: `expected resource of type node, got ${JSON.stringify(resource)}` };
    }
    names.push(name ?? word);
  }
  return { found: names };
}
