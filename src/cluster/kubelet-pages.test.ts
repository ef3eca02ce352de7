// The kubelet's pages as a person reaches them, in whole clusters.

import { beforeAll, describe, expect, it, test } from 'vitest';
import { type PersistentMap, values } from '../base/persistent-map.ts';
import { stateOf } from '../kernel/world.ts';
import { defaultNode } from '../scenario/defaults.ts';
import { printedText } from '../shell/print/print.ts';
import type { EditionWord } from './protocol/setup.ts';
import type { TranscriptEntry } from './protocol/transcript.ts';
import { instant, testCluster, type } from './test-cluster.ts';

const POD = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web' },
  spec: {
    nodeName: 'node-1',
    volumes: [{ name: 'd', emptyDir: {} }],
    containers: [
      {
        name: 'c',
        image: 'busybox:1.36',
        command: ['sh', '-c', 'echo hello; while true; do sleep 1; done'],
        volumeMounts: [{ name: 'd', mountPath: '/d' }],
        resources: { limits: { memory: '64Mi' } },
        readinessProbe: { exec: { command: ['true'] }, periodSeconds: 5 },
      },
      { name: 'free', image: 'busybox:1.36', command: ['sleep', '1000'] },
    ],
  },
});

/** What each line printed, by its text. */
type Printed = ReadonlyMap<string, string>;

function run(edition: EditionWord, lines: readonly string[], kubelet = {}): Printed {
  const timeline = testCluster(edition, {
    nodes: [defaultNode('node-1')],
    images: [{ image: 'busybox:1.36', isPresent: true }],
    kubelet,
  });
  type(timeline, 30, 'kubectl create -f pod.json', { 'pod.json': POD });
  lines.forEach((line, i) => {
    type(timeline, 100 + i, line);
  });
  timeline.advance(instant(110 + lines.length));
  const user = stateOf<{ transcript: PersistentMap<TranscriptEntry> }>(timeline.world, 'user');
  const entries = [...values(user?.transcript as PersistentMap<TranscriptEntry>)];
  return new Map(
    entries.map((entry) => [entry.text, printedText(entry, false) + printedText(entry, true)]),
  );
}

const PROXY = '/api/v1/nodes/node-1/proxy';
const LINES = {
  health: 'curl http://localhost:10248/healthz',
  afar: 'curl http://node-1:10248/healthz',
  verbose: "curl -k 'https://node-1:10250/healthz?verbose'",
  pods: 'curl -sk https://node-1:10250/pods',
  summary: `kubectl get --raw ${PROXY}/stats/summary`,
  short: `kubectl get --raw '${PROXY}/stats/summary?only_cpu_and_memory=true'`,
  resource: 'curl -sk https://node-1:10250/metrics/resource',
  probes: 'curl -sk https://node-1:10250/metrics/probes',
  logs: 'curl -sk https://node-1:10250/containerLogs/default/web/c',
  run: "curl -sk -X POST 'https://node-1:10250/run/default/web/c?cmd=echo%20hi'",
  failed: "curl -sk -X POST 'https://node-1:10250/run/default/web/c?cmd=ls%20/none'",
  exec: "curl -sk 'https://node-1:10250/exec/default/web/c?command=ls&stdout=true'",
  untrusted: 'curl https://node-1:10250/pods',
  varLog: 'curl -sk https://node-1:10250/logs/',
  self: 'curl -sk https://node-1:10250/metrics',
} as const;

interface Summary {
  readonly node: { readonly cpu: { readonly usageCoreNanoSeconds: number } };
  readonly pods: readonly {
    readonly podRef: { readonly name: string };
    readonly volume?: readonly { readonly name: string; readonly time: string }[];
    readonly containers: readonly {
      readonly name: string;
      readonly cpu: { readonly time: string };
      readonly memory: { readonly availableBytes?: number; readonly workingSetBytes: number };
    }[];
  }[];
}

describe.each(['document', 'docker', 'containerd'] as const)('in %s', (edition) => {
  let printed: Printed;
  const page = (name: keyof typeof LINES): string => printed.get(LINES[name]) ?? '';

  beforeAll(() => {
    printed = run(edition, Object.values(LINES));
  });

  it('KSRV-4, KSRV-5: tells its health', () => {
    expect(page('health')).toBe('ok');
    expect(page('afar')).toMatch(/Connection refused/);
    expect(page('verbose')).toBe('[+]ping ok\n[+]log ok\n[+]syncloop ok\nhealthz check passed\n');
    expect(page('untrusted')).toMatch(/^curl: \(60\) SSL certificate problem/);
  });

  it('KSRV-10, KSRV-18: has the pod, with its figures', () => {
    const pods = JSON.parse(page('pods')) as { items: { metadata: { name: string } }[] };
    expect(pods.items.map(({ metadata }) => metadata.name)).toEqual(['web']);
    const summary = JSON.parse(page('summary')) as Summary;
    expect(summary.pods.map(({ podRef }) => podRef.name)).toEqual(['web']);
    expect(summary.node.cpu.usageCoreNanoSeconds).toBeGreaterThan(0);
  });

  it('KSRV-12, KSRV-13: leaves out what was not asked for', () => {
    const [whole, short] = (['summary', 'short'] as const).map(
      (name) => (JSON.parse(page(name)) as Summary).pods[0],
    );
    expect(whole?.volume?.map(({ name }) => name)).toEqual(['d']);
    expect(Object.keys(short ?? {})).not.toContain('volume');
    expect(page('resource')).toMatch(
      /^pod_cpu_usage_seconds_total\{namespace="default",pod="web"\}/m,
    );
  });

  it('KSRV-11, KSRV-14: takes the figures from where the edition does', () => {
    const { containers = [] } = (JSON.parse(page('summary')) as Summary).pods[0] ?? {};
    const byName = new Map(containers.map((one) => [one.name, one]));
    const [limited, free] = [byName.get('c')?.memory, byName.get('free')?.memory];
    expect(limited?.availableBytes).toBe(64 * 1_024 ** 2 - (limited?.workingSetBytes ?? 0));
    expect(free?.availableBytes).toBe(edition === 'containerd' ? 0 : undefined);
    const isNow = byName.get('c')?.cpu.time === '2026-01-01T00:01:44Z';
    expect(isNow).toBe(edition === 'containerd');
  });

  it('KSRV-15: counts the probes', () => {
    const count = /prober_probe_total\{container="c",.*result="successful"\} (\d+)/.exec(
      page('probes'),
    );
    expect(Number(count?.[1])).toBeGreaterThan(10);
    expect(Number(count?.[1])).toBeLessThan(17);
  });

  it('KSRV-17: gives logs, runs commands and says why it cannot', () => {
    expect(page('logs')).toBe('hello\n');
    expect(page('run')).toBe('hi\n');
    expect(page('failed')).toMatch(/^command 'ls \/none' exited with 1: ls: \/none: No such file/);
    expect(page('exec')).toBe('Upgrade request required\n');
  });

  it('KSRV-19: lists what lies below /var/log', () => {
    expect(page('varLog')).toMatch(/<pre>\n(<a href="[^"]+">[^<]+<\/a>\n)*<\/pre>\n$/);
  });

  it('counts what it was asked', () => {
    const labels = 'long_running="false",method="GET",path="stats",server_type="readwrite"';
    expect(page('self').split('\n')).toContain(`kubelet_http_requests_total{${labels}} 2`);
  });
});

test('KSRV-3, KSRV-7: ports and doors are as the scenario says', () => {
  const told = {
    readOnlyPort: 10_255,
    authentication: { anonymous: { enabled: false } },
  };
  const lines = ['curl -s http://node-1:10255/healthz', 'curl -sk https://node-1:10250/pods'];
  const printed = run('containerd', lines, told);
  expect(lines.map((line) => printed.get(line))).toEqual(['ok', 'Unauthorized']);
});
