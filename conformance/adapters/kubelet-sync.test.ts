// The sync decisions against upstream's own cases, where the vectors are at hand.

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { computePodActionsTopic } from './compute-pod-actions.ts';

const FILE = '../shared/vectors/compute-pod-actions.json';

interface Kill {
  readonly id: string;
  readonly name: string;
  readonly observedMessage?: string;
}

interface Case {
  readonly id: string;
  readonly input: unknown;
  readonly expect: { readonly containersToKill?: readonly Kill[] };
}

/** Upstream's check clears the reasons; the order of a kill map is not a fact. */
function comparable(value: object & { containersToKill?: readonly Kill[] }): object {
  const kills = [...(value.containersToKill ?? [])]
    .map(({ id, name }) => ({ id, name }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  return { ...value, containersToKill: kills };
}

describe.runIf(existsSync(FILE))('compute-pod-actions', () => {
  const cases = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Case[]) : [];
  it.each(cases.map((one) => [one.id, one] as const))('%s', (_id, { input, expect: wanted }) => {
    const got = computePodActionsTopic(input) as { containersToKill: readonly Kill[] };
    expect(comparable(got)).toMatchObject(comparable(wanted));
    for (const { id, observedMessage } of wanted.containersToKill ?? []) {
      if (observedMessage === undefined) continue;
      expect(got.containersToKill.find((kill) => kill.id === id)?.observedMessage).toBe(
        observedMessage,
      );
    }
  });
});
