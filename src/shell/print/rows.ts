// The columns of every kind in `kubectl get`. Models pkg/printers/internalversion/printers.go.

import type { Event } from '../../api/config.ts';
import type { Node } from '../../api/node.ts';
import type { Pod } from '../../api/pod.ts';
import type { ApiObject } from '../../apimachinery/meta.ts';
import { ageOf, type Moment } from './ages.ts';
import { podRow, type RowEra } from './pod-row.ts';
import { API_SERVICE_COLUMNS, ENDPOINTS_COLUMN } from './service-rows.ts';
import { CLAIM_COLUMNS, VOLUME_COLUMNS } from './storage-rows.ts';

/** A column: its header, whether only `-o wide` shows it, and its cell. */
export interface Column {
  readonly header: string;
  readonly isWide?: boolean;
  /** Servers of the older edition do not have it. */
  readonly isModern?: boolean;
  cell(object: ApiObject, now: Moment, era: RowEra): string;
}

type Fields = { readonly [name: string]: unknown };

const NAME: Column = { header: 'NAME', cell: (object) => object.metadata.name ?? '' };
const AGE: Column = {
  header: 'AGE',
  cell: (object, now) => ageOf(object.metadata.creationTimestamp, now),
};

function podColumn(
  header: string,
  field: Exclude<keyof ReturnType<typeof podRow>, never>,
  isWide?: true,
): Column {
  const cell: Column['cell'] = (object, now, era) => podRow(object as Pod, now, era)[field];
  return isWide === undefined ? { header, cell } : { header, isWide, cell };
}

const POD: readonly Column[] = [
  podColumn('NAME', 'name'),
  podColumn('READY', 'ready'),
  podColumn('STATUS', 'status'),
  podColumn('RESTARTS', 'restarts'),
  podColumn('AGE', 'age'),
  podColumn('IP', 'ip', true),
  podColumn('NODE', 'node', true),
  podColumn('NOMINATED NODE', 'nominatedNode', true),
  podColumn('READINESS GATES', 'readinessGates', true),
];

const NODE: readonly Column[] = [
  NAME,
  { header: 'STATUS', cell: (object) => nodeStatus(object as Node) },
  { header: 'ROLES', cell: (object) => nodeRoles(object) },
  AGE,
  { header: 'VERSION', cell: (object) => (object as Node).status?.nodeInfo?.kubeletVersion ?? '' },
  { header: 'INTERNAL-IP', isWide: true, cell: (object) => address(object, 'InternalIP') },
  { header: 'EXTERNAL-IP', isWide: true, cell: (object) => address(object, 'ExternalIP') },
  nodeInfo('OS-IMAGE', 'osImage'),
  nodeInfo('KERNEL-VERSION', 'kernelVersion'),
  nodeInfo('CONTAINER-RUNTIME', 'containerRuntimeVersion'),
];

function nodeInfo(
  header: string,
  field: 'osImage' | 'kernelVersion' | 'containerRuntimeVersion',
): Column {
  const cell = (object: ApiObject): string =>
    (object as Node).status?.nodeInfo?.[field] || '<unknown>';
  return { header, isWide: true, cell };
}

function address(object: ApiObject, type: string): string {
  const found = (object as Node).status?.addresses?.find((one) => one.type === type);
  return found?.address ?? '<none>';
}

function nodeStatus(node: Node): string {
  const ready = node.status?.conditions?.find((one) => one.type === 'Ready');
  const word = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return node.spec?.unschedulable === true ? `${word},SchedulingDisabled` : word;
}

/** The roles that a node's labels name. */
export function nodeRoles(object: ApiObject): string {
  const prefix = 'node-role.kubernetes.io/';
  const roles = Object.entries(object.metadata.labels ?? {}).flatMap(([key, value]) => {
    if (key.startsWith(prefix) && key.length > prefix.length) return [key.slice(prefix.length)];
    return key === 'kubernetes.io/role' && value !== '' ? [value] : [];
  });
  return roles.length === 0 ? '<none>' : roles.sort().join(',');
}

const EVENT: readonly Column[] = [
  { header: 'LAST SEEN', cell: (object, now) => ageOf(lastSeen(object as Event), now) },
  { header: 'TYPE', cell: (object) => (object as Event).type ?? '' },
  { header: 'REASON', cell: (object) => (object as Event).reason ?? '' },
  { header: 'OBJECT', cell: (object) => involved(object as Event) },
  {
    header: 'SUBOBJECT',
    isWide: true,
    cell: (object) => (object as Event).involvedObject?.fieldPath ?? '',
  },
  { header: 'SOURCE', isWide: true, cell: (object) => eventSource(object as Event) },
  { header: 'MESSAGE', cell: (object) => ((object as Event).message ?? '').trim() },
  {
    header: 'FIRST SEEN',
    isWide: true,
    cell: (object, now) => ageOf(firstSeen(object as Event), now),
  },
  { header: 'COUNT', isWide: true, cell: (object) => String(eventCount(object as Event)) },
  { header: 'NAME', isWide: true, cell: (object) => object.metadata.name ?? '' },
];

/** When an event was seen last. */
export function lastSeen(event: Event): string | undefined {
  const series = (event as { readonly series?: { readonly lastObservedTime?: string } }).series;
  return series?.lastObservedTime || event.lastTimestamp || event.eventTime || undefined;
}

/** When an event was seen first. */
export function firstSeen(event: Event): string | undefined {
  return event.firstTimestamp || event.eventTime || undefined;
}

/** How often an event was seen. */
export function eventCount(event: Event): number {
  const series = (event as { readonly series?: { readonly count?: number } }).series;
  return series?.count ?? (event.count || 1);
}

/** `kubelet, node1`. */
export function eventSource(event: Event): string {
  const { component = '', host = '' } = event.source ?? {};
  const name = component === '' ? (event.reportingComponent ?? '') : component;
  return host === '' ? name : `${name}, ${host}`;
}

function involved(event: Event): string {
  const { kind = '', name = '' } = event.involvedObject ?? {};
  return `${kind.toLowerCase()}/${name}`;
}

function count(object: ApiObject, ...fields: readonly string[]): string {
  const total = fields.reduce((sum, field) => {
    const map = (object as unknown as Fields)[field];
    return sum + Object.keys((map ?? {}) as object).length;
  }, 0);
  return String(total);
}

interface ServiceShape {
  readonly spec?: {
    readonly type?: string;
    readonly clusterIP?: string;
    readonly ports?: readonly {
      readonly port: number;
      readonly nodePort?: number;
      readonly protocol?: string;
    }[];
  };
}

function servicePorts(object: ApiObject): string {
  const ports = (object as ServiceShape).spec?.ports ?? [];
  const words = ports.map(({ port, nodePort, protocol = 'TCP' }) =>
    nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`,
  );
  return words.length === 0 ? '<none>' : words.join(',');
}

const TABLES: { readonly [resource: string]: readonly Column[] } = {
  pods: POD,
  nodes: NODE,
  events: EVENT,
  secrets: [
    NAME,
    { header: 'TYPE', cell: (object) => String((object as unknown as Fields)['type'] ?? '') },
    { header: 'DATA', cell: (object) => count(object, 'data') },
    AGE,
  ],
  configmaps: [
    NAME,
    { header: 'DATA', cell: (object) => count(object, 'data', 'binaryData') },
    AGE,
  ],
  persistentvolumes: VOLUME_COLUMNS,
  persistentvolumeclaims: CLAIM_COLUMNS,
  namespaces: [
    NAME,
    {
      header: 'STATUS',
      cell: (object) =>
        (object as { readonly status?: { readonly phase?: string } }).status?.phase ?? '',
    },
    AGE,
  ],
  services: [
    NAME,
    { header: 'TYPE', cell: (object) => (object as ServiceShape).spec?.type ?? 'ClusterIP' },
    {
      header: 'CLUSTER-IP',
      cell: (object) => (object as ServiceShape).spec?.clusterIP || '<none>',
    },
    { header: 'EXTERNAL-IP', cell: () => '<none>' },
    { header: 'PORT(S)', cell: servicePorts },
    AGE,
  ],
  endpoints: [NAME, ENDPOINTS_COLUMN, AGE],
  apiservices: [NAME, ...API_SERVICE_COLUMNS, AGE],
  leases: [
    NAME,
    {
      header: 'HOLDER',
      cell: (object) =>
        (object as { readonly spec?: { readonly holderIdentity?: string } }).spec?.holderIdentity ??
        '',
    },
    AGE,
  ],
};

/** The columns of a resource; kinds without a table of their own show name and age. */
export function columnsOf(resource: string, isWide: boolean, era: RowEra): readonly Column[] {
  const all = TABLES[resource] ?? [NAME, AGE];
  return all.filter(
    (column) =>
      (isWide || column.isWide !== true) && (era === 'modern' || column.isModern !== true),
  );
}
