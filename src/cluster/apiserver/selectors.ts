// The selectors of a list or watch: read from the query, refused in the server's words, applied.
// Models apiserver/pkg/endpoints/handlers/get.go and the field label conversions of each kind.

import type { KindInfo } from '../../api/kinds.ts';
import { selectableFields } from '../../api/selectable-fields.ts';
import type { ApiObject } from '../../apimachinery/meta.ts';
import {
  matchesFields,
  matchesLabels,
  parseFieldSelector,
  parseLabelSelector,
  type Requirement,
  type Selector,
} from '../../apimachinery/selector.ts';
import { badRequest, type Status } from '../../apimachinery/status.ts';

/** Both selectors of a list or watch; plain data. */
export interface Selectors {
  readonly labels: Selector;
  readonly fields: Selector;
}

const METADATA_FIELDS: readonly string[] = ['metadata.name', 'metadata.namespace'];

/** Reads both selectors, or says why not. */
export function parseSelectors(
  info: KindInfo,
  query: { readonly [name: string]: string },
): Selectors | Status {
  const labels = parseLabelSelector(query['labelSelector'] ?? '');
  if (!labels.ok) return badRequest(labels.error);
  const parsed = parseFieldSelector(query['fieldSelector'] ?? '');
  if (!parsed.ok) return badRequest(parsed.error);
  const fields = parsed.selector.map((requirement) => stored(info, requirement));
  const known = knownFields(info);
  for (const { key } of fields) {
    if (METADATA_FIELDS.includes(key) || known.includes(key)) continue;
    return badRequest(
      known.length > 0
        ? `field label not supported: ${key}`
        : `"${key}" is not a known field selector: only "metadata.name", "metadata.namespace"`,
    );
  }
  return { labels: labels.selector, fields };
}

/** Whether an object is selected. */
export function isSelected(selectors: Selectors, object: ApiObject): boolean {
  const { labels, fields } = selectors;
  if (labels.length > 0 && !matchesLabels(labels, object.metadata.labels)) return false;
  return fields.length === 0 || matchesFields(fields, selectableFields(object));
}

/** Events of both groups are stored as v1, so `regarding.name` asks for `involvedObject.name`. */
function stored(info: KindInfo, requirement: Requirement): Requirement {
  if (info.group !== 'events.k8s.io') return requirement;
  return { ...requirement, key: requirement.key.replace(/^regarding\./, 'involvedObject.') };
}

function knownFields(info: KindInfo): readonly string[] {
  const blank = { kind: info.kind, apiVersion: '', metadata: {}, spec: {}, involvedObject: {} };
  return Object.keys(selectableFields(blank)).filter((key) => !METADATA_FIELDS.includes(key));
}
