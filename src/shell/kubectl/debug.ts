// kubectl debug: puts an ephemeral container into a running pod. Models pkg/cmd/debug/debug.go of
// kubectl, as far as pods go; copies of pods and nodes are not made.

import type { Command } from '../../cluster/protocol/commands.ts';
import type { ToolLine } from '../context.ts';
import { type Flags, flagOn, flagText, flagTexts } from '../flags.ts';
import { namespaceOf, resourceArguments } from './arguments.ts';

type Parsed = Command | { readonly problem: string };

/** `kubectl debug POD --image=IMAGE [--target=CONTAINER] [-- COMMAND]`. */
export function parseDebug(_line: ToolLine, flags: Flags): Parsed {
  const [first, ...others] = flags.args;
  if (first === undefined) return { problem: 'NAME or TYPE/NAME is required for debug' };
  const named = resourceArguments(first.includes('/') ? [first] : ['pod', first]);
  if ('problem' in named) return named;
  const [target] = named.found;
  if (target?.name === undefined) return { problem: 'NAME or TYPE/NAME is required for debug' };
  const image = flagText(flags, 'image');
  if (image === undefined || image === '') {
    return { problem: 'you must specify --image when creating a debug container' };
  }
  const words = flags.rest ?? others;
  const isArguments = flagOn(flags, 'arguments-only');
  const env = flagTexts(flags, 'env').map((pair) => ({
    name: pair.split('=')[0] as string,
    value: pair.slice(pair.indexOf('=') + 1),
  }));
  const container = flagText(flags, 'container');
  const policy = flagText(flags, 'image-pull-policy');
  const shared = flagText(flags, 'target');
  return {
    type: 'kubectl.debug',
    ...namespaceOf(flags),
    target,
    ...(container === undefined ? {} : { container }),
    ephemeral: {
      ...(words.length === 0 ? {} : isArguments ? { args: words } : { command: words }),
      ...(env.length === 0 ? {} : { env }),
      image,
      ...(policy === undefined ? {} : { imagePullPolicy: policy }),
      ...(flagOn(flags, 'stdin') ? { stdin: true } : {}),
      ...(shared === undefined ? {} : { targetContainerName: shared }),
      terminationMessagePolicy: 'File',
      ...(flagOn(flags, 'tty') ? { tty: true } : {}),
    },
  };
}
