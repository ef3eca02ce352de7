// Which fields of which kind a field selector may name, and their values; and the selectors of a
// list or watch. Models ToSelectableFields of pkg/registry/core/*/strategy.go.

import { apiVersionOf, type KindInfo } from '../../api/kinds.ts';
import type { ApiObject, StringMap } from '../../apimachinery/meta.ts';
import {
  matchesFields,
  matchesLabels,
  parseFieldSelector,
  parseLabelSelector,
  type Selector,
} from '../../apimachinery/selector.ts';
import { badRequest, type Status } from '../../apimachinery/status.ts';

/** Both selectors of a list or watch; plain data. */
export interface Selectors {
  readonly labels: Selector;
  readonly fields: Selector;
}

/** Matches everything. */
export const EVERYTHING: Selectors = { labels: [], fields: [] };

const POD_FIELDS: readonly string[] = [
  'spec.nodeName',
  'spec.restartPolicy',
  'spec.schedulerName',
  'spec.serviceAccountName',
  'spec.hostNetwork',
  'status.phase',
  'status.podIP',
  'status.nominatedNodeName',
];
const INVOLVED: readonly string[] = [
  'kind',
  'namespace',
  'name',
  'uid',
  'apiVersion',
  'resourceVersion',
  'fieldPath',
];

function fieldsOf(info: KindInfo): readonly string[] {
  switch (info.kind) {
    case 'Pod':
      return POD_FIELDS;
    case 'Node':
      return ['spec.unschedulable'];
    case 'Secret':
      return ['type'];
    case 'Namespace':
      return ['status.phase', 'name'];
    case 'Service':
      return ['spec.clusterIP', 'spec.type'];
    case 'Event': {
      const about = info.group === '' ? 'involvedObject' : 'regarding';
      const own = ['reason', 'reportingComponent', 'source', 'type'];
      return [...INVOLVED.map((field) => `${about}.${field}`), ...own];
    }
    default:
      return [];
  }
}

/** Reads both selectors, or says why not in the server's words. */
export function parseSelectors(
  info: KindInfo,
  query: { readonly [name: string]: string },
): Selectors | Status {
  const labels = parseLabelSelector(query['labelSelector'] ?? '');
  if (!labels.ok) return badRequest(labels.error);
  const fields = parseFieldSelector(query['fieldSelector'] ?? '');
  if (!fields.ok) return badRequest(fields.error);
  for (const { key } of fields.selector) {
    if (key !== 'metadata.name' && key !== 'metadata.namespace' && !fieldsOf(info).includes(key)) {
      const why =
        fieldsOf(info).length === 0
          ? `${JSON.stringify(key)} is not a known field selector: only "metadata.name", "metadata.namespace"`
          : `field label not supported: ${key}`;
      const gvk = `${apiVersionOf(info)}, Kind=${info.kind}`;
      return badRequest(
        `Unable to find ${JSON.stringify(gvk)} that match label selector "", field selector ${JSON.stringify(query['fieldSelector'] ?? '')}: ${why}`,
      );
    }
  }
  return { labels: labels.selector, fields: fields.selector };
}

/** Whether an object is selected. */
export function isSelected(selectors: Selectors, object: ApiObject): boolean {
  const { labels, fields } = selectors;
  if (labels.length > 0 && !matchesLabels(labels, object.metadata.labels)) return false;
  return fields.length === 0 || matchesFields(fields, fieldValues(fields, object));
}

function fieldValues(fields: Selector, object: ApiObject): StringMap {
  const found: { [key: string]: string } = {};
  for (const { key } of fields) found[key] = valueAt(object, key);
  return found;
}

/** The value of one selectable field as text. */
function valueAt(object: ApiObject, field: string): string {
  if (object.kind === 'Namespace' && field === 'name') return object.metadata.name ?? '';
  const source = object as { readonly source?: { readonly component?: string } };
  if (object.kind === 'Event' && field === 'source') return source.source?.component ?? '';
  if (field === 'spec.unschedulable' || field === 'spec.hostNetwork') {
    return String(lookUp(object, field) === true);
  }
  const value = lookUp(object, field.replace(/^regarding\./, 'involvedObject.'));
  return value === undefined || value === null ? '' : String(value);
}

function lookUp(object: unknown, path: string): unknown {
  let value = object;
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as { readonly [key: string]: unknown })[step];
  }
  return value;
}
