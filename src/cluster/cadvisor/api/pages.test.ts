// The pages as a person reads them with curl, of a cluster that runs one pod.

import { describe, expect, it, test } from 'vitest';
import { values } from '../../../base/persistent-map.ts';
import { stateOf } from '../../../kernel/world.ts';
import { defaultNode } from '../../../scenario/defaults.ts';
import { printedText } from '../../../shell/print/print.ts';
import type { EditionWord } from '../../protocol/setup.ts';
import { instant, NGINX, testCluster, type } from '../../test-cluster.ts';
import type { UserState } from '../../user/user.ts';

/** What these lines print, typed one a second from second 60 on. */
function printed(
  edition: EditionWord,
  lines: readonly string[],
  before = 'kubectl get pods',
): readonly string[] {
  const timeline = testCluster(edition, {
    nodes: [defaultNode('node-1')],
    images: [{ image: 'nginx:1.25', isPresent: true }],
  });
  type(timeline, 1, 'kubectl apply -f web.yaml', { 'web.yaml': NGINX });
  type(timeline, 40, before);
  for (const [i, line] of lines.entries()) type(timeline, 60 + i, line);
  timeline.advance(instant(65 + lines.length));
  const user = stateOf<UserState>(timeline.world, 'user');
  const typed = [...values(user?.transcript as UserState['transcript'])];
  return lines.map((line) => {
    const entry = typed.find(({ text }) => text === line);
    return entry === undefined ? '' : printedText(entry, false) + printedText(entry, true);
  });
}

interface Info {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly subcontainers?: readonly { readonly name: string }[];
  readonly spec: { readonly labels?: { readonly [key: string]: string } };
  readonly stats: readonly { readonly timestamp: string }[];
}

function post(body: object, url: string): string {
  return `curl -s -X POST -d '${JSON.stringify(body)}' ${url}`;
}

const UI = 'http://node-1:4194';
const PLAIN = 'http://node-1:10255';

test('CAD-1: nobody listens at 4194 but in the document', () => {
  const line = `curl -s ${UI}/api/v1.0/machine`;
  const [here] = printed('document', [line]);
  expect(JSON.parse(here ?? '')).toMatchObject({ num_cores: 4 });
  for (const edition of ['docker', 'containerd'] as const) {
    expect(printed(edition, [line.replace(' -s', '')])[0]).toContain('Connection refused');
  }
});

describe('version 1', () => {
  const [root = '', docker = '', early = '', wrong = ''] = printed('document', [
    `curl -s ${UI}/api/v1.0/containers/`,
    `curl -s ${UI}/api/v1.2/docker/`,
    `curl -s ${UI}/api/v1.0/subcontainers/`,
    `curl -s ${UI}/api/v1.3/containers/nosuch`,
  ]);

  it('CAD-2: names what is below, and refuses what it does not know', () => {
    const info = JSON.parse(root) as Info;
    expect(info.name).toBe('/');
    expect(info.subcontainers).toContainEqual({ name: '/kubepods' });
    expect(early).toBe('unknown request type "subcontainers"\n');
    expect(wrong).toContain('unknown container "/nosuch"');
  });

  it('CAD-4: calls containers as the engine does', () => {
    const all = Object.values(JSON.parse(docker) as { readonly [path: string]: Info });
    const names = all.map(({ spec }) => spec.labels?.['io.kubernetes.container.name']);
    expect(names.toSorted()).toEqual(['POD', 'nginx']);
    const web = all.find(({ spec }) => spec.labels?.['io.kubernetes.container.name'] === 'nginx');
    expect(web?.aliases?.[0]).toMatch(/^k8s_nginx_web_default_/);
  });
});

describe('version 2', () => {
  const base = `${UI}/api/v2.0`;
  const [machine = '', stats = '', spec = '', summary = '', ps = '', named = '', ...more] = printed(
    'document',
    [
      `curl -s ${base}/machine`,
      `curl -s '${base}/stats/kubepods?recursive=true&count=2'`,
      `curl -s '${base}/spec/?type=docker'`,
      `curl -s ${base}/summary/`,
      `curl -s ${base}/ps/`,
      `curl -s ${base}/version`,
      `curl -s ${base}/ps/kubepods`,
      `curl -s ${base}/ps/nowhere`,
    ],
  );

  it('CAD-5: is maps by container, by path or as the engine calls them', () => {
    expect(JSON.parse(machine)).toMatchObject({ num_cores: 4 });
    const all = JSON.parse(stats) as { readonly [name: string]: readonly object[] };
    expect(Object.keys(all).length).toBeGreaterThan(3);
    for (const [name, samples] of Object.entries(all)) {
      expect(name).toMatch(/^\/kubepods/);
      expect(samples).toHaveLength(2);
      expect(samples[0]).toMatchObject({ has_cpu: true, has_memory: true });
    }
    const specs = Object.values(JSON.parse(spec) as { readonly [name: string]: object });
    expect(specs).toHaveLength(2);
    expect(specs[0]).toMatchObject({ namespace: 'docker' });
    expect(named).toBe('0.24.0');
  });

  it('CAD-5: sums up the last minute', () => {
    const { '/': root } = JSON.parse(summary) as {
      readonly [name: string]: { readonly minute_usage: { readonly percent_complete: number } };
    };
    expect(root?.minute_usage.percent_complete).toBeGreaterThan(70);
    expect(root).toMatchObject({ minute_usage: { cpu: { present: true } } });
  });

  it('CAD-6: lists the processes of every container', () => {
    const rows = JSON.parse(ps) as readonly { readonly cmd: string; readonly pid: number }[];
    expect(rows.some(({ cmd }) => cmd.startsWith('nginx'))).toBe(true);
    expect(rows.some(({ cmd }) => cmd === '/pause')).toBe(true);
    expect(new Set(rows.map(({ pid }) => pid)).size).toBe(rows.length);
    const [few = '', none] = more;
    const inPods = JSON.parse(few) as typeof rows;
    expect(inPods.some(({ cmd }) => cmd.startsWith('nginx'))).toBe(true);
    expect(inPods.every(({ pid }) => rows.some((row) => row.pid === pid))).toBe(true);
    expect(none).toBe('process listing failed: unknown container "/nowhere"\n');
  });
});

test('CAD-7: what happened to containers is kept, and told by kind', () => {
  const query = 'subcontainers=true&max_events=100';
  const [made = '', removed = '', nothing = ''] = printed(
    'document',
    ['creation_events=true', 'deletion_events=true', ''].map(
      (kind) => `curl -s '${UI}/api/v1.3/events/?${query}&${kind}'`,
    ),
    'kubectl delete pod web --now',
  );
  const read = (body: string): readonly { readonly event_type: string }[] => JSON.parse(body);
  expect(read(made).length).toBeGreaterThan(4);
  expect(read(removed).length).toBeGreaterThanOrEqual(3);
  expect(read(removed).every((one) => one.event_type === 'containerDeletion')).toBe(true);
  expect(read(nothing)).toEqual([]);
});

test('CAD-8: has a report, health and series, and begins at the containers', () => {
  const [home = '', health = '', report = '', series = '', page = ''] = printed('document', [
    `curl -si ${UI}/`,
    `curl -s ${UI}/healthz`,
    `curl -s ${UI}/validate/`,
    `curl -s ${UI}/metrics`,
    `curl -s ${UI}/containers/`,
  ]);
  expect(home).toContain('307 Temporary Redirect\nLocation: /containers/');
  expect(health).toBe('ok');
  expect(report).toContain('Docker version is 20.10.24');
  expect(series).toMatch(/^container_cpu_usage_seconds_total\{id="\/",.*\} [\d.]+$/m);
  expect(series).toMatch(/^container_memory_usage_bytes\{id="\/",.*\} \d\.\d+e\+\d\d$/m);
  expect(page).toContain('<li>/kubepods</li>');
});

test('CAD-9: the daemons of the node have containers of their own', () => {
  const [all = ''] = printed('document', [`curl -s ${UI}/api/v1.1/subcontainers/`]);
  const names = (JSON.parse(all) as readonly Info[]).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['/docker-daemon', '/kubelet', '/system']));
  const [docker = ''] = printed('docker', [`curl -s ${PLAIN}/metrics/cadvisor`]);
  expect(docker).toContain('id="/kubepods"');
  expect(docker).not.toContain('id="/kubelet"');
});

describe('through the kubelet', () => {
  const asked = { containerName: '/', subcontainers: true, num_stats: 1 };
  const [all = '', one = '', machine = '', nobody = '', since = ''] = printed('document', [
    post(asked, `${PLAIN}/stats/container/`),
    `curl -s ${PLAIN}/stats/web/nginx`,
    `curl -s ${PLAIN}/spec/`,
    `curl -s ${PLAIN}/stats/web/other`,
    post({ start: '2026-01-01T00:00:30Z', end: '2026-01-01T00:00:50Z' }, `${PLAIN}/stats/`),
  ]);

  it('CAD-11: gives a cgroup with all below it, by name', () => {
    const map = JSON.parse(all) as { readonly [name: string]: Info };
    expect(Object.keys(map)).toContain('/kubepods');
    for (const [name, info] of Object.entries(map)) {
      expect(info.name).toBe(name);
      expect(info.stats).toHaveLength(1);
    }
  });

  it('CAD-10: knows a container by its pod, and the machine', () => {
    expect((JSON.parse(one) as Info).spec.labels?.['io.kubernetes.pod.name']).toBe('web');
    expect(JSON.parse(machine)).toMatchObject({ num_cores: 4 });
    expect(nobody).toBe('no matching container');
  });

  it('CAD-3: gives the samples of a span', () => {
    const times = (JSON.parse(since) as Info).stats.map(({ timestamp }) => timestamp);
    expect(times).toHaveLength(2);
    for (const time of times) expect(time > '2026-01-01T00:00:30' && time < '2026-01-01T00:00:50');
  });
});

test('CAD-10: other editions do not have them', () => {
  const lines = [`curl -s ${PLAIN}/stats/`, `curl -s ${PLAIN}/spec/`];
  expect(printed('docker', lines)).toEqual(['404: Page Not Found', '404 page not found\n']);
});
