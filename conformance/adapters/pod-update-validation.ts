// Topic: validation of pods on update.

import type { Pod } from '../../src/api/pod.ts';
import { invalidStatus } from '../../src/apimachinery/status.ts';
import { kubectlErrorText } from '../../src/apimachinery/status-text.ts';
import type { EditionName } from '../../src/cluster/editions/edition.ts';
import { decodeObject } from '../../src/cluster/scheme/decode.ts';
import { defaultObject } from '../../src/cluster/scheme/defaults.ts';
import { validateUpdate } from '../../src/cluster/scheme/validation/validate.ts';
import { fillScheme } from '../../src/cluster/scheme/whole.ts';

fillScheme();

interface UpdateInput {
  readonly old: object;
  readonly new: object;
}

/** pod-update-validation.json: the answer to a PUT; of a difference only the first line. */
export function podUpdateValidation(input: unknown, edition: EditionName): unknown {
  const { old, new: next } = input as UpdateInput;
  const before = read(old, edition);
  const errors = validateUpdate(prepared(read(next, edition), before), before, edition).map(
    (error) => ({ ...error, message: error.message.split('\n')[0] ?? '' }),
  );
  if (errors.length === 0) return { accepted: true };
  const name = (next as Pod).metadata.name ?? '';
  const status = invalidStatus('', 'Pod', name, errors);
  const isDiff = errors.some((error) => error.message.includes('may not change fields other than'));
  return {
    accepted: false,
    errors: errors.map(({ field, type, message }) => ({ field, type, message })),
    statusMessage: status.message,
    kubectlText: kubectlErrorText(status),
    ...(isDiff && { diffFollows: true }),
  };
}

function read(object: object, edition: EditionName): Pod {
  const decoded = decodeObject({ apiVersion: 'v1', kind: 'Pod', ...object }, edition);
  if (!decoded.ok) throw new Error(decoded.problem);
  return defaultObject(decoded.object as unknown as Pod, edition);
}

/** What an update may leave out, it keeps. */
function prepared(next: Pod, old: Pod): Pod {
  const { uid, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds } = old.metadata;
  const kept = {
    ...(uid !== undefined && { uid }),
    ...(deletionGracePeriodSeconds !== undefined && { deletionGracePeriodSeconds }),
  };
  const fixed = {
    ...(creationTimestamp !== undefined && { creationTimestamp }),
    ...(deletionTimestamp !== undefined && { deletionTimestamp }),
  };
  return { ...next, metadata: { ...kept, ...next.metadata, ...fixed } };
}
