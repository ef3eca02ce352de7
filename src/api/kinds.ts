// The registry of kinds: how each is named in objects, paths, printed words and etcd keys.

/** How a kind is named everywhere. */
export interface KindInfo {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Plural, as in paths. */
  readonly resource: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly isNamespaced: boolean;
  /** Where etcd keeps it: `/registry/minions` for nodes. */
  readonly storagePrefix: string;
  readonly subresources: readonly string[];
  readonly verbs: readonly string[];
  /** The API server opens its cache of them with the first request that is about them. */
  readonly isCachedWhenAsked?: boolean;
}

const ALL_VERBS: readonly string[] = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
];

const NO_COLLECTION: readonly string[] = ALL_VERBS.filter((verb) => verb !== 'deletecollection');

function core(
  kind: string,
  resource: string,
  shortNames: readonly string[],
  more: Partial<KindInfo> = {},
): KindInfo {
  return {
    group: '',
    version: 'v1',
    kind,
    resource,
    singular: kind.toLowerCase(),
    shortNames,
    isNamespaced: true,
    storagePrefix: `/registry/${resource}`,
    subresources: [],
    verbs: ALL_VERBS,
    ...more,
  };
}

/** All kinds that the API server serves, in the order of discovery. */
export const KINDS: readonly KindInfo[] = [
  core('ConfigMap', 'configmaps', ['cm']),
  core('Endpoints', 'endpoints', ['ep'], { storagePrefix: '/registry/services/endpoints' }),
  core('Event', 'events', ['ev']),
  core('Namespace', 'namespaces', ['ns'], {
    isNamespaced: false,
    subresources: ['finalize', 'status'],
    verbs: NO_COLLECTION,
  }),
  core('Node', 'nodes', ['no'], {
    isNamespaced: false,
    storagePrefix: '/registry/minions',
    subresources: ['proxy', 'status'],
  }),
  core('PersistentVolume', 'persistentvolumes', ['pv'], {
    isNamespaced: false,
    subresources: ['status'],
  }),
  core('PersistentVolumeClaim', 'persistentvolumeclaims', ['pvc'], { subresources: ['status'] }),
  core('Pod', 'pods', ['po'], {
    subresources: [
      'attach',
      'binding',
      'ephemeralcontainers',
      'eviction',
      'exec',
      'log',
      'portforward',
      'resize',
      'status',
    ],
  }),
  core('Secret', 'secrets', []),
  core('ServiceAccount', 'serviceaccounts', ['sa'], { subresources: ['token'] }),
  core('Service', 'services', ['svc'], {
    storagePrefix: '/registry/services/specs',
    subresources: ['status'],
  }),
  core('Lease', 'leases', [], { group: 'coordination.k8s.io' }),
  core('Event', 'events', ['ev'], { group: 'events.k8s.io' }),
  core('CSINode', 'csinodes', [], { group: 'storage.k8s.io', isNamespaced: false }),
  core('APIService', 'apiservices', [], {
    group: 'apiregistration.k8s.io',
    isNamespaced: false,
    storagePrefix: '/registry/apiregistration.k8s.io/apiservices',
    subresources: ['status'],
    isCachedWhenAsked: true,
  }),
  core('PriorityClass', 'priorityclasses', ['pc'], {
    group: 'scheduling.k8s.io',
    isNamespaced: false,
  }),
];

/** `v1` or `coordination.k8s.io/v1`. */
export function apiVersionOf(info: KindInfo): string {
  return info.group === '' ? info.version : `${info.group}/${info.version}`;
}

/** The kind an object names by `apiVersion` and `kind`. */
export function kindOf(apiVersion: string, kind: string): KindInfo | undefined {
  return KINDS.find((info) => info.kind === kind && apiVersionOf(info) === apiVersion);
}

/** The kind behind a path's group and resource. */
export function kindOfResource(group: string, resource: string): KindInfo | undefined {
  return KINDS.find((info) => info.group === group && info.resource === resource);
}

/** The kind behind a word typed to kubectl: plural, singular, short name or Kind, any case. */
export function kindOfWord(word: string): KindInfo | undefined {
  const lower = word.toLowerCase();
  return KINDS.find(
    (info) =>
      info.resource === lower ||
      info.singular === lower ||
      info.shortNames.includes(lower) ||
      `${info.resource}.${info.group}` === lower ||
      `${info.resource}.${info.version}.${info.group}` === lower,
  );
}

/** The etcd key of an object. */
export function storageKey(info: KindInfo, namespace: string | undefined, name: string): string {
  const scope = info.isNamespaced ? `/${namespace ?? 'default'}` : '';
  return `${info.storagePrefix}${scope}/${name}`;
}

/** The path of a collection, or of one object when `name` is given. */
export function pathOf(info: KindInfo, namespace?: string, name?: string): string {
  const root = info.group === '' ? `/api/${info.version}` : `/apis/${info.group}/${info.version}`;
  const scope = info.isNamespaced && namespace !== undefined ? `/namespaces/${namespace}` : '';
  return `${root}${scope}/${info.resource}${name === undefined ? '' : `/${name}`}`;
}
