// Tables: objects as the rows that kubectl prints. Models
// apiserver/pkg/registry/rest/table.go and pkg/printers/internalversion/printers.go.

import type { KindInfo } from '../../../api/kinds.ts';
import type { ApiObject } from '../../../apimachinery/meta.ts';
import { fromStored } from '../events-conversion.ts';
import type { Column, Now, RowPrinter } from './column.ts';
import { EVENT_TABLE } from './event.ts';
import { NODE_TABLE } from './node.ts';
import {
  CONFIG_MAP_TABLE,
  ENDPOINTS_TABLE,
  LEASE_TABLE,
  NAMESPACE_TABLE,
  PLAIN_TABLE,
  PRIORITY_CLASS_TABLE,
  SECRET_TABLE,
  SERVICE_ACCOUNT_TABLE,
} from './others.ts';
import { POD_TABLE } from './pod.ts';
import { SERVICE_TABLE } from './service.ts';
import { CLAIM_TABLE, VOLUME_TABLE, withAttributesClass } from './storage.ts';

/** How a kind is printed. */
export interface KindTable {
  readonly columns: readonly Column[];
  readonly row: RowPrinter;
}

/** Objects as a Table. */
export function tableOf(
  info: KindInfo,
  objects: readonly ApiObject[],
  metadata: object,
  mode: string,
  now: Now,
): ApiObject {
  const { columns, row } = kindTable(info, now);
  const table = {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: columns,
    rows: objects.map((object) => ({
      cells: row(object, now),
      object: embedded(fromStored(info, object), mode),
    })),
  };
  return table as unknown as ApiObject;
}

function embedded(object: ApiObject, mode: string): ApiObject | null {
  if (mode === 'None') return null;
  if (mode === 'Object') return object;
  const { metadata } = object;
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
}

function kindTable(info: KindInfo, { isModern }: Now): KindTable {
  switch (info.kind) {
    case 'Pod':
      return POD_TABLE;
    case 'Node':
      return NODE_TABLE;
    case 'Event':
      return EVENT_TABLE;
    case 'Secret':
      return SECRET_TABLE;
    case 'ConfigMap':
      return CONFIG_MAP_TABLE;
    case 'Namespace':
      return NAMESPACE_TABLE;
    case 'Service':
      return SERVICE_TABLE;
    case 'Lease':
      return LEASE_TABLE;
    case 'Endpoints':
      return ENDPOINTS_TABLE;
    case 'ServiceAccount':
      return SERVICE_ACCOUNT_TABLE;
    case 'PersistentVolume':
      return isModern ? withAttributesClass(VOLUME_TABLE) : VOLUME_TABLE;
    case 'PersistentVolumeClaim':
      return isModern ? withAttributesClass(CLAIM_TABLE) : CLAIM_TABLE;
    case 'PriorityClass':
      return PRIORITY_CLASS_TABLE;
    default:
      return PLAIN_TABLE;
  }
}
