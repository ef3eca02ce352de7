// The rows of the control plane and of the person at the terminal.

import type { ApiObject } from '../apimachinery/meta.ts';
import { range, values } from '../base/persistent-map.ts';
import type { ApiServerState, ApiWatcher, Plan } from '../cluster/apiserver/state.ts';
import type { EtcdState } from '../cluster/etcd/etcd.ts';
import type { EtcdEvent } from '../cluster/protocol/etcd.ts';
import type { TranscriptEntry } from '../cluster/protocol/transcript.ts';
import type { UserState } from '../cluster/user/user.ts';
import { actorName, processNamed, stateOf } from '../kernel/world.ts';
import type { ApiServerRow, EtcdRow, UserRow } from './rows.ts';
import { isUp, partRow, type Update } from './view.ts';

/** How many lines, requests and keys a row tells of. */
const RECENT = 8;

/** Rows `cluster`, `user`, `apiserver` and `etcd`. */
export function updateControlPlane(update: Update): void {
  const { world, setting } = update;
  partRow(update, 'cluster', [setting], () => {
    const { edition, epochSeconds, nodes } = setting;
    return { row: 'cluster', edition, epochSeconds, nodes };
  });
  const user = stateOf<UserState>(world, 'user');
  partRow(update, 'user', [user?.transcript], () => userRow(update, user));
  updateApiServer(update);
  const etcd = processNamed(world, 'etcd')?.state as EtcdState | undefined;
  const hasEtcd = isUp(world, 'etcd');
  partRow(update, 'etcd', [hasEtcd, etcd?.store], () =>
    etcd === undefined ? undefined : etcdRow(etcd, hasEtcd),
  );
}

function userRow({ setting }: Update, user: UserState | undefined): UserRow {
  const all: TranscriptEntry[] = user === undefined ? [] : [...values(user.transcript)];
  const recent = all.slice(-RECENT).map((entry) => {
    const { stdout, stderr } = setting.print(entry);
    const lines = `${stdout}${stderr}`.trimEnd().split('\n');
    return {
      id: entry.id,
      text: entry.text,
      isDone: entry.status === 'done',
      exitCode: entry.exitCode,
      lastLine: lines.at(-1) ?? '',
    };
  });
  return { row: 'user', recent };
}

function updateApiServer(update: Update): void {
  const { world } = update;
  const process = processNamed(world, 'apiserver');
  const state = process?.isUp === true ? (process.state as ApiServerState) : undefined;
  const revision = newestRevision(state);
  const inputs = [process?.isUp, revision, state?.inFlight, state?.watchers];
  partRow(update, 'apiserver', inputs, () => {
    if (process === undefined) return undefined;
    return {
      row: 'apiserver',
      isUp: process.isUp,
      resourceVersion: String(revision),
      requests: requestsOf(state),
      watches: watchesOf(update, state),
    };
  });
}

function newestRevision(state: ApiServerState | undefined): number {
  let newest = 0;
  if (state === undefined) return newest;
  for (const cache of values(state.caches)) newest = Math.max(newest, cache.revision);
  return newest;
}

function requestsOf(state: ApiServerState | undefined): ApiServerRow['requests'] {
  if (state === undefined) return [];
  const requests = [];
  for (const { request, replyTo, startedAt } of values<Plan>(state.inFlight)) {
    if (replyTo === null) continue;
    const { verb, path, userAgent } = request;
    requests.push({ id: replyTo.id, verb, path, by: userAgent, at: startedAt });
  }
  return requests.sort((a, b) => b.id - a.id).slice(0, RECENT);
}

function watchesOf(update: Update, state: ApiServerState | undefined): ApiServerRow['watches'] {
  if (state === undefined) return [];
  const watches = [];
  for (const watcher of values<ApiWatcher>(state.watchers)) {
    const { info, namespace, name } = watcher.target;
    const scope = namespace === undefined ? '' : `${namespace}/`;
    const { id, from } = watcher.replyTo;
    const by = actorName(update.world, from.actor);
    watches.push({
      id,
      by,
      path: `${scope}${info.resource}${name === undefined ? '' : `/${name}`}`,
    });
  }
  return watches.sort((a, b) => a.id - b.id);
}

function etcdRow({ store }: EtcdState, hasEtcd: boolean): EtcdRow {
  return {
    row: 'etcd',
    isUp: hasEtcd,
    revision: store.revision,
    compactRevision: store.compacted,
    keys: store.current.size,
    recent: recentKeys(store),
  };
}

/** The keys written last, each once; a long window holds enough of them. */
function recentKeys(store: EtcdState['store']): EtcdRow['recent'] {
  const from = String(Math.max(0, store.revision - 3 * RECENT)).padStart(16, '0');
  const events = [...range<EtcdEvent>(store.log, from, undefined)].map(([, event]) => event);
  const rows = new Map<string, EtcdRow['recent'][number]>();
  for (const { type, kv } of events.reverse()) {
    if (rows.has(kv.key) || rows.size === RECENT) continue;
    rows.set(kv.key, {
      key: kv.key,
      modRevision: kv.modRevision,
      version: kv.version,
      isDeleted: type === 'DELETE',
      summary: summaryOf(kv.value as ApiObject | undefined),
    });
  }
  return [...rows.values()];
}

function summaryOf(object: ApiObject | undefined): string {
  if (object === undefined || object === null) return '';
  const status = (object as { readonly status?: { readonly phase?: string } }).status;
  const reason = (object as { readonly reason?: string }).reason;
  const what = status?.phase ?? reason ?? '';
  return what === '' ? object.kind : `${object.kind} ${what}`;
}
