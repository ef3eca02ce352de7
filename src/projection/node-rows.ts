// The rows of the nodes as the API has them, and of the focused node's engine.

import type { Lease, Node } from '../api/node.ts';
import type { Pod } from '../api/pod.ts';
import { isPodTerminal } from '../api/pod-helpers.ts';
import { milliValue, wholeValue } from '../apimachinery/quantity.ts';
import { microsSince } from '../base/calendar.ts';
import { get, values } from '../base/persistent-map.ts';
import type { Pull } from '../cluster/runtime/pulls.ts';
import type { Micros } from '../kernel/time.ts';
import { keyOf, objectIn, objectsUnder, type Stored, storedUnder, valueIn } from './api-objects.ts';
import { type EngineState, engineOf } from './engine-containers.ts';
import { PODS } from './pod-sources.ts';
import type { EngineRow, NodeRow } from './rows.ts';
import { samplesOf, usageOf } from './usage.ts';
import { part, partRow, type Update } from './view.ts';

const NODES = '/registry/minions' as const;
const LEASES = '/registry/leases' as const;
const PRESSURES: readonly string[] = ['MemoryPressure', 'DiskPressure', 'PIDPressure'];

/** Rows `node/<name>`, for the nodes of the scenario and for others that the API has. */
export function updateNodes(update: Update): void {
  const { world, setting } = update;
  const nodes = storedUnder(world, NODES);
  const leases = storedUnder(world, LEASES);
  const counts = podCounts(update);
  for (const name of setting.nodes) {
    const nodeKey = keyOf('node', undefined, name);
    const leaseKey = `${LEASES}/kube-node-lease/${name}`;
    const samples = samplesOf(world, name);
    const machine = get(samples, '/');
    const inputs = [valueIn(nodes, nodeKey), valueIn(leases, leaseKey), counts.get(name), machine];
    partRow(update, `node/${name}`, inputs, () =>
      nodeRow(update, name, objectIn(nodes, nodeKey) as Node | undefined, {
        lease: objectIn(leases, leaseKey) as Lease | undefined,
        pods: counts.get(name) ?? 0,
        usage: usageOf(samples, '/'),
      }),
    );
  }
}

/** How many pods that are not over each node has. */
function podCounts(update: Update): ReadonlyMap<string, number> {
  const pods = storedUnder(update.world, PODS);
  part(update, 'pod-counts', [pods], () => {
    update.memo.parts.set('pod-counts', countPods(pods));
  });
  return update.memo.parts.get('pod-counts') as ReadonlyMap<string, number>;
}

function countPods(pods: Stored): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [, object] of objectsUnder(pods, PODS)) {
    const pod = object as Pod;
    const node = pod.spec.nodeName;
    if (node === undefined || isPodTerminal(pod)) continue;
    counts.set(node, (counts.get(node) ?? 0) + 1);
  }
  return counts;
}

interface NodeParts {
  readonly lease: Lease | undefined;
  readonly pods: number;
  readonly usage: Pick<NodeRow, 'cpu' | 'memory'>;
}

function nodeRow(update: Update, name: string, node: Node | undefined, parts: NodeParts): NodeRow {
  const { spec, status } = node ?? {};
  const conditions = status?.conditions ?? [];
  const ready = conditions.find((one) => one.type === 'Ready');
  const renewed = parts.lease?.spec?.renewTime;
  const { epochSeconds } = update.setting;
  const renewedAt = typeof renewed === 'string' ? microsSince(epochSeconds, renewed) : undefined;
  return {
    row: 'node',
    name,
    ip: status?.addresses?.find((one) => one.type === 'InternalIP')?.address ?? '',
    ready: (ready?.status as NodeRow['ready'] | undefined) ?? 'Unknown',
    readyReason: ready?.reason ?? '',
    pressure: conditions
      .filter((one) => PRESSURES.includes(one.type) && one.status === 'True')
      .map((one) => one.type),
    taints: (spec?.taints ?? []).map(({ key, value = '', effect }) =>
      value === '' ? `${key}:${effect}` : `${key}=${value}:${effect}`,
    ),
    isUnschedulable: spec?.unschedulable === true,
    cpuMillis: milliValue(status?.capacity?.['cpu']),
    memoryBytes: wholeValue(status?.capacity?.['memory']),
    pods: parts.pods,
    podCapacity: wholeValue(status?.capacity?.['pods']),
    ...parts.usage,
    ...(renewedAt === undefined ? {} : { leaseRenewedAt: renewedAt as Micros }),
  };
}

/** Row `engine/<node>` of the focused node. */
export function updateEngine(update: Update, node: string): void {
  const engine = engineOf(update.world, node);
  const inputs = [engine?.isUp, engine?.images, engine?.pulls.pulls];
  partRow(update, `engine/${node}`, inputs, () =>
    engine === undefined ? undefined : engineRow(engine, node),
  );
}

function engineRow(engine: EngineState, node: string): EngineRow {
  const images = [...values(engine.images.images)].flatMap((image) => {
    const bytes = image.layers.reduce((sum, layer) => sum + layer.unpackedBytes, 0);
    return image.names.map((name) => ({ name: familiar(name), bytes }));
  });
  return {
    row: 'engine',
    node,
    engine: engine.kind,
    isUp: engine.isUp,
    images: images.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
    pulls: [...values(engine.pulls.pulls)].map(pullRow),
  };
}

function pullRow(pull: Pull): EngineRow['pulls'][number] {
  const { host, repository, tag, digest } = pull.name;
  const totalBytes = (pull.manifest?.layers ?? []).reduce((sum, one) => sum + one.sizeBytes, 0);
  const left = pull.missing.reduce((sum, one) => sum + one.sizeBytes, 0);
  const suffix = tag === undefined ? `@${digest ?? ''}` : `:${tag}`;
  return {
    image: familiar(`${host}/${repository}${suffix}`),
    doneBytes: totalBytes - left,
    totalBytes,
    since: pull.startedAt,
  };
}

function familiar(name: string): string {
  return name.replace(/^docker\.io\/(library\/)?/, '');
}
