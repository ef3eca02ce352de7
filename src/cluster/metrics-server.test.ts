// metrics-server in a whole cluster: from the kubelets' pages to `kubectl top`.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type PersistentMap, values } from '../base/persistent-map.ts';
import type { Timeline } from '../kernel/timeline.ts';
import { stateOf } from '../kernel/world.ts';
import { defaultNodes } from '../scenario/defaults.ts';
import { printedText } from '../shell/print/print.ts';
import type { TypedLine } from './protocol/commands.ts';
import type { TranscriptEntry } from './protocol/transcript.ts';
import { instant, testCluster, type } from './test-cluster.ts';

/** What is given away by a line typed `at`. */
type Line = readonly [at: number, text: string];

const UNAVAILABLE =
  'Error from server (ServiceUnavailable): the server is currently unable to handle the request';

/** Spins on half a core. */
const BUSY = `apiVersion: v1
kind: Pod
metadata: {name: busy, labels: {app: busy}}
spec:
  nodeName: node-1
  containers:
  - name: c
    image: busybox:1.36
    command: [sh, -c, 'while true; do :; done']
    resources: {limits: {cpu: 500m}}
  - {name: idle, image: 'busybox:1.36', command: [sleep, '3600']}
`;

describe.each(['docker', 'containerd'] as const)('edition %s', (edition) => {
  const yaml = readFileSync(`content/addons/metrics-server.${edition}.yaml`, 'utf8');

  /** The output of each line, in order. */
  function outputs(lines: readonly Line[], until: number): readonly string[] {
    const timeline: Timeline<TypedLine> = testCluster(edition, { settleSeconds: 30 });
    type(timeline, 1, 'kubectl apply -f m.yaml', { 'm.yaml': `${yaml}---\n${BUSY}` });
    for (const [at, text] of lines) type(timeline, at, text);
    timeline.advance(instant(until));
    const user = stateOf<{ transcript: PersistentMap<TranscriptEntry> }>(timeline.world, 'user');
    const entries = [...values(user?.transcript as PersistentMap<TranscriptEntry>)];
    return entries
      .slice(1)
      .map((entry) => (printedText(entry, false) + printedText(entry, true)).trimEnd());
  }

  it('MS-10: without an API service there is no metrics API', () => {
    const timeline = testCluster(edition, { settleSeconds: 30 });
    type(timeline, 1, 'kubectl top nodes');
    timeline.advance(instant(5));
    const user = stateOf<{ transcript: PersistentMap<TranscriptEntry> }>(timeline.world, 'user');
    const [entry] = [...values(user?.transcript as PersistentMap<TranscriptEntry>)];
    expect(printedText(entry as TranscriptEntry, true)).toBe('error: Metrics API not available\n');
  });

  it('MS-8, MS-11: it is away until a pod of metrics-server is ready, and the condition says so', () => {
    const [top, services, later] = outputs(
      [
        [5, 'kubectl top nodes'],
        [6, 'kubectl get apiservices'],
        [150, 'kubectl get apiservices'],
      ],
      152,
    );
    expect(top).toBe(`${UNAVAILABLE} (get nodes.metrics.k8s.io)`);
    expect(services).toContain('kube-system/metrics-server   False (MissingEndpoints)');
    expect(later).toContain('kube-system/metrics-server   True');
  });

  it('MS-12: top shows nodes, pods and containers, and picks by label', () => {
    const [nodes, pods, containers, all, chosen, sorted] = outputs(
      [
        [150, 'kubectl top nodes'],
        [151, 'kubectl top pod busy'],
        [152, 'kubectl top pods --containers'],
        [153, 'kubectl top pods -A'],
        [154, 'kubectl top pods -A -l k8s-app=metrics-server'],
        [155, 'kubectl top pods --containers --sort-by=memory --no-headers'],
      ],
      157,
    );
    const share = edition === 'docker' ? 'CPU%' : 'CPU\\(%\\)';
    expect(nodes).toMatch(new RegExp(`^NAME     CPU\\(cores\\)   ${share} `));
    expect(nodes).toMatch(/\nnode-1 +5\d\dm +1\d% +7\d\dMi +\d+%/);
    expect(pods).toMatch(/^NAME {3}CPU\(cores\) {3}MEMORY\(bytes\) *\nbusy {3}(49\d|50\d)m +0Mi/);
    expect(containers).toMatch(/^POD {4}NAME {3}CPU\(cores\) {3}MEMORY\(bytes\) *\nbusy {3}c +\d/);
    expect(containers).toMatch(/\nbusy {3}idle {3}0m/);
    expect(all).toMatch(
      /^NAMESPACE {5}NAME {2}.*\ndefault {7}busy .*\nkube-system {3}metrics-server/,
    );
    expect(chosen?.split('\n')).toHaveLength(2);
    expect(sorted?.split('\n')).toHaveLength(2);
    expect(sorted).not.toContain('CPU');
  });

  it('MS-5, MS-13: a kubelet that is away takes the metrics of its node and pods with it', () => {
    const gone = edition === 'docker' ? 230 : 180;
    const [before, , after, pods] = outputs(
      [
        [150, 'kubectl top nodes'],
        [151, 'systemctl stop kubelet'],
        [gone, 'kubectl top nodes'],
        [gone + 1, 'kubectl top pod busy'],
      ],
      gone + 3,
    );
    expect(before).not.toContain('<unknown>');
    expect(after).toMatch(/\nnode-1 +<unknown> +<unknown> +<unknown> +<unknown>/);
    expect(pods).toMatch(/NotFound.*busy/);
  });
});

describe('edition containerd', () => {
  it('MS-9: without the API server it ends at its start', () => {
    const nodes = defaultNodes(1);
    const timeline = testCluster('containerd', { settleSeconds: 30, nodes });
    const yaml = readFileSync('content/addons/metrics-server.containerd.yaml', 'utf8');
    type(timeline, 1, 'kubectl apply -f m.yaml', { 'm.yaml': yaml });
    type(timeline, 60, 'systemctl kill -s KILL kube-apiserver');
    type(timeline, 61, 'ctr -n k8s.io tasks kill -s SIGKILL metrics-server/metrics-server#0');
    type(timeline, 80, 'systemctl start kube-apiserver');
    type(timeline, 110, 'kubectl get pods -A');
    timeline.advance(instant(112));
    const user = stateOf<{ transcript: PersistentMap<TranscriptEntry> }>(timeline.world, 'user');
    const entries = [...values(user?.transcript as PersistentMap<TranscriptEntry>)];
    const last = entries.at(-1) as TranscriptEntry;
    expect(printedText(last, false)).toMatch(/metrics-server +0\/1 .* [2-9] /);
  });

  it('MS-7: a killed metrics-server forgets, and is away until it has scraped twice', () => {
    const nodes = defaultNodes(1);
    const timeline = testCluster('containerd', { settleSeconds: 30, nodes });
    const yaml = readFileSync('content/addons/metrics-server.containerd.yaml', 'utf8');
    type(timeline, 1, 'kubectl apply -f m.yaml', { 'm.yaml': yaml });
    type(timeline, 100, 'ctr -n k8s.io tasks kill -s SIGKILL metrics-server/metrics-server#0');
    for (const at of [101, 150]) type(timeline, at, 'kubectl top nodes');
    timeline.advance(instant(155));
    const user = stateOf<{ transcript: PersistentMap<TranscriptEntry> }>(timeline.world, 'user');
    const texts = [...values(user?.transcript as PersistentMap<TranscriptEntry>)].map(
      (entry) => printedText(entry, false) + printedText(entry, true),
    );
    expect(texts[2]).toContain('ServiceUnavailable');
    expect(texts[3]).toMatch(/\nnode-1 +\d+m/);
  });
});
