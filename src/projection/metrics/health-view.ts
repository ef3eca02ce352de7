// The view `health`: what is known of containers, pods, services and the cluster, from where, and
// since when. Containers and pods come from what their nodes have; the rest from the API.

import type { Endpoints, Service } from '../../api/config.ts';
import type { Node } from '../../api/node.ts';
import type { Pod } from '../../api/pod.ts';
import { isPodReady } from '../../api/pod-helpers.ts';
import { hasLabels } from '../../apimachinery/selector.ts';
import { microsSince } from '../../base/calendar.ts';
import { get } from '../../base/persistent-map.ts';
import type { ControllerManagerState } from '../../cluster/controllers/state.ts';
import type { KubeletState } from '../../cluster/kubelet/state.ts';
import type { Micros } from '../../kernel/time.ts';
import { stateOf, type World } from '../../kernel/world.ts';
import { objectIn, objectsUnder, type Stored, storedUnder } from '../api-objects.ts';
import { PODS } from '../pod-sources.ts';
import { podsOf } from '../pods-of-node.ts';
import type { ContainerRow, DisplayState, PodRow, RowChange } from '../rows.ts';
import {
  beginUpdate,
  isUp,
  type Memo,
  part,
  putRow,
  type Update,
  type ViewSetting,
} from '../view.ts';
import type { HealthFact, HealthRow } from './health.ts';

/** Brings the view up to date. */
export function updateHealth(world: World, setting: ViewSetting, memo: Memo): readonly RowChange[] {
  const update = beginUpdate(world, setting, memo);
  for (const node of setting.nodes) {
    podsOf(update, node, true, (uid, row) => putPod(update, node, uid, row));
  }
  updateServices(update);
  updateCluster(update);
  return update.changes;
}

/** Rows of a pod and of its containers; without a row they go. */
function putPod(update: Update, node: string, uid: string, pod: PodRow | undefined): void {
  const { world, memo } = update;
  const prefix = `health/container/${node}/${uid}/`;
  const kept = new Set<string>();
  for (const container of pod?.containers ?? []) {
    const key = prefix + container.name;
    kept.add(key);
    putRow(update, key, containerHealth(node, pod as PodRow, container));
  }
  for (const key of memo.rows.keys()) {
    if (key.startsWith(prefix) && !kept.has(key)) putRow(update, key, undefined);
  }
  const row = pod === undefined ? undefined : podHealth(world, node, uid, pod);
  putRow(update, `health/pod/${node}/${uid}`, row);
}

/** Who looks at a container: the engine, the probes, cAdvisor, and from afar the API. */
function containerHealth(node: string, pod: PodRow, container: ContainerRow): HealthRow {
  const { name, display, state, reason, exitCode, startedAt, restarts, probes, apiState } =
    container;
  const isTrouble = display === 'failed' || display === 'backoff';
  const facts: HealthFact[] = [
    {
      what: 'state',
      value: exitCode === undefined ? state : `${state} (${exitCode})`,
      source: 'engine',
      ...(startedAt === undefined ? {} : { at: startedAt }),
      isBad: isTrouble && state === 'terminated',
    },
  ];
  if (reason !== '') {
    facts.push({ what: 'reason', value: reason, source: 'kubelet', isBad: isTrouble });
  }
  if (restarts > 0) facts.push({ what: 'restarts', value: restarts, source: 'kubelet' });
  for (const { probe, lastResult, lastAt } of probes) {
    if (lastResult === undefined || lastAt === undefined) continue;
    const isBad = lastResult !== 'success';
    facts.push({ what: probe, value: lastResult, source: 'prober', at: lastAt, isBad });
  }
  facts.push(...usageFacts(container));
  const value = apiState ?? state;
  facts.push({ what: 'state', value, source: 'api', isBad: apiState !== undefined });
  return {
    row: 'health',
    level: 'container',
    name,
    namespace: pod.namespace,
    node,
    podUid: pod.uid,
    state: display,
    facts,
  };
}

function usageFacts({ cpu, memory }: Pick<ContainerRow, 'cpu' | 'memory'>): readonly HealthFact[] {
  const facts: HealthFact[] = [];
  const used = cpu.points.at(-1);
  const held = memory.points.at(-1);
  if (used !== undefined)
    facts.push({ what: 'cpu', value: used[1], source: 'cadvisor', at: used[0] });
  if (held !== undefined)
    facts.push({ what: 'memory', value: held[1], source: 'cadvisor', at: held[0] });
  return facts;
}

/** A pod as its kubelet has it, and as the API has it. */
function podHealth(world: World, node: string, uid: string, pod: PodRow): HealthRow {
  const kubelet = stateOf<KubeletState>(world, `kubelet@${node}`);
  const own = kubelet === undefined ? undefined : get(kubelet.statuses.statuses, uid);
  const facts: HealthFact[] = [];
  if (own !== undefined) {
    const { status, at } = own;
    const isReady = isPodReady({ status } as Pod);
    facts.push({ what: 'phase', value: status.phase ?? '', source: 'kubelet', at });
    facts.push({
      what: 'ready',
      value: isReady ? 'True' : 'False',
      source: 'kubelet',
      at,
      isBad: !isReady,
    });
  }
  if (pod.isInApi) {
    const isReady = pod.conditions.some(
      ({ type, status }) => type === 'Ready' && status === 'True',
    );
    facts.push({ what: 'phase', value: pod.phase, source: 'api' });
    facts.push({
      what: 'ready',
      value: isReady ? 'True' : 'False',
      source: 'api',
      isBad: !isReady,
    });
  }
  if (pod.ip !== undefined) facts.push({ what: 'address', value: pod.ip, source: 'api' });
  return {
    row: 'health',
    level: 'pod',
    name: pod.name,
    namespace: pod.namespace,
    node,
    podUid: uid,
    state: pod.display,
    facts,
  };
}

const SERVICES = '/registry/services/specs' as const;
const ENDPOINTS = '/registry/services/endpoints' as const;

/** Services have no status of their own: what is known is which addresses stand behind them. */
function updateServices(update: Update): void {
  const { world, memo } = update;
  const [services, endpoints, pods] = [SERVICES, ENDPOINTS, PODS].map((prefix) =>
    storedUnder(world, prefix),
  ) as [Stored, Stored, Stored];
  part(update, 'services', [services, endpoints, pods], () => {
    const kept = new Set<string>();
    for (const [key, object] of objectsUnder(services, SERVICES)) {
      const place = key.slice(SERVICES.length);
      const row = serviceHealth(object as Service, endpointsAt(endpoints, place), pods);
      if (row === undefined) continue;
      kept.add(`health/service${place}`);
      putRow(update, `health/service${place}`, row);
    }
    for (const key of memo.rows.keys()) {
      if (key.startsWith('health/service/') && !kept.has(key)) putRow(update, key, undefined);
    }
  });
}

function endpointsAt(endpoints: Stored, place: string): Endpoints | undefined {
  return objectIn(endpoints, ENDPOINTS + place) as Endpoints | undefined;
}

function serviceHealth(
  { metadata, spec }: Service,
  endpoints: Endpoints | undefined,
  pods: Stored,
): HealthRow | undefined {
  const selector = spec?.selector;
  if (selector === undefined || Object.keys(selector).length === 0) return undefined;
  const { name = '', namespace = 'default' } = metadata;
  let selected = 0;
  let ready = 0;
  for (const [, object] of objectsUnder(pods, `${PODS}/${namespace}`)) {
    if (!hasLabels(object.metadata.labels, selector)) continue;
    selected += 1;
    if (isPodReady(object as Pod)) ready += 1;
  }
  const subsets = endpoints?.subsets ?? [];
  const behind = subsets.reduce((sum, { addresses = [] }) => sum + addresses.length, 0);
  const waiting = subsets.reduce((sum, one) => sum + (one.notReadyAddresses ?? []).length, 0);
  const facts: HealthFact[] = [
    { what: 'address', value: spec?.clusterIP ?? '', source: 'api' },
    { what: 'selected', value: `${ready}/${selected}`, source: 'api', isBad: ready < selected },
  ];
  if (endpoints !== undefined) {
    const value = waiting === 0 ? String(behind) : `${behind} (+${waiting})`;
    facts.push({ what: 'endpoints', value, source: 'endpoints', isBad: behind === 0 });
  }
  const state: DisplayState = behind > 0 ? 'ready' : selected > 0 ? 'pending' : 'unknown';
  return { row: 'health', level: 'service', name, namespace, state, facts };
}

const NODES = '/registry/minions' as const;
const COMPONENTS = ['apiserver', 'etcd', 'scheduler', 'controller-manager'] as const;

/** The nodes as the API has them, their last signs of life, and the parts of the control plane. */
function updateCluster(update: Update): void {
  const { world } = update;
  const nodes = storedUnder(world, NODES);
  const monitor = stateOf<ControllerManagerState>(world, 'controller-manager')?.health;
  const pods = storedUnder(world, PODS);
  const up = COMPONENTS.filter((name) => isUp(world, name));
  part(update, 'cluster', [nodes, monitor, pods, up.join()], () => {
    const facts = [...nodeFacts(update, nodes, monitor), podFact(pods)];
    const value = `${up.length}/${COMPONENTS.length}`;
    const isBad = up.length < COMPONENTS.length;
    facts.push({ what: 'components', value, source: 'api', isBad });
    const state: DisplayState = facts.some((fact) => fact.isBad === true) ? 'backoff' : 'ready';
    putRow(update, 'health/cluster', {
      row: 'health',
      level: 'cluster',
      name: 'cluster',
      state,
      facts,
    });
  });
}

function nodeFacts(
  { setting }: Update,
  nodes: Stored,
  monitor: ControllerManagerState['health'] | undefined,
): HealthFact[] {
  let count = 0;
  let ready = 0;
  const facts: HealthFact[] = [];
  for (const [, object] of objectsUnder(nodes, NODES)) {
    const { metadata, status } = object as Node;
    const condition = status?.conditions?.find(({ type }) => type === 'Ready');
    count += 1;
    if (condition?.status === 'True') ready += 1;
    const name = metadata.name ?? '';
    const beat = condition?.lastHeartbeatTime;
    const told = typeof beat === 'string' ? microsSince(setting.epochSeconds, beat) : undefined;
    const at = (monitor === undefined ? undefined : get(monitor, name)?.probeAt) ?? told;
    facts.push({
      what: 'heartbeat',
      value: name,
      source: 'node-monitor',
      ...(at === undefined ? {} : { at: at as Micros }),
      isBad: condition?.status !== 'True',
    });
  }
  const value = `${ready}/${count}`;
  return [{ what: 'nodes', value, source: 'api', isBad: ready < count }, ...facts];
}

function podFact(pods: Stored): HealthFact {
  let running = 0;
  let count = 0;
  for (const [, object] of objectsUnder(pods, PODS)) {
    count += 1;
    if ((object as Pod).status?.phase === 'Running') running += 1;
  }
  return { what: 'running', value: `${running}/${count}`, source: 'api' };
}
