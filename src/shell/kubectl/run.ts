// kubectl run: makes a Pod from flags. Models pkg/generate/versioned/run.go of kubectl.

import type { Command } from '../../cluster/protocol/commands.ts';
import type { Json } from '../../kernel/message.ts';
import type { ToolLine } from '../context.ts';
import { type Flags, flagOn, flagText, flagTexts } from '../flags.ts';
import { writeFlags } from './arguments.ts';

type Parsed = Command | { readonly problem: string };

/** `kubectl run NAME --image=IMAGE [-- ARGS]`. */
export function parseRun(_line: ToolLine, flags: Flags): Parsed {
  const [name, ...words] = flags.args;
  const image = flagText(flags, 'image');
  if (name === undefined) {
    return { problem: "NAME is required for run\nSee 'kubectl run -h' for help and examples" };
  }
  if (image === undefined || image === '') return { problem: 'required flag(s) "image" not set' };
  const restart = flagText(flags, 'restart') ?? 'Always';
  if (!['Always', 'OnFailure', 'Never'].includes(restart)) {
    return {
      problem: `invalid restart policy: ${restart}\nSee 'kubectl run -h' for help and examples`,
    };
  }
  const write = writeFlags(flags);
  if ('problem' in write) return write;
  const value = podOf(flags, name, image, restart, flags.rest ?? words);
  return {
    type: 'kubectl.run',
    ...write.found,
    document: { source: 'run', value, duplicates: [] },
  };
}

function podOf(
  flags: Flags,
  name: string,
  image: string,
  restartPolicy: string,
  words: readonly string[],
): Json {
  const isCommand = flagOn(flags, 'command');
  const labels = pairs((flagText(flags, 'labels') ?? `run=${name}`).split(','));
  const annotations = pairs(flagTexts(flags, 'annotations'));
  const env = flagTexts(flags, 'env').map((pair) => ({
    name: pair.split('=')[0] as string,
    value: pair.slice(pair.indexOf('=') + 1),
  }));
  const port = flagText(flags, 'port');
  const policy = flagText(flags, 'image-pull-policy');
  const resources = resourcesOf(flags);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
      creationTimestamp: null,
      labels,
      name,
    },
    spec: {
      containers: [
        {
          ...(words.length === 0 ? {} : isCommand ? { command: words } : { args: words }),
          ...(env.length === 0 ? {} : { env }),
          image,
          ...(policy === undefined ? {} : { imagePullPolicy: policy }),
          name,
          ...(port === undefined ? {} : { ports: [{ containerPort: Number(port) }] }),
          resources,
          ...(flagOn(flags, 'privileged') ? { securityContext: { privileged: true } } : {}),
          ...(flagOn(flags, 'stdin') ? { stdin: true, stdinOnce: true } : {}),
          ...(flagOn(flags, 'tty') ? { tty: true } : {}),
        },
      ],
      dnsPolicy: 'ClusterFirst',
      restartPolicy,
    },
    status: {},
  };
}

function resourcesOf(flags: Flags): { readonly [kind: string]: Json } {
  const requests = flagText(flags, 'requests');
  const limits = flagText(flags, 'limits');
  return {
    ...(limits === undefined ? {} : { limits: pairs(limits.split(',')) }),
    ...(requests === undefined ? {} : { requests: pairs(requests.split(',')) }),
  };
}

function pairs(words: readonly string[]): { readonly [key: string]: string } {
  const found: { [key: string]: string } = {};
  for (const word of words) {
    const equals = word.indexOf('=');
    if (equals > 0) found[word.slice(0, equals)] = word.slice(equals + 1);
  }
  return found;
}
