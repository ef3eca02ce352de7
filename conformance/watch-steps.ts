// Watch steps: what a recording shows of a pod or a node at each of its changes.

import { placeholders } from './placeholders.ts';
import type { ContainerStep, Step } from './recording.ts';

/** An object seen as fields. */
type Fields = { readonly [name: string]: unknown };

/** What the steps before have shown. */
export interface Known {
  readonly pods: Map<string, Fields>;
  readonly ips: Map<string, string>;
}

/** The step of a changed pod. */
export function podStep(type: string, pod: Fields, t: number, known: Known): readonly Step[] {
  const metadata = (pod['metadata'] ?? {}) as Fields;
  const status = (pod['status'] ?? {}) as Fields;
  const name = String(metadata['name']);
  const before = known.pods.get(name);
  known.pods.set(name, pod);
  const ip = String(status['podIP'] ?? '');
  const oldIp = known.ips.get(name) ?? '';
  if (ip !== '') known.ips.set(name, ip);
  const isDeleting = metadata['deletionTimestamp'] !== undefined;
  const labels = (metadata['labels'] ?? {}) as { readonly [key: string]: string };
  const oldLabels = ((before?.['metadata'] as Fields | undefined)?.['labels'] ?? {}) as Fields;
  const images = imagesOf(pod);
  const oldImages = before === undefined ? images : imagesOf(before);
  const messages = conditionMessages(status);
  const inits = containersOf(status['initContainerStatuses']);
  const ephemerals = containersOf(status['ephemeralContainerStatuses']);
  return [
    {
      t,
      kind: 'watch',
      pod: name,
      type,
      phase: String(status['phase'] ?? ''),
      deleting: isDeleting,
      ...(isDeleting ? { graceSeconds: Number(metadata['deletionGracePeriodSeconds'] ?? 0) } : {}),
      ...text('reason', status['reason']),
      ...text('message', status['message']),
      ...(isSame(labels, oldLabels) ? {} : { labels }),
      ...(isSame(images, oldImages) ? {} : { specImages: images }),
      conditions: conditionsOf(status),
      ...(Object.keys(messages).length === 0 ? {} : { conditionMessages: messages }),
      containers: containersOf(status['containerStatuses']),
      ...(Object.keys(inits).length === 0 ? {} : { initContainers: inits }),
      ...(Object.keys(ephemerals).length === 0 ? {} : { ephemeralContainers: ephemerals }),
      hasPodIP: ip !== '',
      ...(ip !== '' && oldIp !== '' && ip !== oldIp ? { podIPChanged: true } : {}),
    },
  ];
}

function imagesOf(pod: Fields): { readonly [container: string]: string } {
  const spec = (pod['spec'] ?? {}) as Fields;
  const list = (spec['containers'] ?? []) as readonly Fields[];
  return Object.fromEntries(list.map((one) => [String(one['name']), String(one['image'])]));
}

function isSame(a: Fields, b: Fields): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(map: Fields): readonly (readonly [string, unknown])[] {
  return Object.entries(map).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function text(name: 'reason' | 'message', value: unknown): { readonly [key: string]: string } {
  return typeof value === 'string' && value !== '' ? { [name]: placeholders(value) } : {};
}

function conditionList(status: Fields): readonly Fields[] {
  return (status['conditions'] ?? []) as readonly Fields[];
}

function conditionsOf(status: Fields): { readonly [type: string]: string } {
  return Object.fromEntries(
    conditionList(status).map((one) => {
      const reason = one['reason'];
      const hasReason = typeof reason === 'string' && reason !== '';
      return [String(one['type']), `${one['status']}${hasReason ? `/${reason}` : ''}`];
    }),
  );
}

function conditionMessages(status: Fields): { readonly [type: string]: string } {
  return Object.fromEntries(
    conditionList(status).flatMap((one) => {
      const said = one['message'];
      if (typeof said !== 'string' || said === '') return [];
      return [[String(one['type']), placeholders(said)]];
    }),
  );
}

function containersOf(list: unknown): { readonly [name: string]: ContainerStep } {
  const statuses = (list ?? []) as readonly Fields[];
  return Object.fromEntries(statuses.map((one) => [String(one['name']), containerOf(one)]));
}

function containerOf(status: Fields): ContainerStep {
  const last = stateOf(status['lastState']);
  const started = status['started'];
  return {
    ...(stateOf(status['state']) ?? { state: 'waiting' }),
    ready: status['ready'] === true,
    restartCount: Number(status['restartCount'] ?? 0),
    ...(typeof started === 'boolean' ? { started } : {}),
    ...(last === undefined ? {} : { lastState: last }),
  };
}

function stateOf(state: unknown): ContainerStep | undefined {
  const fields = (state ?? {}) as { readonly [name: string]: Fields | undefined };
  for (const name of ['waiting', 'running', 'terminated']) {
    const inner = fields[name];
    if (inner === undefined || inner === null) continue;
    return {
      state: name,
      ...text('reason', inner['reason']),
      ...(name === 'terminated' ? { exitCode: Number(inner['exitCode'] ?? 0) } : {}),
      ...text('message', inner['message']),
    };
  }
  return undefined;
}

/** The step of a changed node. */
export function nodeStep(type: string, node: Fields, t: number): readonly Step[] {
  const metadata = (node['metadata'] ?? {}) as Fields;
  const status = (node['status'] ?? {}) as Fields;
  const spec = (node['spec'] ?? {}) as Fields;
  const name = String(metadata['name']);
  const taints = ((spec['taints'] ?? []) as readonly Fields[]).map(
    (taint) => `${taint['key']}${taint['value'] ? `=${taint['value']}` : ''}:${taint['effect']}`,
  );
  const ready = conditionMessages(status)['Ready'];
  const shown = {
    conditions: conditionsOf(status),
    conditionMessages: ready === undefined ? {} : { Ready: ready },
    taints,
    unschedulable: spec['unschedulable'] === true,
  };
  return [{ t, kind: 'watch', node: name, type, ...shown }];
}
