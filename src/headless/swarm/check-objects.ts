// What may never happen to an object of the API, seen change by change: a revision that falls, a
// pod that moves to another node, that is over and begins again, whose deletion is taken back.

import type { ContainerStatus, Pod } from '../../api/pod.ts';
import { allStatuses, findCondition, isPodReady, isPodTerminal } from '../../api/pod-helpers.ts';
import type { EditionWord } from '../../cluster/protocol/setup.ts';
import type { Fact } from '../../kernel/trace.ts';
import type { Checker, Report } from './finding.ts';

interface Change {
  readonly event: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: Pod;
  readonly resourceVersion: string;
}

interface RuntimeFact {
  readonly op: string;
  readonly id: string;
  readonly attempt: number;
}

/** Follows every object. */
export function checkObjects(edition: EditionWord, report: Report): Checker {
  const revisions = new Map<string, number>();
  const pods = new Map<string, Pod>();
  /** The uid of the pod that a container was made for, by the container's id. */
  const owners = new Map<string, string>();
  /** Containers of which the engine lost an instance: `uid/name` to the highest attempt lost. */
  const lost = new Map<string, number>();
  return {
    fact(fact) {
      if (fact.type === 'RuntimeEvent') noteRuntime(fact, owners, lost);
      if (fact.type !== 'ObjectChanged') return;
      const { event, object, resourceVersion } = fact.data as unknown as Change;
      const { kind, namespace = '', name } = fact.about;
      const key = `${kind} ${namespace}/${name}`;
      const revision = Number(resourceVersion);
      const before = revisions.get(key) ?? 0;
      if (revision <= before) {
        report('revisions rise', fact.at, `${key}: ${before}, then ${revision}`);
      }
      revisions.set(key, revision);
      if (kind !== 'pod') return;
      const uid = object.metadata.uid ?? '';
      const old = pods.get(uid);
      if (old !== undefined) compare(key, old, object, fact, report);
      if (old !== undefined) {
        // The editions with Docker count what the engine still has.
        const isForgetful = edition !== 'containerd';
        counts(key, old, object, fact, report, (before, after) => {
          const own = ownerOf(before, owners) ?? uidOnNode(object);
          // A mirror shows whichever static pod has its name.
          const isMirror = uidOnNode(object) !== uid;
          if (isMirror && own !== ownerOf(after, owners)) return true;
          return isForgetful && (lost.get(`${own}/${before.name}`) ?? -1) >= before.restartCount;
        });
      }
      readiness(key, object, fact, report);
      if (event === 'DELETED') pods.delete(uid);
      else pods.set(uid, object);
    },
  };
}

/** The uid its containers bear: a mirror stands for the pod whose hash it has. */
export function uidOnNode({ metadata }: Pod): string {
  return metadata.annotations?.['kubernetes.io/config.mirror'] ?? metadata.uid ?? '';
}

/** The container's id as its engine knows it. */
export function idOf({ containerID = '' }: ContainerStatus): string {
  return containerID.slice(containerID.indexOf('://') + 3);
}

function ownerOf(status: ContainerStatus, owners: ReadonlyMap<string, string>): string | undefined {
  return owners.get(idOf(status));
}

function noteRuntime(fact: Fact, owners: Map<string, string>, lost: Map<string, number>): void {
  const { op, id, attempt } = fact.data as unknown as RuntimeFact;
  const { uid = '', name } = fact.about;
  if (op === 'create') owners.set(id, uid);
  if (op !== 'destroy') return;
  lost.set(`${uid}/${name}`, Math.max(attempt, lost.get(`${uid}/${name}`) ?? -1));
}

function compare(key: string, old: Pod, pod: Pod, { at }: Fact, report: Report): void {
  const node = old.spec.nodeName ?? '';
  if (node !== '' && pod.spec.nodeName !== node) {
    report('bound stays bound', at, `${key}: on ${node}, then on ${pod.spec.nodeName}`);
  }
  const phase = old.status?.phase;
  // A kubelet that begins anew knows nothing of a static pod's past and runs it again: the file has
  // no status, and the mirror's is not asked (generateAPIPodStatus).
  const isMirror = uidOnNode(pod) !== pod.metadata.uid;
  if (!isMirror && isPodTerminal(old) && pod.status?.phase !== phase) {
    report('terminal stays terminal', at, `${key}: ${phase}, then ${pod.status?.phase}`);
  }
  const end = old.metadata.deletionTimestamp;
  const now = pod.metadata.deletionTimestamp;
  if (end !== undefined && (now === undefined || now > end)) {
    report('a deletion stands', at, `${key}: by ${end}, then ${now ?? 'not at all'}`);
  }
}

function counts(
  key: string,
  old: Pod,
  pod: Pod,
  { at }: Fact,
  report: Report,
  isExcused: (before: ContainerStatus, after: ContainerStatus) => boolean,
): void {
  const known = new Map(allStatuses(old.status).map((one) => [one.name, one]));
  for (const after of allStatuses(pod.status)) {
    const before = known.get(after.name);
    if (before === undefined || after.restartCount >= before.restartCount) continue;
    if (isExcused(before, after)) continue;
    const text = `${key}/${after.name}: ${before.restartCount}, then ${after.restartCount}`;
    report('restart counts never fall', at, text);
  }
}

function readiness(key: string, pod: Pod, { at }: Fact, report: Report): void {
  for (const { name, ready, state } of pod.status?.containerStatuses ?? []) {
    if (ready && state?.running === undefined) {
      report('ready means running', at, `${key}/${name} is ready and does not run`);
    }
  }
  const areContainersReady = findCondition(pod.status, 'ContainersReady')?.status === 'True';
  if (isPodReady(pod) && !areContainersReady) {
    report('ready means running', at, `${key} is ready, its containers are not`);
  }
}
