// Where a manifest's pods are after five minutes, as `kubectl get pods` would print it, in the
// editions that take the manifest.

import type { Pod } from '../../src/api/pod.ts';
import { type PersistentMap, values } from '../../src/base/persistent-map.ts';
import type { EditionName } from '../../src/cluster/editions/edition.ts';
import type { TranscriptEntry } from '../../src/cluster/protocol/transcript.ts';
import { parseYaml } from '../../src/formats/yaml.ts';
import { micros } from '../../src/kernel/time.ts';
import { stateOf } from '../../src/kernel/world.ts';
import { newHistory, noteFact } from '../../src/scenario/history.ts';
import { loadScenario, type SourceFile } from '../../src/scenario/load.ts';
import { openTimeline } from '../../src/session/run.ts';
import { podRow } from '../../src/shell/print/pod-row.ts';

/** The editions, the newest first. */
export const EDITIONS: readonly EditionName[] = ['containerd', 'docker', 'document'];

const FIVE_MINUTES = micros(300_000_000);

/** The end of each pod of a manifest, in one cell. */
export function endState(file: SourceFile, edition: EditionName): string {
  const loaded = loadScenario([...namespacesOf(file), file], { edition, nodes: 1, seed: 1 });
  if ('errors' in loaded) return 'unreadable';
  // One after the other, as a person types: a namespace is there before what goes into it.
  const steps = loaded.scenario.steps.map((step, index) => ({
    ...step,
    at: micros(index * 1_000_000),
  }));
  const timeline = openTimeline({ ...loaded.scenario, steps });
  const history = newHistory();
  timeline.setSink({ fact: (fact) => noteFact(history, fact) });
  timeline.advance(FIVE_MINUTES);
  const user = stateOf<{ readonly transcript: PersistentMap<TranscriptEntry> }>(
    timeline.world,
    'user',
  );
  const said = user === undefined ? [] : [...values(user.transcript)];
  const isRefused = said.some(({ text, exitCode }) => text.endsWith(file.name) && exitCode !== 0);
  if (isRefused) return 'refused';
  const now = { at: FIVE_MINUTES, epochSeconds: loaded.scenario.setup.epochSeconds };
  const pods = [...history.objects].filter(([key]) => key.startsWith('pod/'));
  const era = edition === 'containerd' ? 'modern' : 'classic';
  return pods
    .map(([, versions]) => versions.at(-1)?.object as Pod | undefined)
    .map((pod) => (pod === undefined ? 'deleted' : wordsOf(podRow(pod, now, era))))
    .join('; ');
}

function wordsOf({ ready, status, restarts }: ReturnType<typeof podRow>): string {
  const count = Number.parseInt(restarts, 10);
  const times = count === 0 ? '' : `, ${count} restart${count === 1 ? '' : 's'}`;
  return `${ready} ${status}${times}`;
}

/** The namespaces that the manifest names, to be made before it. */
function namespacesOf({ text }: SourceFile): readonly SourceFile[] {
  const names = parseYaml(text).flatMap(({ value }) => {
    const { metadata } = (value ?? {}) as { readonly metadata?: { readonly namespace?: string } };
    return metadata?.namespace ?? [];
  });
  return [...new Set(names)].map((name) => ({
    name: `namespace-${name}.yaml`,
    text: JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
  }));
}
