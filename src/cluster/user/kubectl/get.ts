// kubectl get, describe, version and api-resources: what is asked for; printing is not here.

import { apiVersionOf, KINDS, type KindInfo, pathOf } from '../../../api/kinds.ts';
import type { Pod } from '../../../api/pod.ts';
import { CONFIG_MIRROR } from '../../../api/pod-helpers.ts';
import type { ApiObject } from '../../../apimachinery/meta.ts';
import { urlParts } from '../../../base/url.ts';
import type { ApiWatch } from '../../protocol/apiserver.ts';
import type { KubectlDescribe, KubectlGet, Selection } from '../../protocol/kubectl-commands.ts';
import { fail, print, type Reply, type Routine, type Setting, say } from '../calls.ts';
import {
  call,
  isOk,
  list,
  lookUp,
  namespaceOf,
  objectOf,
  objectPath,
  refuse,
  withStatus,
} from './common.ts';

/** `kubectl get`. */
export function* get(command: KubectlGet, setting: Setting): Routine {
  if (command.raw !== undefined) return yield* getRaw(command.raw);
  const groups = yield* collect(command);
  if (groups === undefined) return 1;
  let exit = 0;
  const isMany = groups.filter((group) => group.objects.length > 0).length > 1;
  let isFirst = true;
  for (const group of groups) {
    exit = Math.max(exit, group.exit);
    if (group.objects.length === 0) continue;
    if (!isFirst && isTable(command)) yield* say('');
    isFirst = false;
    yield* show(command, setting, group, isMany);
  }
  const isEmpty = groups.every((group) => group.objects.length === 0) && exit === 0;
  if (isEmpty && command.isWatch !== true && command.ignoreNotFound !== true) {
    yield* print({ kind: 'line', text: nothingFound(command, groups), isError: true });
  }
  const [only] = groups;
  if (command.isWatch !== true || only === undefined) return exit;
  if (groups.length > 1) {
    return yield* fail('error: you may only specify a single resource type');
  }
  return yield* watch(command, setting, only);
}

function isTable(command: KubectlGet): boolean {
  return command.output.format === 'table' || command.output.format === 'wide';
}

function nothingFound(command: KubectlGet, groups: readonly Group[]): string {
  const isNamespaced = groups.some((group) => group.info.isNamespaced);
  if (command.allNamespaces === true || !isNamespaced) return 'No resources found';
  return `No resources found in ${namespaceOf(command)} namespace.`;
}

/** Objects of one kind. */
interface Group {
  readonly info: KindInfo;
  readonly objects: readonly ApiObject[];
  readonly isSingle: boolean;
  readonly name?: string;
  readonly exit: number;
}

function* collect(command: KubectlGet): Routine<readonly Group[] | undefined> {
  const groups: Group[] = [];
  for (const { resource, name } of command.targets) {
    const info = yield* lookUp(resource);
    if (info === undefined) return undefined;
    if (name === undefined) {
      const objects = yield* list(info, command);
      if (objects === undefined) return undefined;
      groups.push({ info, objects, isSingle: false, exit: 0 });
      continue;
    }
    const answer = yield* call({ verb: 'GET', path: objectPath(info, namespaceOf(command), name) });
    if (answer === undefined) return undefined;
    const isMissing = answer.code === 404 && command.ignoreNotFound === true;
    const exit = isOk(answer) || isMissing ? 0 : yield* refuse(answer);
    const objects = isOk(answer) ? [objectOf(answer)] : [];
    const before = groups.at(-1);
    if (before?.info === info && before.isSingle) {
      groups[groups.length - 1] = {
        ...before,
        objects: [...before.objects, ...objects],
        exit: Math.max(exit, before.exit),
      };
    } else groups.push({ info, objects, isSingle: true, name, exit });
  }
  return groups;
}

function* show(
  command: KubectlGet,
  setting: Setting,
  group: Group,
  isMany: boolean,
  watched?: { readonly event?: string; readonly at: Setting['typedAt'] },
): Routine<void> {
  const { output, isHeaderless, showLabels, labelColumns, sortBy, allNamespaces } = command;
  yield* print({
    kind: 'objects',
    resource: group.info.resource,
    objects: group.objects,
    isSingle: group.isSingle && group.objects.length === 1,
    view: {
      output,
      ...(isHeaderless === true ? { isHeaderless } : {}),
      ...(showLabels === true ? { showLabels } : {}),
      ...(labelColumns === undefined ? {} : { labelColumns }),
      ...(sortBy === undefined ? {} : { sortBy }),
      ...(allNamespaces === true ? { allNamespaces } : {}),
      ...(isMany || command.showKind === true ? { showKind: true } : {}),
    },
    at: watched?.at ?? setting.typedAt,
    epochSeconds: setting.epochSeconds,
    edition: setting.edition,
    ...(watched === undefined ? {} : { isContinued: true }),
    ...(watched?.event === undefined ? {} : { watchEvent: watched.event }),
  });
}

function* watch(command: KubectlGet, setting: Setting, group: Group): Routine {
  const everywhere = command.allNamespaces === true || !group.info.isNamespaced;
  const { selector } = command;
  const fieldSelector =
    group.name === undefined ? command.fieldSelector : `metadata.name=${group.name}`;
  const versions = group.objects.map((object) => Number(object.metadata.resourceVersion ?? 0));
  const newest = versions.reduce((a, b) => Math.max(a, b), 0);
  const answer = yield* call({
    verb: 'GET',
    path: pathOf(group.info, everywhere ? undefined : namespaceOf(command)),
    query: {
      watch: 'true',
      ...(newest === 0 ? {} : { resourceVersion: String(newest) }),
      ...(selector === undefined ? {} : { labelSelector: selector }),
      ...(fieldSelector === undefined ? {} : { fieldSelector }),
    },
  });
  if (answer === undefined) return 1;
  if (!isOk(answer)) return yield* refuse(answer);
  const seen = new Map(group.objects.map((object) => [object.metadata.uid, object]));
  for (;;) {
    const reply: Reply = yield { call: 'next' };
    if (reply.message?.type !== 'api.watch') return 0;
    for (const event of (reply.message as ApiWatch).events) {
      if (event.type === 'BOOKMARK' || event.type === 'ERROR') continue;
      const object = event.object as ApiObject;
      const before = seen.get(object.metadata.uid);
      if (before?.metadata.resourceVersion === object.metadata.resourceVersion) continue;
      const one = { ...group, objects: [object], isSingle: true };
      yield* show(command, setting, one, false, { event: event.type, at: reply.at });
    }
  }
}

function* getRaw(address: string): Routine {
  const parts = urlParts(`http://api${address}`);
  const { path = address, query = {} } = parts ?? {};
  const isAsking = Object.keys(query).length > 0;
  const answer = yield* call({ verb: 'GET', path, ...(isAsking ? { query } : {}) });
  if (answer === undefined) return 1;
  if (!isOk(answer)) return yield* refuse(withStatus(answer));
  const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
  yield* print({ kind: 'text', text });
  return 0;
}

/** `kubectl describe`. */
export function* describeObjects(command: KubectlDescribe, setting: Setting): Routine {
  let exit = 0;
  let isFirst = true;
  for (const { resource, name } of command.targets) {
    const info = yield* lookUp(resource);
    if (info === undefined) return 1;
    const objects = yield* described(info, name, command);
    if (objects === undefined) {
      exit = 1;
      continue;
    }
    if (objects.length === 0) {
      const place = command.allNamespaces === true ? '' : ` in ${namespaceOf(command)} namespace.`;
      yield* print({ kind: 'line', text: `No resources found${place}`, isError: true });
    }
    for (const object of objects) {
      if (!isFirst) yield* print({ kind: 'text', text: '\n\n' });
      isFirst = false;
      yield* describeOne(info, object, command, setting);
    }
  }
  return exit;
}

/** The object of that name, those whose names start so, or all. */
function* described(
  info: KindInfo,
  name: string | undefined,
  command: KubectlDescribe,
): Routine<readonly ApiObject[] | undefined> {
  if (name === undefined) return yield* list(info, command);
  const answer = yield* call({ verb: 'GET', path: objectPath(info, namespaceOf(command), name) });
  if (answer === undefined) return undefined;
  if (isOk(answer)) return [objectOf(answer)];
  if (answer.code === 404) {
    const near = yield* list(info, command);
    const found = near?.filter((object) => object.metadata.name?.startsWith(name)) ?? [];
    if (found.length > 0) return found;
  }
  yield* refuse(answer);
  return undefined;
}

function* describeOne(
  info: KindInfo,
  object: ApiObject,
  command: KubectlDescribe,
  setting: Setting,
): Routine<void> {
  const { namespace, name = '' } = object.metadata;
  const related = yield* companyOf(info, object);
  const selection: Selection = {
    fieldSelector: `involvedObject.name=${name},involvedObject.uid=${eventUid(info, object)}`,
    ...(info.isNamespaced ? { namespace: namespace ?? 'default' } : { allNamespaces: true }),
  };
  const hasEvents = command.showEvents !== false && HAVE_EVENTS.includes(info.kind);
  const events = hasEvents ? yield* list(kindInfo('Event'), selection) : [];
  yield* print({
    kind: 'description',
    resource: info.resource,
    object,
    events: events ?? [],
    related: related ?? [],
    showEvents: hasEvents,
    at: setting.typedAt,
    epochSeconds: setting.epochSeconds,
    edition: setting.edition,
  });
}

/** Kinds whose description ends with events. */
const HAVE_EVENTS: readonly string[] = [
  'Pod',
  'Node',
  'Service',
  'ConfigMap',
  'PersistentVolume',
  'PersistentVolumeClaim',
];

/**
 * The uid in an object's events: the kubelet writes a node's name there, and of a mirror pod the
 * uid that it gave to the static one. Models kubectl/pkg/describe/describe.go.
 */
function eventUid(info: KindInfo, { metadata }: ApiObject): string {
  const { name = '', uid = '', annotations } = metadata;
  if (info.kind === 'Node') return name;
  return (info.kind === 'Pod' ? annotations?.[CONFIG_MIRROR] : undefined) ?? uid;
}

function kindInfo(kind: string): KindInfo {
  return KINDS.find((info) => info.kind === kind) as KindInfo;
}

/** What a description needs besides its object. */
function* companyOf(info: KindInfo, object: ApiObject): Routine<readonly ApiObject[]> {
  const { namespace = 'default', name = '' } = object.metadata;
  if (info.kind === 'Node') return yield* nodeCompany(name);
  if (info.kind === 'Service') {
    const path = objectPath(kindInfo('Endpoints'), namespace, name);
    const endpoints = yield* call({ verb: 'GET', path });
    return endpoints !== undefined && isOk(endpoints) ? [objectOf(endpoints)] : [];
  }
  if (info.kind !== 'PersistentVolumeClaim') return [];
  const pods = (yield* list(kindInfo('Pod'), { namespace })) ?? [];
  return pods.filter((pod) =>
    (pod as Pod).spec.volumes?.some(
      ({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === name,
    ),
  );
}

/** What a node's description needs besides: its lease and the pods that still count. */
function* nodeCompany(node: string): Routine<readonly ApiObject[]> {
  const selection = {
    allNamespaces: true,
    fieldSelector: `spec.nodeName=${node},status.phase!=Failed,status.phase!=Succeeded`,
  };
  const path = objectPath(kindInfo('Lease'), 'kube-node-lease', node);
  const lease = yield* call({ verb: 'GET', path });
  const pods = (yield* list(kindInfo('Pod'), selection)) ?? [];
  return lease !== undefined && isOk(lease) ? [...pods, objectOf(lease)] : pods;
}

/** `kubectl version`. */
export function* version(setting: Setting): Routine {
  const isModern = setting.edition === 'containerd';
  yield* say(`Client Version: ${isModern ? 'v1.36.2' : 'v1.20.2'}`);
  if (isModern) yield* say('Kustomize Version: v5.8.1');
  const answer = yield* call({ verb: 'GET', path: '/version' });
  if (answer === undefined) return 1;
  if (!isOk(answer)) return yield* refuse(answer);
  const { gitVersion = '' } = answer.body as { readonly gitVersion?: string };
  yield* say(`Server Version: ${gitVersion}`);
  return 0;
}

/** `kubectl api-resources`. */
export function* apiResources(): Routine {
  const answer = yield* call({ verb: 'GET', path: '/apis' });
  if (answer === undefined) return 1;
  const rows = KINDS.map((info) => [
    info.resource,
    info.shortNames.join(','),
    apiVersionOf(info),
    String(info.isNamespaced),
    info.kind,
  ]);
  const header = ['NAME', 'SHORTNAMES', 'APIVERSION', 'NAMESPACED', 'KIND'];
  yield* print({ kind: 'table', rows: [header, ...rows] });
  return 0;
}
