// kubectl's verbs that write manifests: apply, replace, edit, patch, set image.

import type { Command } from '../../cluster/protocol/commands.ts';
import { parseYaml } from '../../formats/yaml.ts';
import type { Json } from '../../kernel/message.ts';
import { documentsOf, fileText, type ToolLine } from '../context.ts';
import { type Flags, flagNumber, flagOn, flagText } from '../flags.ts';
import {
  documentsOfFlags,
  namespaceOf,
  outputOf,
  resourceArguments,
  writeFlags,
} from './arguments.ts';

type Parsed = Command | { readonly problem: string };

const NO_FILES = 'must specify one of -f and -k' as const;

/** `kubectl apply -f`. */
export function parseApply(line: ToolLine, flags: Flags): Parsed {
  if (flags.args.length > 0) return { problem: `Unexpected args: [${flags.args.join(' ')}]` };
  const documents = documentsOfFlags(line, flags);
  if ('problem' in documents) return documents;
  if (documents.found === undefined) return { problem: NO_FILES };
  const write = writeFlags(flags);
  if ('problem' in write) return write;
  const fieldManager = flagText(flags, 'field-manager');
  return {
    type: 'kubectl.apply',
    ...write.found,
    documents: documents.found,
    ...(flagOn(flags, 'server-side') ? { isServerSide: true } : {}),
    ...(flagOn(flags, 'force-conflicts') || flagOn(flags, 'force') ? { isForced: true } : {}),
    ...(fieldManager === undefined ? {} : { fieldManager }),
  };
}

/** `kubectl replace -f`. */
export function parseReplace(line: ToolLine, flags: Flags): Parsed {
  const documents = documentsOfFlags(line, flags);
  if ('problem' in documents) return documents;
  if (documents.found === undefined) return { problem: NO_FILES };
  const write = writeFlags(flags);
  if ('problem' in write) return write;
  const grace = flagNumber(flags, 'grace-period');
  return {
    type: 'kubectl.replace',
    ...write.found,
    documents: documents.found,
    ...(flagOn(flags, 'force') ? { isForced: true } : {}),
    ...(grace === undefined || grace < 0 ? {} : { gracePeriodSeconds: grace }),
  };
}

/** `kubectl edit TYPE/NAME`: the edited text is the one file beside the line. */
export function parseEdit(line: ToolLine, flags: Flags): Parsed {
  const resources = resourceArguments(flags.args);
  if ('problem' in resources) return resources;
  const [target] = resources.found;
  if (target?.name === undefined) return { problem: 'you must specify a resource and its name' };
  const [name] = Object.keys(line.files);
  const text = name === undefined ? line.stdin : line.files[name];
  if (text === undefined) return { problem: 'Edit cancelled, no changes made.' };
  const [document] = documentsOf(name ?? 'STDIN', text);
  if (document === undefined) return { problem: 'Edit cancelled, saved file was empty.' };
  const write = writeFlags(flags);
  if ('problem' in write) return write;
  return { type: 'kubectl.edit', ...write.found, target, document };
}

const PATCH_TYPES = ['json', 'merge', 'strategic'] as const;

/** `kubectl patch TYPE NAME -p`. */
export function parsePatch(line: ToolLine, flags: Flags): Parsed {
  const resources = resourceArguments(flags.args);
  if ('problem' in resources) return resources;
  const [target] = resources.found;
  const file = flagText(flags, 'patch-file');
  const text = file === undefined ? flagText(flags, 'patch') : fileText(line, file);
  if (text === undefined || text === '') {
    return { problem: 'must specify --patch or --patch-file containing the contents of the patch' };
  }
  if (target?.name === undefined) {
    return { problem: 'resource(s) were provided, but no name was specified' };
  }
  const typed = flagText(flags, 'type') ?? 'strategic';
  const patchType = PATCH_TYPES.find((known) => known === typed);
  if (patchType === undefined) {
    return {
      problem: `--type must be one of [json merge strategic], not ${JSON.stringify(typed)}`,
    };
  }
  const [document] = parseYaml(text);
  if (document === undefined || document.problem !== undefined) {
    const why = document?.problem?.message ?? 'empty patch';
    return { problem: `unable to parse ${JSON.stringify(text)}: ${why}` };
  }
  const output = outputOf(flags);
  if ('problem' in output) return output;
  const subresource = flagText(flags, 'subresource');
  return {
    type: 'kubectl.patch',
    ...namespaceOf(flags),
    target,
    patchType,
    patch: document.value as Json,
    ...(subresource === undefined ? {} : { subresource }),
    ...(flagText(flags, 'output') === undefined ? {} : { output: output.found }),
  };
}

/** `kubectl set image TYPE/NAME CONTAINER=IMAGE …`. */
export function parseSet(_line: ToolLine, flags: Flags): Parsed {
  const [what, ...args] = flags.args;
  if (what !== 'image') {
    return { problem: `unknown command ${JSON.stringify(what ?? '')} for "kubectl set"` };
  }
  const pairs = args.filter((arg) => arg.includes('='));
  const resources = resourceArguments(args.filter((arg) => !arg.includes('=')));
  if ('problem' in resources) return resources;
  const [target] = resources.found;
  if (target?.name === undefined) {
    return {
      problem: 'one or more resources must be specified as <resource> <name> or <resource>/<name>',
    };
  }
  if (pairs.length === 0) return { problem: 'at least one image update is required' };
  const images = pairs.map((pair) => {
    const equals = pair.indexOf('=');
    return { container: pair.slice(0, equals), image: pair.slice(equals + 1) };
  });
  return { type: 'kubectl.set-image', ...namespaceOf(flags), target, images };
}
