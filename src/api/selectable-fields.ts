// The fields by which a field selector may choose, per kind.
// Models pkg/apis/core/v1/conversion.go and the GetAttrs functions of the registries.

import type { ApiObject, StringMap } from '../apimachinery/meta.ts';
import type { Event, Namespace, Secret, Service } from './config.ts';
import type { Node } from './node.ts';
import type { Pod } from './pod.ts';

/** The selectable fields of an object with their values. */
export function selectableFields(object: ApiObject): StringMap {
  const { name = '', namespace } = object.metadata;
  const own = fieldsOfKind(object);
  const place: StringMap = namespace === undefined ? {} : { 'metadata.namespace': namespace };
  return { 'metadata.name': name, ...place, ...own };
}

function fieldsOfKind(object: ApiObject): StringMap {
  switch (object.kind) {
    case 'Pod':
      return podFields(object as Pod);
    case 'Node':
      return { 'spec.unschedulable': String((object as Node).spec?.unschedulable ?? false) };
    case 'Event':
      return eventFields(object as Event);
    case 'Namespace':
      return { 'status.phase': (object as Namespace).status?.phase ?? '' };
    case 'Secret':
      return { type: (object as Secret).type ?? '' };
    case 'Service': {
      const { spec } = object as Service;
      return { 'spec.clusterIP': spec?.clusterIP ?? '', 'spec.type': spec?.type ?? '' };
    }
    default:
      return {};
  }
}

function podFields({ spec, status }: Pod): StringMap {
  return {
    'spec.nodeName': spec.nodeName ?? '',
    'spec.restartPolicy': spec.restartPolicy ?? '',
    'spec.schedulerName': spec.schedulerName ?? '',
    'spec.serviceAccountName': spec.serviceAccountName ?? '',
    'spec.hostNetwork': String(spec.hostNetwork ?? false),
    'status.phase': status?.phase ?? '',
    'status.podIP': status?.podIP ?? '',
    'status.nominatedNodeName': status?.nominatedNodeName ?? '',
  };
}

function eventFields(event: Event): StringMap {
  const { involvedObject: about } = event;
  const source = event.source?.component ?? '';
  return {
    'involvedObject.kind': about.kind ?? '',
    'involvedObject.namespace': about.namespace ?? '',
    'involvedObject.name': about.name ?? '',
    'involvedObject.uid': about.uid ?? '',
    'involvedObject.apiVersion': about.apiVersion ?? '',
    'involvedObject.resourceVersion': about.resourceVersion ?? '',
    'involvedObject.fieldPath': about.fieldPath ?? '',
    reason: event.reason ?? '',
    reportingComponent: event.reportingComponent ?? '',
    source: source === '' ? (event.reportingComponent ?? '') : source,
    type: event.type ?? '',
  };
}
