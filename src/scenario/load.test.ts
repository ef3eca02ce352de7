import { describe, expect, test } from 'vitest';
import { type LoadResult, loadScenario } from './load.ts';
import type { Scenario } from './scenario.ts';

function load(text: string, options = {}): LoadResult {
  return loadScenario([{ name: 's.yaml', text }], options);
}

function loaded(text: string, options = {}): Scenario {
  const result = load(text, options);
  if ('errors' in result) throw new Error(JSON.stringify(result.errors));
  return result.scenario;
}

const HEAD =
  'apiVersion: visualizer/v1\nkind: Scenario\nmetadata: {name: t, title: A test}\nspec:\n';

describe('loadScenario', () => {
  test('takes objects alone as files to apply at time zero', () => {
    const text = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n';
    const scenario = loaded(text, { edition: 'docker', nodes: 3, seed: 9 });
    expect(scenario.setup).toMatchObject({ edition: 'docker', seed: 9, settleSeconds: 60 });
    expect(scenario.setup.nodes.map(({ name }) => name)).toEqual(['node-1', 'node-2', 'node-3']);
    expect(scenario.steps).toEqual([
      { at: 0, line: { text: 'kubectl apply -f s.yaml', files: { 's.yaml': text } } },
    ]);
  });

  test('reads nodes, images, steps and expectations', () => {
    const scenario = loaded(
      `${HEAD}  edition: containerd
  nodes: [{name: n1, cpu: 2, memory: 4Gi, taints: [{key: a, effect: NoSchedule}]}]
  images:
    nginx:1.25:
      present: true
      program: {listens: 80/tcp, http: {/: 200, '*': 404}, onSIGTERM: ignored}
    slow:1: {pull: {answer: dns-timeout, after: 10s}}
  steps:
  - {at: 10s, run: kubectl delete pod web}
  - {at: 1m, run: write /m/a.yaml, files: {/m/a.yaml: x}, note: why}
  expect:
  - {by: 5s, that: pod web phase == Running}
  - {until: 30s, that: node n1 condition Ready == True}
`,
    );
    expect(scenario.setup.nodes[0]).toMatchObject({ cpu: '2', memory: '4Gi', pods: 110 });
    expect(scenario.setup.images).toEqual([
      {
        image: 'nginx:1.25',
        isPresent: true,
        program: {
          listens: [{ port: 80, afterSeconds: 0 }],
          http: [
            { path: '/', status: 200 },
            { path: '*', status: 404 },
          ],
          onSigterm: 'ignored',
        },
      },
      {
        image: 'slow:1',
        isPresent: false,
        rule: { image: 'slow:1', answer: 'dns-timeout', afterSeconds: 10 },
      },
    ]);
    expect(scenario.steps.map(({ at }) => at)).toEqual([10_000_000, 60_000_000]);
    expect(scenario.expectations).toMatchObject([
      { when: 'by', at: 5_000_000, that: { ask: 'field', field: 'phase', value: 'Running' } },
      { when: 'until', that: { object: { kind: 'node', namespace: '', name: 'n1' } } },
    ]);
  });

  test('keeps the lines of objects that follow a scenario in one file', () => {
    const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n';
    const [step] = loaded(`${HEAD}  seed: 2\n---\n${pod}`).steps;
    const text = step?.line.files?.['s.yaml'] ?? '';
    expect(text.split('\n').indexOf('kind: Pod')).toBe(7);
    expect(text).not.toContain('Scenario');
  });

  test('places what is wrong', () => {
    expect(load(`${HEAD}  edition: kubernetes\n`)).toMatchObject({
      errors: [{ file: 's.yaml', line: 5, column: 12 }],
    });
    expect(load(`${HEAD}  steps:\n  - {at: soon, run: kubectl get pods}\n`)).toMatchObject({
      errors: [{ line: 6, column: 10, message: 'not a time: soon' }],
    });
    expect(load(`${HEAD}  expect:\n  - {by: 5s, that: pod web shines}\n`)).toMatchObject({
      errors: [{ line: 6, message: 'no comparison in: pod web shines' }],
    });
    const two = `${HEAD}  seed: 1\n---\n${HEAD}  seed: 2\n`;
    expect(load(two)).toMatchObject({ errors: [{ line: 7, message: 'more than one Scenario' }] });
  });

  test('tells one kubelet what another is not told', () => {
    const text = `${HEAD}  kubelet: {maxPods: 50, syncFrequency: 30s}
  nodes: [{name: a}, {name: b, kubelet: {maxPods: 20}}]
`;
    const { kubelet, nodes } = loaded(text).setup;
    expect(kubelet).toEqual({ maxPods: 50, syncFrequency: '30s' });
    expect(nodes.map((node) => node.kubelet)).toEqual([undefined, { maxPods: 20 }]);
  });

  test('refuses what no kubelet knows, at its place', () => {
    const text = `${HEAD}  nodes:\n  - name: a\n    kubelet:\n      maxPodz: 20\n`;
    expect(load(text)).toMatchObject({
      errors: [{ line: 8, message: 'no field of KubeletConfiguration that is simulated: maxPodz' }],
    });
  });
});
