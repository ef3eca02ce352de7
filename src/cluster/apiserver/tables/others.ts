// The rows of the kinds that have few columns. Models pkg/printers/internalversion/printers.go.

import type { ConfigMap, Endpoints, Namespace, Secret } from '../../../api/config.ts';
import { endpointsText } from '../../../api/endpoints-text.ts';
import type { Lease } from '../../../api/node.ts';
import type { ApiObject } from '../../../apimachinery/meta.ts';
import { ageOf, type Cell, column, type Now } from './column.ts';
import type { KindTable } from './table.ts';

/** Name and age, for kinds without a printer of their own. */
export const PLAIN_TABLE: KindTable = table([column('Name')], () => []);

/** How namespaces are printed. */
export const NAMESPACE_TABLE: KindTable = table([column('Name'), column('Status')], (object) => [
  (object as Namespace).status?.phase ?? '',
]);

/** How secrets are printed. */
export const SECRET_TABLE: KindTable = table(
  [column('Name'), column('Type'), column('Data', 0, 'integer')],
  (object) => {
    const secret = object as Secret;
    return [secret.type ?? '', Object.keys(secret.data ?? {}).length];
  },
);

/** How config maps are printed. */
export const CONFIG_MAP_TABLE: KindTable = table(
  [column('Name'), column('Data', 0, 'integer')],
  (object) => {
    const { data = {}, binaryData = {} } = object as ConfigMap;
    return [Object.keys(data).length + Object.keys(binaryData).length];
  },
);

/** How leases are printed. */
export const LEASE_TABLE: KindTable = table([column('Name'), column('Holder')], (object) => [
  (object as Lease).spec?.holderIdentity ?? '',
]);

/** How service accounts are printed. */
export const SERVICE_ACCOUNT_TABLE: KindTable = table(
  [column('Name'), column('Secrets', 0, 'integer')],
  (object) => [(object as { readonly secrets?: readonly unknown[] }).secrets?.length ?? 0],
);

/** How priority classes are printed. */
export const PRIORITY_CLASS_TABLE: KindTable = table(
  [column('Name'), column('Value', 0, 'integer'), column('Global-Default')],
  (object) => {
    const { value, globalDefault } = object as {
      readonly value?: number;
      readonly globalDefault?: boolean;
    };
    return [value ?? 0, String(globalDefault ?? false)];
  },
);

/** How endpoints are printed. */
export const ENDPOINTS_TABLE: KindTable = table([column('Name'), column('Endpoints')], (object) => [
  endpointsText(object as Endpoints),
]);

/** A table whose first column is the name and whose last is the age. */
function table(
  columns: KindTable['columns'],
  cells: (object: ApiObject) => readonly Cell[],
): KindTable {
  return {
    columns: [...columns, column('Age')],
    row: (object, now: Now) => [
      object.metadata.name ?? '',
      ...cells(object),
      ageOf(object.metadata.creationTimestamp, now),
    ],
  };
}
