// API services in a whole cluster: what `kubectl get apiservices -w` is told, what is asked again
// and when, and that a restart of the API server forgets none of them.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type PersistentMap, values } from '../base/persistent-map.ts';
import type { Timeline } from '../kernel/timeline.ts';
import { actorName, stateOf } from '../kernel/world.ts';
import { printedText } from '../shell/print/print.ts';
import type { TypedLine } from './protocol/commands.ts';
import type { EtcdRequest } from './protocol/etcd.ts';
import type { NetCall } from './protocol/linux-network.ts';
import type { TranscriptEntry } from './protocol/transcript.ts';
import { instant, testCluster, type } from './test-cluster.ts';

/** When the readiness probe has let metrics-server in, in seconds. */
const READY = 100;

const KILL = {
  docker: 'ssh node-2 docker kill k8s_metrics-server_metrics-server',
  containerd: 'ssh node-2 ctr -n k8s.io tasks kill -s SIGKILL metrics-server/metrics-server#0',
} as const;

/** What the API server asked of machines, and what it wrote of API services. */
interface Seen {
  readonly calls: readonly { readonly at: number; readonly path: string }[];
  readonly writes: readonly { readonly at: number; readonly says: string }[];
}

interface Run extends Seen {
  readonly timeline: Timeline<TypedLine>;
}

function cluster(edition: 'docker' | 'containerd'): Run {
  const timeline = testCluster(edition, { settleSeconds: 30 });
  const calls: { at: number; path: string }[] = [];
  const writes: { at: number; says: string }[] = [];
  timeline.setSink({
    delivered({ message, from, deliverAt }) {
      if (actorName(timeline.world, from.actor) !== 'apiserver') return;
      const at = deliverAt / 1e6;
      if (message.type === 'linux.call') {
        const { payload } = message as NetCall;
        if (payload.kind === 'http') calls.push({ at, path: payload.path });
      }
      if (message.type !== 'etcd.txn') return;
      for (const op of (message as EtcdRequest & { type: 'etcd.txn' }).success) {
        if (op.op !== 'put' || !op.key.includes('/apiservices/')) continue;
        const reason = /"reason":"(\w+)"/.exec(JSON.stringify(op.value).replaceAll('\\', ''))?.[1];
        writes.push({ at, says: reason ?? 'made' });
      }
    },
  });
  const yaml = readFileSync(`content/addons/metrics-server.${edition}.yaml`, 'utf8');
  type(timeline, 1, 'kubectl apply -f m.yaml', { 'm.yaml': yaml });
  return { timeline, calls, writes };
}

function outputOf({ world }: Timeline<TypedLine>, text: string): string {
  const user = stateOf<{ transcript: PersistentMap<TranscriptEntry> }>(world, 'user');
  const entries = [...values(user?.transcript as PersistentMap<TranscriptEntry>)];
  const entry = entries.find((one) => one.text === text);
  return entry === undefined ? '' : printedText(entry, false);
}

describe.each(['docker', 'containerd'] as const)('edition %s', (edition) => {
  it('MS-18: a watch is told of each turn', () => {
    const { timeline } = cluster(edition);
    type(timeline, 3, 'kubectl get apiservices -w');
    type(timeline, READY, KILL[edition]);
    timeline.advance(instant(READY + 100));
    const lines = outputOf(timeline, 'kubectl get apiservices -w').trimEnd().split('\n');
    const said = lines.map((line) => line.trim().split(/ {2,}/).slice(2, 3).join(''));
    expect(said[0]).toBe('AVAILABLE');
    const turns = said.slice(1).filter((one, i, all) => one !== all[i - 1]);
    expect(turns).toEqual(['False (MissingEndpoints)', 'True', 'False (MissingEndpoints)', 'True']);
  });

  it('MS-17, MS-18: the group is asked for again every 30 s, and written only when it turns', () => {
    const { timeline, calls, writes } = cluster(edition);
    timeline.advance(instant(READY));
    const [written, asked] = [writes.length, calls.length];
    timeline.advance(instant(READY + 120));
    const path = '/apis/metrics.k8s.io/v1beta1';
    const later = calls.slice(asked).filter((one) => one.path === path);
    expect(later).toHaveLength(4 * 5);
    const rounds = later.filter((_, i) => i % 5 === 0).map(({ at }) => at);
    rounds.slice(1).forEach((at, i) => void expect(at - (rounds[i] ?? 0)).toBeCloseTo(30, 1));
    expect(writes).toHaveLength(written);
  });

  it('MS-18: a machine that does not answer any more is noticed, though nothing was changed', () => {
    const { timeline, writes } = cluster(edition);
    type(timeline, READY, 'lab partition apiserver linux@node-2');
    timeline.advance(instant(READY + 36));
    expect(writes.at(-1)?.says).toBe('FailedDiscoveryCheck');
  });

  it('MS-19: a restarted API server looks at them before anybody asks', () => {
    const { timeline, writes } = cluster(edition);
    type(timeline, READY, 'systemctl restart kube-apiserver');
    type(timeline, READY + 20, KILL[edition]);
    timeline.advance(instant(READY + 19));
    const before = writes.length;
    timeline.advance(instant(READY + 100));
    expect(writes.slice(before).map(({ says }) => says)).toEqual(['MissingEndpoints', 'Passed']);
  });
});
