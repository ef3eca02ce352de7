// What the metrics drawer is told: the samples of every cgroup, and what is known at four levels.

import { describe, expect, it } from 'vitest';
import { applyChunks, emptyFile, openTest, podFile } from '../../session/testing.ts';
import type { Row, ViewRequest } from '../rows.ts';
import type { HealthRow } from './health.ts';
import type { CgroupRow, MachineRow } from './rows.ts';

const S = 1_000_000;

const SERVICE = `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
`;

function rowsOf(view: ViewRequest, edition = 'docker', until = 60): ReadonlyMap<string, Row> {
  const test = openTest(emptyFile(edition));
  const { receive } = test.session;
  test.demand(0, 12 * S);
  const { text, files = {} } = podFile(
    'web',
    undefined,
    '    readinessProbe: {tcpSocket: {port: 80}}',
  );
  const labelled = Object.entries(files).map(([file, yaml]) => [
    file,
    yaml
      .replace('name: web\n', 'name: web\n  labels: {app: web}\n')
      .replace('spec:\n', 'spec:\n  nodeName: node-1\n'),
  ]);
  test.issue(12 * S, { text, files: Object.fromEntries(labelled) });
  test.issue(13 * S, { text: 'kubectl apply -f service.yaml', files: { 'service.yaml': SERVICE } });
  receive({ type: 'watch', watch: 'seen', view });
  test.ask({ type: 'digest', at: until * S });
  const screen = applyChunks(new Map(), test.demand(until * S, until * S + 1));
  return screen.get('seen') ?? new Map();
}

describe.each(['document', 'docker', 'containerd'])('the view usage, edition %s', (edition) => {
  const rows = rowsOf({ view: 'usage', node: 'node-1' }, edition);
  const cgroups = [...rows.values()].filter((row): row is CgroupRow => row.row === 'cgroup');

  it('knows the machine and when it is sampled again', () => {
    const machine = rows.get('machine') as MachineRow;
    expect(machine).toMatchObject({ node: 'node-1', cpus: 4, isSampling: true });
    expect(machine.nextAt).toBeGreaterThan(60 * S);
  });

  it('says whose each cgroup is', () => {
    const named = cgroups.map(({ kind, name }) => `${kind} ${name}`).sort();
    expect(named).toContain('machine node-1');
    expect(named).toContain('pod web');
    expect(named.filter((one) => one.startsWith('container '))).toHaveLength(1);
    expect(named).toContain('pause pause');
  });

  it('keeps two minutes of samples, oldest first', () => {
    const samples = cgroups.find(({ path }) => path === '/')?.samples ?? [];
    expect(samples.length).toBeGreaterThan(3);
    const times = samples.map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });
});

describe('the view health', () => {
  const rows = [...rowsOf({ view: 'health' }).values()] as readonly HealthRow[];
  const at = (level: string): HealthRow | undefined => rows.find((row) => row.level === level);

  it('has the container with its probe and its usage, each with its age', () => {
    const facts = at('container')?.facts ?? [];
    expect(facts.find(({ what }) => what === 'readiness')).toMatchObject({
      value: 'success',
      source: 'prober',
      isBad: false,
    });
    const cpu = facts.find(({ what }) => what === 'cpu');
    expect(cpu?.source).toBe('cadvisor');
    expect(cpu?.at).toBeLessThanOrEqual(60 * S);
  });

  it('has the pod as the kubelet and as the API know it', () => {
    const ready = at('pod')?.facts.filter(({ what }) => what === 'ready');
    expect(ready?.map(({ source, value }) => [source, value])).toEqual([
      ['kubelet', 'True'],
      ['api', 'True'],
    ]);
  });

  it('counts what a service selects', () => {
    const facts = at('service')?.facts ?? [];
    expect(facts.find(({ what }) => what === 'selected')?.value).toBe('1/1');
  });

  it('has the nodes and their last signs of life', () => {
    const facts = at('cluster')?.facts ?? [];
    expect(facts.find(({ what }) => what === 'nodes')?.value).toBe('2/2');
    const beats = facts.filter(({ what }) => what === 'heartbeat');
    expect(beats.map(({ value }) => value)).toEqual(['node-1', 'node-2']);
    for (const beat of beats) expect(60 * S - (beat.at ?? 0)).toBeLessThan(20 * S);
  });
});
