// Topics: validation of pods on create (both versions), and samples of error texts.

import { qosClass } from '../../src/api/qos.ts';
import { kubectlErrorText } from '../../src/apimachinery/status-text.ts';
import type { EditionName } from '../../src/cluster/editions/edition.ts';
import { createWarnings } from '../../src/cluster/scheme/validation/validate.ts';
import { fillScheme } from '../../src/cluster/scheme/whole.ts';
import { createPod } from './create-pod.ts';

fillScheme();

interface PodInput {
  readonly pod: object;
}

/** pod-validation.json, api-error-samples.json: the API server's answer and kubectl's text. */
export function podValidation(input: unknown, edition: EditionName): unknown {
  const created = createPod((input as PodInput).pod, edition, false);
  if ('pod' in created) return { accepted: true, qosClass: qosClass(created.pod.spec) };
  if ('text' in created) return { accepted: false, kubectlText: created.text };
  const { status, errors } = created;
  const source = { verb: 'creating', source: 'pod.yaml' };
  return {
    accepted: false,
    code: status.code,
    reason: status.reason,
    errors: errors.map(({ field, type, message }) => ({ field, type, message })),
    statusMessage: status.message,
    kubectlText: kubectlErrorText(status, source),
  };
}

/** pod-validation-1.36.json: what `kubectl create -f -` prints. */
export function podValidationModern(input: unknown, edition: EditionName): unknown {
  const created = createPod((input as PodInput).pod, edition, true);
  if ('pod' in created) {
    const warnings = createWarnings(created.pod, edition).map((text) => `Warning: ${text}`);
    const stdout = `pod/${created.pod.metadata.name} created (server dry run)`;
    return { accepted: true, stdout, ...(warnings.length > 0 && { warnings }) };
  }
  if ('text' in created) return { accepted: false, kubectlText: created.text };
  const source = { verb: 'creating', source: 'STDIN' };
  return { accepted: false, kubectlText: kubectlErrorText(created.status, source) };
}
