import { describe, expect, test } from 'vitest';
import { type PersistentMap, values } from '../../base/persistent-map.ts';
import { type Micros, micros } from '../../kernel/time.ts';
import { stateOf } from '../../kernel/world.ts';
import type { LoadOptions } from '../../scenario/default-scenario.ts';
import { loadScenario } from '../../scenario/load.ts';
import { openTimeline } from '../../session/run.ts';
import { printedText } from '../../shell/print/print.ts';
import type { TranscriptEntry } from '../protocol/transcript.ts';

type Line = readonly [at: number, text: string, files?: { readonly [name: string]: string }];

const POD = [
  'apiVersion: v1',
  'kind: Pod',
  'metadata: {name: web}',
  'spec:',
  '  terminationGracePeriodSeconds: 3',
  '  containers:',
  '  - name: c',
  '    image: busybox:1.36',
  '    command: [sh, -c, "echo hello; while true; do sleep 1; done"]',
  '',
].join('\n');

/** Types lines at their seconds; gives what each said and its exit code. */
function type(
  lines: readonly Line[],
  options: LoadOptions = { edition: 'docker' },
  until = 60,
): readonly string[] {
  const loaded = loadScenario([], { nodes: 1, ...options });
  if ('errors' in loaded) throw new Error('no scenario');
  const steps = lines.map(([at, text, files = {}]) => ({
    at: micros(at * 1_000_000),
    line: { text, files },
  }));
  const timeline = openTimeline({ setup: loaded.scenario.setup, steps }, { isFrozen: true });
  timeline.advance(micros(until * 1_000_000) as Micros);
  const user = stateOf<{ transcript: PersistentMap<TranscriptEntry> }>(timeline.world, 'user');
  return [...values(user?.transcript as PersistentMap<TranscriptEntry>)].map((entry) => {
    const text = printedText(entry, false) + printedText(entry, true);
    return `${entry.status === 'done' ? entry.exitCode : 'running'} ${text}`;
  });
}

const files = { 'pod.yaml': POD };
const CREATE: Line = [0, 'kubectl create -f pod.yaml', files];

describe('kubectl', () => {
  test('creates once, applies again, and says what is wrong', () => {
    const bad = { 'bad.yaml': POD.replace('image: busybox:1.36', 'image: ""') };
    expect(
      type(
        [
          CREATE,
          [1, 'kubectl create -f pod.yaml', files],
          [2, 'kubectl apply -f pod.yaml', files],
          [3, 'kubectl apply -f pod.yaml', files],
          [4, 'kubectl label pod web a=b'],
          [5, 'kubectl label pod web a=c'],
          [6, 'kubectl create -f bad.yaml', { 'bad.yaml': bad['bad.yaml'].replace('web', 'x') }],
          [7, 'kubectl get pod nope'],
          [8, 'kubectl frobnicate'],
        ],
        { edition: 'containerd' },
        10,
      ),
    ).toEqual([
      '0 pod/web created\n',
      '1 Error from server (AlreadyExists): error when creating "pod.yaml": pods "web" already exists\n',
      expect.stringMatching(/^0 pod\/web configured\nWarning: resource pods\/web is missing/),
      '0 pod/web unchanged\n',
      '0 pod/web labeled\n',
      "1 error: 'a' already has a value (b), and --overwrite is false\n",
      '1 The Pod "x" is invalid: spec.containers[0].image: Required value\n',
      '1 Error from server (NotFound): pods "nope" not found\n',
      '1 error: unknown command "frobnicate" for "kubectl"\n',
    ]);
  });

  test.each(['docker', 'containerd'] as const)('deletes and waits for the end: %s', (edition) => {
    const said = type([CREATE, [10, 'kubectl delete pod web'], [50, 'kubectl get pods']], {
      edition,
    });
    const place = edition === 'containerd' ? ' from default namespace' : '';
    expect(said[1]).toBe(`0 pod "web" deleted${place}\n`);
    expect(said[2]).toBe('0 No resources found in default namespace.\n');
  });

  // The restarted server's cache begins later than the last change of the pod.
  test.each([
    'kubectl delete pod web',
    'kubectl drain node-1 --force',
    'kubectl wait pod web --for=delete --timeout=60s',
  ])('waits for a pod that changed last before the API server restarted: %s', (line) => {
    const hook = 'done"]\n    lifecycle: {preStop: {exec: {command: [sleep, "20"]}}}';
    const slow = POD.replace('done"]', hook).replace('Seconds: 3', 'Seconds: 30');
    const lines: readonly Line[] = [
      [0, 'kubectl create -f pod.yaml', { 'pod.yaml': slow }],
      [10, 'kubectl delete pod web --wait=false'],
      [11, 'systemctl restart kube-apiserver'],
      [20, 'kubectl label node node-1 a=b'],
      [21, line],
    ];
    const said = type(lines, { edition: 'docker' }, 80).at(-1);
    expect(said).toMatch(/^0 /);
  });

  test('gives up a drain, and says for whom it waited', () => {
    const lines: readonly Line[] = [CREATE, [10, 'kubectl drain node-1 --force --timeout=2s']];
    expect(type(lines, { edition: 'docker' }, 20).at(-1)).toMatch(
      /^1 [\s\S]*\nerror when waiting for pod "web" in namespace "default" to terminate: context/,
    );
  });

  test('shows tables, logs, exec and descriptions', () => {
    const said = type([
      CREATE,
      [10, 'kubectl get pods'],
      [11, 'kubectl logs web'],
      [12, "kubectl exec web -- sh -c 'echo in; exit 3'"],
      [13, 'kubectl describe pod web'],
      [14, "kubectl get pod web -o jsonpath='{.spec.containers[*].name}'"],
      [15, 'kubectl get nodes'],
      [16, 'kubectl describe node node-1'],
      [17, 'kubectl version'],
    ]);
    expect(said[1]).toBe(
      '0 NAME   READY   STATUS    RESTARTS   AGE\nweb    1/1     Running   0          10s\n',
    );
    expect(said[2]).toBe('0 hello\n');
    expect(said[3]).toBe('3 in\ncommand terminated with exit code 3\n');
    expect(said[4]).toMatch(/^0 Name: +web\nNamespace: +default\n[\s\S]*Started container c\n$/);
    expect(said[5]).toBe('0 c');
    expect(said[6]).toMatch(/node-1 +Ready +<none> +\d+s +v1\.20\.2/);
    expect(said[7]).toMatch(/Allocated resources:\n[\s\S]*Events:/);
    expect(said[8]).toBe('0 Client Version: v1.20.2\nServer Version: v1.20.2\n');
  });

  test('watches', () => {
    const said = type([
      CREATE,
      [1, 'kubectl get pods -w'],
      [8, 'kubectl delete pod web --wait=false'],
    ]);
    expect(said[1]).toMatch(/^running NAME [\s\S]*Running [\s\S]*Terminating/);
  });

  test('says that the server is gone', () => {
    const said = type([
      [0, 'systemctl stop kube-apiserver'],
      [1, 'kubectl get pods'],
    ]);
    expect(said[1]).toMatch(/^1 The connection to the server .* was refused/);
  });
});

describe('the node', () => {
  test('lists and kills containers behind the back of the kubelet', () => {
    const said = type([
      CREATE,
      [10, 'docker ps'],
      [11, 'docker kill k8s_c_web'],
      [20, 'kubectl get pods'],
    ]);
    expect(said[1]).toMatch(/k8s_c_web_default_[\s\S]*k8s_POD_web_default_/);
    expect(said[2]).toBe('0 k8s_c_web\n');
    expect(said[3]).toMatch(/web +1\/1 +Running +1 /);
  });

  test('does the same with containerd', () => {
    const said = type(
      [
        CREATE,
        [10, 'crictl ps'],
        [11, 'ctr -n k8s.io tasks kill -s SIGKILL web/c#0'],
        [20, 'kubectl get pods'],
        [21, 'docker ps'],
      ],
      { edition: 'containerd' },
    );
    expect(said[1]).toMatch(/Running +c +0 +\w+ +web +default/);
    expect(said[2]).toBe('0 ');
    expect(said[3]).toMatch(/web +1\/1 +Running +1 \(\ds ago\)/);
    expect(said[4]).toBe('1 bash: docker: command not found\n');
  });

  test('reads etcd and loads containers', () => {
    const said = type([
      CREATE,
      [10, 'etcdctl get /registry/pods --prefix --keys-only'],
      [11, 'lab set load web/c cpu=500m memory=64Mi'],
      [12, 'lab set load nope cpu=1'],
    ]);
    expect(said[1]).toBe('0 /registry/pods/default/web\n\n');
    expect(said[2]).toBe('0 ');
    expect(said[3]).toBe('1 lab: no pod nope\n');
  });
});
