// The kinds whose rules are few: nodes, namespaces, services, leases, events and configuration.
// Models the strategies under pkg/registry/core, coordination and scheduling.

import type { KindInfo } from '../../../api/kinds.ts';
import type { ApiObject, StringMap } from '../../../apimachinery/meta.ts';
import { forbiddenStatus, type Status } from '../../../apimachinery/status.ts';
import { encodeBase64 } from '../../../base/base64.ts';
import { POD_STRATEGY } from './pod.ts';
import { PLAIN, type Strategy, WITH_STATUS, withStatusOf } from './strategy.ts';

/** A node's creator may give its status along, as the kubelet does. */
const NODE: Strategy = { ...PLAIN, prepareForUpdate: withStatusOf };

const NAMESPACE: Strategy = {
  ...WITH_STATUS,
  prepareForCreate: (object) =>
    ({
      ...object,
      metadata: {
        ...object.metadata,
        labels: {
          ...object.metadata.labels,
          'kubernetes.io/metadata.name': object.metadata.name ?? '',
        },
      },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    }) as ApiObject,
  refuseDelete: refuseNamespace,
};

const IMMORTAL: readonly string[] = ['default', 'kube-system', 'kube-public'];

function refuseNamespace(object: ApiObject): Status | undefined {
  const name = object.metadata.name ?? '';
  if (!IMMORTAL.includes(name)) return undefined;
  const resource = { group: '', resource: 'namespaces' };
  return forbiddenStatus(resource, name, 'this namespace may not be deleted');
}

const SECRET: Strategy = {
  ...PLAIN,
  prepareForCreate: withPlainTexts,
  prepareForUpdate: (next) => withPlainTexts(next),
};

/** `stringData` is written into `data`; it is never read back. */
function withPlainTexts(object: ApiObject): ApiObject {
  const { stringData, ...secret } = object as ApiObject & {
    readonly stringData?: StringMap;
    readonly data?: StringMap;
    readonly type?: string;
  };
  const type = secret.type ?? 'Opaque';
  if (stringData === undefined) return { ...secret, type } as ApiObject;
  const data: { [key: string]: string } = { ...secret.data };
  for (const key of Object.keys(stringData)) data[key] = encodeBase64(stringData[key] ?? '');
  return { ...secret, type, data } as ApiObject;
}

const SERVICE: Strategy = {
  ...WITH_STATUS,
  prepareForCreate: (object) => ({ ...object, status: { loadBalancer: {} } }) as ApiObject,
  isCreateOnUpdateAllowed: true,
};

const LEASE: Strategy = {
  ...PLAIN,
  isCreateOnUpdateAllowed: true,
  isUnconditionalUpdateAllowed: false,
};

/** Storage begins as Pending, whatever its creator says. */
const STORAGE: Strategy = {
  ...WITH_STATUS,
  prepareForCreate: (object) => ({ ...object, status: { phase: 'Pending' } }) as ApiObject,
};

const FREE: Strategy = { ...PLAIN, isCreateOnUpdateAllowed: true };

/** The strategy of a kind. */
export function strategyOf(info: KindInfo): Strategy {
  switch (info.kind) {
    case 'Pod':
      return POD_STRATEGY;
    case 'Node':
      return NODE;
    case 'Namespace':
      return NAMESPACE;
    case 'Secret':
      return SECRET;
    case 'Service':
      return SERVICE;
    case 'Lease':
      return LEASE;
    case 'Event':
    case 'Endpoints':
      return FREE;
    case 'APIService':
      return WITH_STATUS;
    case 'PersistentVolume':
    case 'PersistentVolumeClaim':
      return STORAGE;
    default:
      return PLAIN;
  }
}
