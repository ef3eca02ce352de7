// Which lists of which kinds a strategic merge patch merges, and by which key; all others it
// replaces. Data, read off the `patchStrategy` and `patchMergeKey` tags of the API types.

/** How one field is patched. Absent: objects are merged member by member, lists are replaced. */
export interface FieldSchema {
  /** Of the object, or of the items of the list. */
  readonly fields?: PatchSchema;
  /** A list of objects that is merged by this member. */
  readonly mergeKey?: string;
  /** A list of plain values that is merged as a set. */
  readonly isSet?: boolean;
  /** Only the members named in the patch stay (patchStrategy retainKeys). */
  readonly isRetainingKeys?: boolean;
}

/** How the fields of an object are patched. */
export interface PatchSchema {
  readonly [field: string]: FieldSchema;
}

const METADATA: FieldSchema = {
  fields: { ownerReferences: { mergeKey: 'uid' }, finalizers: { isSet: true } },
};

const CONDITIONS: FieldSchema = { mergeKey: 'type' };

const CONTAINER: PatchSchema = {
  ports: { mergeKey: 'containerPort' },
  env: { mergeKey: 'name' },
  volumeMounts: { mergeKey: 'mountPath' },
  volumeDevices: { mergeKey: 'devicePath' },
};

const CONTAINERS: FieldSchema = { mergeKey: 'name', fields: CONTAINER };

/** The pod template's spec, and the pod's. */
const POD_SPEC: PatchSchema = {
  volumes: { mergeKey: 'name', isRetainingKeys: true },
  containers: CONTAINERS,
  initContainers: CONTAINERS,
  ephemeralContainers: CONTAINERS,
  imagePullSecrets: { mergeKey: 'name' },
  hostAliases: { mergeKey: 'ip' },
  topologySpreadConstraints: { mergeKey: 'topologyKey' },
  schedulingGates: { mergeKey: 'name' },
  resourceClaims: { mergeKey: 'name', isRetainingKeys: true },
};

const POD: PatchSchema = {
  metadata: METADATA,
  spec: { fields: POD_SPEC },
  status: {
    fields: {
      conditions: CONDITIONS,
      podIPs: { mergeKey: 'ip' },
      hostIPs: { mergeKey: 'ip' },
      resourceClaimStatuses: { mergeKey: 'name', isRetainingKeys: true },
    },
  },
};

const NODE: PatchSchema = {
  metadata: METADATA,
  spec: { fields: { podCIDRs: { isSet: true } } },
  status: { fields: { conditions: CONDITIONS, addresses: { mergeKey: 'type' } } },
};

const SERVICE: PatchSchema = {
  metadata: METADATA,
  spec: { fields: { ports: { mergeKey: 'port' } } },
  status: { fields: { conditions: CONDITIONS } },
};

const WITH_CONDITIONS: PatchSchema = {
  metadata: METADATA,
  status: { fields: { conditions: CONDITIONS } },
};

const SERVICE_ACCOUNT: PatchSchema = { metadata: METADATA, secrets: { mergeKey: 'name' } };

const ONLY_METADATA: PatchSchema = { metadata: METADATA };

/** The schema of a kind; kinds without merged lists of their own have only their metadata's. */
export function patchSchemaOf(kind: string): PatchSchema {
  switch (kind) {
    case 'Pod':
      return POD;
    case 'Node':
      return NODE;
    case 'Service':
      return SERVICE;
    case 'ServiceAccount':
      return SERVICE_ACCOUNT;
    case 'Namespace':
    case 'PersistentVolumeClaim':
      return WITH_CONDITIONS;
    default:
      return ONLY_METADATA;
  }
}
