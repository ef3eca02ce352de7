// Admission of pods that name a RuntimeClass: there is none in this cluster, so each is refused.
// Models plugin/pkg/admission/runtimeclass and the name check of client-go's requests.

import type { Pod } from '../../api/pod.ts';
import { quote } from '../../apimachinery/go-text.ts';
import type { ApiObject } from '../../apimachinery/meta.ts';
import { forbiddenStatus, type Status } from '../../apimachinery/status.ts';

/** The pod as it is, or the refusal of its runtime class. */
export function runtimeClass(object: ApiObject): ApiObject | Status {
  if (object.kind !== 'Pod') return object;
  const pod = object as Pod;
  const name = pod.spec.runtimeClassName;
  if (name === undefined) return object;
  const problems = ['/', '%'].filter((one) => name.includes(one));
  if (problems.length > 0) return unnamable(name, problems);
  const why = `pod rejected: RuntimeClass ${quote(name)} not found`;
  return forbiddenStatus({ group: '', resource: 'pods' }, pod.metadata.name ?? '', why);
}

/** A name that cannot even stand in a path: an error without a reason. */
function unnamable(name: string, characters: readonly string[]): Status {
  const list = characters.map((one) => `may not contain '${one}'`).join(' ');
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `invalid resource name ${quote(name)}: [${list}]`,
    code: 500,
  };
}
