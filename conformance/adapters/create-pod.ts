// Creates a pod the way the API server does, without one: decode, default, admit, validate.

import { kindOf } from '../../src/api/kinds.ts';
import type { Pod } from '../../src/api/pod.ts';
import type { FieldError } from '../../src/apimachinery/field-error.ts';
import type { ApiObject } from '../../src/apimachinery/meta.ts';
import type { Status } from '../../src/apimachinery/status.ts';
import { invalidStatus } from '../../src/apimachinery/status.ts';
import { noMatchesText } from '../../src/apimachinery/status-text.ts';
import { admitted } from '../../src/cluster/apiserver/admission.ts';
import { apiServerDefaults } from '../../src/cluster/apiserver/config.ts';
import { decodeBody } from '../../src/cluster/apiserver/strict-decoding.ts';
import type { EditionName } from '../../src/cluster/editions/edition.ts';
import { defaultObject } from '../../src/cluster/scheme/defaults.ts';
import { validateCreate } from '../../src/cluster/scheme/validation/validate.ts';

/** A pod as it would be stored, or how it is refused. */
export type Creation =
  | { readonly pod: Pod }
  | { readonly status: Status; readonly errors: readonly FieldError[] }
  | { readonly text: string };

/** Creates a pod in the namespace `default` unless it names another. */
export function createPod(input: object, edition: EditionName, isAdmitted: boolean): Creation {
  const raw = { apiVersion: 'v1', kind: 'Pod', ...input } as ApiObject;
  const { apiVersion, kind } = raw;
  if (kindOf(apiVersion, kind) === undefined) {
    const { name = '', namespace = '' } = raw.metadata ?? {};
    const text = noMatchesText({ apiVersion, kind, name, namespace }, 'STDIN', true);
    return { text };
  }
  const decoded = decodeBody(raw, edition, 'Strict');
  if (!decoded.ok) return { status: decoded.status, errors: [] };
  const object = decoded.object as unknown as ApiObject;
  const metadata = { namespace: 'default', ...object.metadata };
  const whole = defaultObject({ ...object, metadata } as Pod, edition);
  const final = isAdmitted ? admit(whole, edition) : whole;
  if (final.kind === 'Status') return { status: final as Status, errors: [] };
  const errors = validateCreate(final as Pod, edition);
  const { name = '' } = metadata;
  if (errors.length === 0) return { pod: final as Pod };
  return { status: invalidStatus('', 'Pod', name, errors), errors };
}

function admit(pod: Pod, edition: EditionName): ApiObject | Status {
  return admitted(pod, { config: apiServerDefaults(edition), priorityClasses: [] });
}
