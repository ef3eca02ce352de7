// kubectl debug: reads the pod, adds the container, and says what it did.
// Models pkg/cmd/debug/debug.go of kubectl, debugByEphemeralContainer.

import type { Pod } from '../../../api/pod.ts';
import type { Status } from '../../../apimachinery/status.ts';
import { hashText } from '../../../base/hash.ts';
import type { ApiResponse } from '../../protocol/apiserver.ts';
import type { KubectlDebug } from '../../protocol/kubectl-commands.ts';
import { fail, type Routine, type Setting, say } from '../calls.ts';
import { call, isOk, lookUp, namespaceOf, objectPath, refuse } from './common.ts';

/** Letters and digits that make no words. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** `kubectl debug POD`. */
export function* debug(command: KubectlDebug, { edition }: Setting): Routine {
  const info = yield* lookUp(command.target.resource);
  if (info === undefined) return 1;
  const path = objectPath(info, namespaceOf(command), command.target.name ?? '');
  const found = yield* call({ verb: 'GET', path });
  if (found === undefined) return 1;
  if (!isOk(found)) return yield* refuse(found);
  // The older client looks at the subresource first.
  if (edition !== 'containerd') {
    const there = yield* call({ verb: 'GET', path: `${path}/ephemeralcontainers` });
    if (there === undefined) return 1;
    if (!isOk(there)) return yield* refuseDebug(there);
  }
  const pod = found.body as Pod;
  const { targetContainerName } = command.ephemeral;
  if (targetContainerName !== undefined) {
    yield* say(
      `Targeting container "${targetContainerName}". If you don't see processes from this ` +
        "container it may be because the container runtime doesn't support this feature.",
    );
  }
  const name = command.container ?? newName(pod);
  if (command.container === undefined) {
    yield* say(`Defaulting debug container name to ${name}.`);
  }
  const answer = yield* call({
    verb: 'PATCH',
    path: `${path}/ephemeralcontainers`,
    query: { fieldManager: 'kubectl-debug' },
    contentType: 'application/strategic-merge-patch+json',
    body: { spec: { ephemeralContainers: [{ ...command.ephemeral, name }] } },
  });
  if (answer === undefined) return 1;
  return isOk(answer) ? 0 : yield* refuseDebug(answer);
}

/** The pod is there: a 404 that names nothing says that the subresource is not. */
function* refuseDebug(answer: ApiResponse): Routine {
  const { reason, message, details } = answer.body as Status;
  if (reason !== 'NotFound' || details?.name !== undefined) return yield* refuse(answer);
  const why = `(error from server: ${JSON.stringify(message)})`;
  return yield* fail(`error: ephemeral containers are disabled for this cluster ${why}.`);
}

/** `debugger-x7k2p`: another one for each ephemeral container of a pod. */
function newName({ metadata, spec }: Pod): string {
  const count = spec.ephemeralContainers?.length ?? 0;
  let rest = hashText(`${metadata.uid ?? ''}/${count}`);
  let suffix = '';
  while (suffix.length < 5) {
    suffix += ALPHABET[rest % ALPHABET.length];
    rest = Math.floor(rest / ALPHABET.length);
  }
  return `debugger-${suffix}`;
}
