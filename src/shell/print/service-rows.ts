// The columns of Endpoints and of API services in `kubectl get`.
// Models pkg/printers/internalversion/printers.go and the APIService's additional printer columns.

import type { Endpoints } from '../../api/config.ts';
import { endpointsText } from '../../api/endpoints-text.ts';
import type { ApiObject } from '../../apimachinery/meta.ts';
import type { Column } from './rows.ts';

interface ApiServiceShape {
  readonly spec?: { readonly service?: { readonly namespace?: string; readonly name?: string } };
  readonly status?: {
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason?: string;
    }[];
  };
}

function serviceOf(object: ApiObject): string {
  const service = (object as ApiServiceShape).spec?.service;
  return service === undefined ? 'Local' : `${service.namespace}/${service.name}`;
}

function availabilityOf(object: ApiObject): string {
  const conditions = (object as ApiServiceShape).status?.conditions ?? [];
  const available = conditions.find(({ type }) => type === 'Available');
  if (available === undefined) return 'Unknown';
  return available.status === 'True' ? 'True' : `${available.status} (${available.reason})`;
}

/** Endpoints: after the name. */
export const ENDPOINTS_COLUMN: Column = {
  header: 'ENDPOINTS',
  cell: (object) => endpointsText(object as Endpoints),
};

/** API services: after the name. */
export const API_SERVICE_COLUMNS: readonly Column[] = [
  { header: 'SERVICE', cell: serviceOf },
  { header: 'AVAILABLE', cell: availabilityOf },
];
