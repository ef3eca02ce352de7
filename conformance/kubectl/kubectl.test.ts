// What real kubectl printed in both editions against the simulated one, and what the comparison
// sees.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { isAlike } from './bare.ts';
import { nearMoments } from './near.ts';
import { recordedTexts } from './outputs.ts';
import { partsOfPod } from './parts.ts';
import { runKubectl } from './run.ts';

const ROOT = join(import.meta.dirname, '../recordings');

test.each([
  ['docker', 80],
  ['containerd', 60],
])('KCTL-1, KCTL-2: kubectl prints what it printed in %s', (edition, least) => {
  const run = runKubectl(join(ROOT, 'kubectl', edition));
  expect(run.failures).toEqual([]);
  expect(run.total).toBeGreaterThan(least);
});

test('with other names and another namespace it does so as well', () => {
  const root = mkdtempSync(join(tmpdir(), 'kubectl-'));
  const renamed = (folder: string, name: string): void => {
    mkdirSync(join(root, folder), { recursive: true });
    const text = readFileSync(join(ROOT, folder, name), 'utf8');
    const other = text.replace(/\bterm-ignore\b/g, 'other-named').replace(/\bs01\b/g, 'n23');
    writeFileSync(join(root, folder, name.replace('s01', 'n23')), other);
  };
  renamed('containerd', '02-delete-term-ignored.json');
  const texts = readdirSync(join(ROOT, 'kubectl/containerd')).filter((one) => /^s01-/.test(one));
  for (const name of texts) renamed('kubectl/containerd', name);
  const run = runKubectl(join(root, 'kubectl/containerd'));
  expect(run.failures).toEqual([]);
  expect(run.total).toBeGreaterThan(15);
});

const FILE = `### t=   8.5
$ kubectl get pods -o wide
NAME   READY   STATUS    RESTARTS     AGE   IP         NODE   NOMINATED NODE   READINESS GATES
web    1/1     Running   2 (3s ago)   8s    10.0.0.4   n1     <none>           <none>

$ kubectl describe pod
Name:         web
Namespace:    x1
IP:           10.0.0.4
Containers:
  c:
    Ready:          True
Volumes:            <none>
QoS Class:          BestEffort
Events:
  Type     Reason   Age              From     Message
  ----     ------   ----             ----     -------
  Normal   Pulled   8s               kubelet  Present
  Warning  BackOff  2s (x4 over 8s)  kubelet  Back-off of web_x1(0)

$ kubectl get events
LAST SEEN   TYPE     REASON   OBJECT    MESSAGE
8s          Normal   Pulled   pod/web   Present
`;

describe('the parts of a text', () => {
  const parts = (text: string, namespace: string = 'x1'): ReturnType<typeof partsOfPod> =>
    partsOfPod(recordedTexts(text).texts, 'web', namespace);
  const wanted = parts(FILE);
  const differing = (text: string, namespace?: string): readonly string[] => {
    const got = parts(text, namespace);
    const names = new Set([...Object.keys(wanted), ...Object.keys(got)]);
    return [...names].filter((name) => !isAlike(wanted[name], got[name]));
  };

  it('are these', () => {
    expect(recordedTexts(FILE).seconds).toBe(8.5);
    expect(Object.keys(wanted)).toEqual([
      'row',
      'describe head',
      'describe Containers',
      'describe Volumes',
      'describe Events',
      'events',
    ]);
  });

  it.each([
    ['another moment', FILE.replaceAll('8s  ', '11s ').replace('x4', 'x5')],
    ['another address', FILE.replaceAll('10.0.0.4', '10.0.0.7')],
  ])('are the same at %s', (_what, other) => {
    expect(differing(other)).toEqual([]);
  });

  it('are the same in another namespace', () => {
    expect(differing(FILE.replaceAll('x1', 'y'), 'y')).toEqual([]);
  });

  it.each([
    ['row', FILE.replace('2 (3s ago)', '2         ')],
    ['row', FILE.replace('Running', 'Error  ')],
    ['events', FILE.replace('pod/web   Present', 'pod/web   present')],
    ['describe head', FILE.replace('IP:           ', 'IP:  ')],
    ['describe Containers', FILE.replace('Ready:          True', 'Ready:          False')],
    ['describe Volumes', FILE.replace('QoS Class:          BestEffort\n', '')],
    ['describe Events', FILE.replace('(x4 over', '(x6 over')],
    ['describe Events', FILE.replace('kubelet  Present', 'kubelet  Absent')],
  ])('differ in the %s', (part, other) => {
    expect(differing(other)).toEqual([part]);
  });
});

it('reads a case as far from the moment as its steps may be', () => {
  const at = (t: number, more: object = {}): object => ({ t, kind: 'watch', pod: 'p', ...more });
  const steps = [at(10, { tol: 3 }), at(12, { tol: 1, since: 0 }), at(40, { tol: 9 })];
  const simulated = [at(8), at(10.5), at(17.5), at(9, { kind: 'runtime' })];
  const near = nearMoments({ steps } as never, simulated as never, 13);
  expect(near.map((one) => one.toFixed(2))).toEqual(['13.00', '10.53']);
});
