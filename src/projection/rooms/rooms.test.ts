// The insides of a node's parts, as a session tells them: what is measured, what waits, what counts
// down, in every edition.

import { describe, expect, it } from 'vitest';
import { inside, insideAll, only, podFile, S, type Typed } from './testing.ts';

const PROBED = `    readinessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 3}`;
const LIMITED = `    resources: {limits: {cpu: 500m, memory: 128Mi}}`;
const PARTS = [
  ...['eviction', 'images', 'gc', 'pleg', 'status', 'volumes', 'secrets', 'probes', 'cadvisor'].map(
    (id) => `tile.${id}`,
  ),
  ...['tile.node-status', 'tile.lease', 'source.api', 'source.file', 'cache', 'loop'],
  ...['controllers', 'apiserver', 'etcd', 'scheduler', 'engine', 'registry', 'kubelet'],
];

const START: Typed = { at: 13, command: podFile('web', 'nginx:1.25', PROBED) };

it.each(['document', 'docker', 'containerd'])('every part has something in it: %s', (edition) => {
  const all = insideAll(edition, () => PARTS, 40, [START]);
  expect([...all].filter(([, blocks]) => blocks.length === 0)).toEqual([]);
});

describe('the eviction manager', () => {
  const full: Typed = { at: 30, command: { text: 'lab fill disk node-1 93%' } };

  it('shows each signal against its threshold', () => {
    const gauges = only(
      inside('docker', () => 'tile.eviction', 45),
      'gauge',
    );
    const memory = gauges.find(({ label }) => label === 'memory.available');
    expect(memory).toMatchObject({ unit: 'bytes', isOver: false });
    expect(memory?.marks).toEqual([{ name: 'hard', at: 100 * 1024 * 1024 }]);
    expect(gauges.map(({ label }) => label)).toContain('nodefs.inodesFree');
  });

  it('says how long the pressure stands at least', () => {
    const blocks = inside('docker', () => 'tile.eviction', 60, [full]);
    expect(only(blocks, 'gauge').some(({ isOver }) => isOver)).toBe(true);
    const [stands] = only(blocks, 'timer').filter(({ name }) => name === 'transition');
    expect(stands).toMatchObject({ label: 'DiskPressure', period: 300 * S });
  });

  it('ranks whoever uses more than was requested first', () => {
    const asks = podFile('asks', 'nginx:1.25', '    resources: {requests: {memory: 1Gi}}');
    const typed = [
      { at: 13, command: asks },
      { at: 14, command: podFile('greedy') },
    ];
    const blocks = inside('docker', () => 'tile.eviction', 70, typed);
    const [ranking] = only(blocks, 'table').filter(({ name }) => name === 'ranking');
    expect(ranking?.lines.map(([pod]) => pod)).toEqual(['greedy', 'asks']);
  });
});

it('shows the disk of the images between 80 and 85 per cent', () => {
  const filled: Typed = { at: 20, command: { text: 'lab fill disk node-1 84%' } };
  const blocks = inside('docker', () => 'tile.images', 45, [filled]);
  const [disk] = only(blocks, 'gauge').filter(({ name }) => name === 'imageDisk');
  expect(disk?.marks.map(({ at }) => at)).toEqual([80, 85]);
  expect(disk).toMatchObject({ unit: 'percent', isOver: false });
  expect(disk?.value).toBeGreaterThanOrEqual(84);
});

it('shows an image that cannot be pulled in back-off', () => {
  const typed = [{ at: 13, command: podFile('lost', 'nginx:no-such-tag') }];
  const blocks = inside('docker', () => 'tile.images', 60, typed);
  expect(only(blocks, 'machine')).toMatchObject([{ machine: 'image-pull', state: 'BackOff' }]);
  const [wait] = only(blocks, 'timer').filter(({ name }) => name === 'backoff');
  expect(wait?.label).toContain('nginx:no-such-tag');
});

it('shows the image here once its back-off is over', () => {
  const typed = [
    { at: 13, command: { text: 'lab registry down' } },
    { at: 13, command: podFile('late', 'redis:7') },
    { at: 40, command: { text: 'lab registry up' } },
  ];
  const stateAt = (at: number): string | undefined =>
    only(
      inside('containerd', () => 'tile.images', at, typed),
      'machine',
    )[0]?.state;
  expect(stateAt(39)).toBe('BackOff');
  expect(stateAt(160)).toBe('Present');
});

it('lists a dead container until it is collected', () => {
  const once = `    command: ['sh', '-c', 'exit 3']`;
  const typed = [{ at: 13, command: podFile('crash', 'busybox:1.36', once) }];
  const [dead] = only(
    inside('docker', () => 'tile.gc', 40, typed),
    'table',
  );
  expect(dead?.lines).toHaveLength(1);
  expect(dead?.lines[0]?.slice(0, 3)).toEqual(['crash', 'main #2', '3']);
});

it('shows a probe worker with its timer and its machine', () => {
  const blocks = inside('containerd', (pods) => `pod.${pods.get('web')}`, 40, [START]);
  expect(only(blocks, 'machine')).toMatchObject([{ machine: 'probe', state: 'Success' }]);
  const [timer] = only(blocks, 'timer').filter(({ name }) => name === 'probe');
  expect(timer).toMatchObject({ period: 3 * S });
  expect(timer?.nextAt).toBeGreaterThan(40 * S);
});

it('shows what is wished for, allocated and in effect', () => {
  const typed = [{ at: 13, command: podFile('sized', 'nginx:1.25', LIMITED) }];
  const blocks = inside('containerd', (pods) => `pod.${pods.get('sized')}`, 40, typed);
  const [resize] = only(blocks, 'table').filter(({ name }) => name === 'resize');
  expect(resize?.lines).toEqual([['main', '500m 128Mi', '500m 128Mi', '500m 128Mi']]);
});

it('shows how long a node has been silent', () => {
  const cut: Typed = { at: 20, command: { text: 'lab partition node-2' } };
  const ages = only(
    inside('docker', () => 'controllers', 55, [cut]),
    'age',
  );
  const of = (node: string): number => ages.find(({ label }) => label === node)?.since ?? 0;
  expect(ages.map(({ limit }) => limit)).toEqual([40 * S, 40 * S]);
  expect(of('node-1') - of('node-2')).toBeGreaterThan(20 * S);
});

it('has nothing while the kubelet is down', () => {
  const stop: Typed = { at: 20, command: { text: 'systemctl stop kubelet' } };
  expect(inside('docker', () => 'tile.pleg', 30, [stop])).toEqual([]);
});

describe('what a source is read from', () => {
  const yaml = 'apiVersion: v1\nkind: Pod\nmetadata: {name: still}\nspec: {containers: []}\n';

  it.each(['document', 'docker', 'containerd'])('are files of a folder: %s', (edition) => {
    const path = '/etc/kubernetes/manifests/still.yaml';
    const typed = [
      { at: 13, command: { text: `write ${path}`, files: { 'still.yaml': yaml } } },
      { at: 13, command: { text: 'write /etc/other.yaml', files: { 'other.yaml': yaml } } },
    ];
    const [folder] = only(
      inside(edition, () => 'source.file', 15, typed),
      'documents',
    );
    expect(folder).toMatchObject({ put: 'write', documents: [{ name: path, text: yaml }] });
  });

  it('is what an address answers', () => {
    const url = 'http://pods.example/web.yaml';
    const restart = { text: `systemctl restart kubelet --manifest-url=${url}` };
    const serve = { text: `serve ${url}`, files: { 'web.yaml': yaml } };
    const textAt = (until: number): readonly unknown[] =>
      only(
        inside('containerd', () => 'source.url', until, [
          { at: 13, command: restart },
          { at: 30, command: serve },
        ]),
        'documents',
      ).map(({ put, documents }) => [put, documents]);
    expect(textAt(29)).toEqual([['serve', [{ name: url, text: '' }]]]);
    expect(textAt(31)).toEqual([['serve', [{ name: url, text: yaml }]]]);
  });

  it('is a request where the kubelet takes one', () => {
    const [request] = only(
      inside('document', () => 'source.http', 15),
      'documents',
    );
    expect(request).toMatchObject({ put: 'post', place: 'http://node-1:10250/container' });
    expect(inside('docker', () => 'source.http', 15)).toEqual([]);
  });
});
