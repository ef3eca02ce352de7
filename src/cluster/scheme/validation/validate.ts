// The entry: field errors of an object of any kind, on create and on update, in the words of the
// edition's Kubernetes and in upstream's walking order.

import type { ConfigMap, Event, Secret, Service } from '../../../api/config.ts';
import type { Lease, Node } from '../../../api/node.ts';
import type { Binding, Pod } from '../../../api/pod.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../../../api/storage.ts';
import type { FieldError } from '../../../apimachinery/field-error.ts';
import { invalid, notSupported, required } from '../../../apimachinery/field-error.ts';
import type { ApiObject } from '../../../apimachinery/meta.ts';
import type { EditionName } from '../../editions/edition.ts';
import { validateConfigMap, validateImmutable, validateSecret } from './config.ts';
import type { Wording } from './formats.ts';
import { dns1035Label, dns1123Label, dns1123Subdomain } from './formats.ts';
import { podChecks } from './late.ts';
import { validateLease, validateNode, validateNodeUpdate } from './node.ts';
import type { MetaRules } from './object-meta.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';
import { validateService } from './service.ts';

/** The field errors of a new, defaulted object; none means it may be stored. */
export function validateCreate(object: ApiObject, edition: EditionName): readonly FieldError[] {
  const wording = wordingOf(edition);
  if (object.kind === 'Pod') return podChecks.get().validatePodCreate(object as Pod, wording);
  if (object.kind === 'Binding') return validateBinding(object as Binding);
  return [
    ...validateObjectMeta(object.metadata, metaRules(object.kind, wording)),
    ...validateBody(object, wording),
  ];
}

/** What the API server accepts, but warns of; v1.20 warns of nothing. */
export function createWarnings(object: ApiObject, edition: EditionName): readonly string[] {
  if (edition !== 'containerd' || object.kind !== 'Pod') return [];
  return podChecks.get().podWarnings(object as Pod);
}

/** The field errors of an update; `subresource` is `status` or `ephemeralcontainers`. */
export function validateUpdate(
  next: ApiObject,
  old: ApiObject,
  edition: EditionName,
  subresource?: string,
): readonly FieldError[] {
  const wording = wordingOf(edition);
  const meta = validateObjectMetaUpdate(next.metadata, old.metadata, metaRules(next.kind, wording));
  if (next.kind === 'Pod') {
    const checks = podChecks.get();
    const check =
      subresource === 'status'
        ? checks.validatePodStatusUpdate
        : subresource === 'ephemeralcontainers'
          ? checks.validateEphemeralUpdate
          : checks.validatePodUpdate;
    return [...meta, ...check(next as Pod, old as Pod, wording)];
  }
  const rest: FieldError[] = [];
  if (next.kind === 'Node') rest.push(...validateNodeUpdate(next as Node, old as Node));
  if (next.kind === 'PersistentVolume') {
    const [now, then] = [next as PersistentVolume, old as PersistentVolume];
    rest.push(...podChecks.get().validateVolumeUpdate(now, then));
  }
  if (next.kind === 'PersistentVolumeClaim') {
    const [now, then] = [next as PersistentVolumeClaim, old as PersistentVolumeClaim];
    rest.push(...podChecks.get().validateClaimUpdate(now, then, wording));
  }
  if (next.kind === 'Secret' || next.kind === 'ConfigMap') {
    rest.push(...validateImmutable(next as Secret | ConfigMap, old as Secret | ConfigMap));
  }
  return [...meta, ...rest, ...validateBody(next, wording)];
}

function wordingOf(edition: EditionName): Wording {
  return { isModern: edition === 'containerd' };
}

function metaRules(kind: string, wording: Wording): MetaRules {
  switch (kind) {
    case 'Service':
      return { ...wording, isNamespaced: true, name: dns1035Label };
    case 'Namespace':
      return { ...wording, isNamespaced: false, name: (text) => dns1123Label(text, wording) };
    case 'APIService':
    case 'CSINode':
    case 'Node':
    case 'PersistentVolume':
    case 'PriorityClass':
      return { ...wording, isNamespaced: false, name: dns1123Subdomain };
    case 'Event':
      return { ...wording, isNamespaced: true, name: (text) => (text === '' ? ['empty'] : []) };
    default:
      return { ...wording, isNamespaced: true, name: dns1123Subdomain };
  }
}

function validateBody(object: ApiObject, wording: Wording): readonly FieldError[] {
  switch (object.kind) {
    case 'Secret':
      return validateSecret(object as Secret, wording);
    case 'ConfigMap':
      return validateConfigMap(object as ConfigMap, wording);
    case 'Node':
      return validateNode(object as Node, wording);
    case 'Lease':
      return validateLease(object as Lease);
    case 'Service':
      return validateService(object as Service, wording);
    case 'PersistentVolume':
      return podChecks.get().validateVolume(object as PersistentVolume, wording);
    case 'PersistentVolumeClaim':
      return podChecks.get().validateClaim(object as PersistentVolumeClaim, wording);
    case 'Event':
      return validateEvent(object as Event);
    default:
      return [];
  }
}

function validateBinding(binding: Binding): readonly FieldError[] {
  const { kind = '', name = '' } = binding.target ?? {};
  const errors: FieldError[] = [];
  if (kind !== '' && kind !== 'Node') {
    errors.push(notSupported('target.kind', kind, ['Node', '<empty>']));
  }
  if (name === '') errors.push(required('target.name'));
  return errors;
}

/** An event lives in the namespace of the object it is about. */
function validateEvent(event: Event): readonly FieldError[] {
  const about = event.involvedObject?.namespace ?? '';
  const own = event.metadata.namespace ?? '';
  const isClusterWide = about === '' && own === 'default';
  if (about === own || isClusterWide) return [];
  return [invalid('involvedObject.namespace', about, 'does not match event.namespace')];
}
