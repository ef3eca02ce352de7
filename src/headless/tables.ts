// `-o table`: what `kubectl get pods -o wide` and `kubectl get events` print at the end of a run.

import type { ApiObject } from '../apimachinery/meta.ts';
import type { ClusterSetup } from '../cluster/protocol/setup.ts';
import type { OutputPart } from '../cluster/protocol/transcript.ts';
import type { Micros } from '../kernel/time.ts';
import { type History, objectsAt } from '../scenario/history.ts';
import { objectsText } from '../shell/print/objects.ts';

/** Both tables, of the default namespace. */
export function tablesText(setup: ClusterSetup, history: History, at: Micros): string {
  const inDefault = (kind: string): readonly ApiObject[] =>
    objectsAt(history, kind, at).filter(({ metadata }) => metadata.namespace === 'default');
  const table = (
    resource: string,
    objects: readonly ApiObject[],
    format: 'table' | 'wide',
  ): string => {
    if (objects.length === 0) return 'No resources found in default namespace.\n';
    const part: Extract<OutputPart, { readonly kind: 'objects' }> = {
      kind: 'objects',
      resource,
      objects,
      isSingle: false,
      view: { output: { format } },
      at,
      epochSeconds: setup.epochSeconds,
      edition: setup.edition,
    };
    return objectsText(part).text;
  };
  const pods = table('pods', inDefault('pod'), 'wide');
  const events = table('events', inDefault('event'), 'table');
  return `${pods}\n${events}`;
}
