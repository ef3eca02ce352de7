// Pods that ran on the recording machine beside a case and are not in it. Pulls are one at a time,
// so one that hangs holds up those of the case: its notes say so, in words, and for how long.

import type { ImageSetup } from '../src/cluster/protocol/setup.ts';
import type { Recording } from './recording.ts';

/** A pod whose image is looked for on a host that nobody knows, until the resolver gives up. */
export interface Neighbour {
  readonly line: { readonly text: string; readonly files: { readonly [name: string]: string } };
  readonly image: ImageSetup;
}

const IMAGE = 'registry.invalid/beside:1';

/** The neighbour whose pull held up the case's; undefined when the notes tell of none. */
export function neighbourOf({ setup, notes = [] }: Recording): Neighbour | undefined {
  const waits = notes.map((note) => /another pod's (?:pull|DNS)/.test(note) && secondsOf(note));
  const seconds = waits.find((one) => typeof one === 'number');
  if (typeof seconds !== 'number') return undefined;
  const manifest = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'beside', namespace: 'kube-system' },
    spec: { nodeName: setup.nodes[0]?.name, containers: [{ name: 'c', image: IMAGE }] },
  };
  const files = { 'beside.json': JSON.stringify(manifest) };
  const rule = { image: IMAGE, answer: 'dns-timeout', afterSeconds: seconds } as const;
  return {
    line: { text: 'kubectl create -f beside.json', files },
    image: { image: IMAGE, isPresent: false, rule },
  };
}

function secondsOf(note: string): number | undefined {
  const found = /\bpulls?\b.* (?:waited|hung) (\d+) s\b.*\bDNS\b/.exec(note)?.[1];
  return found === undefined ? undefined : Number(found);
}
