// What telling costs beside simulating: one node with many probed pods, run bare, with the index of
// causes, and as chunks with all rows of the stage; and how long a jump takes to its first chunk.

import type { Micros } from '../src/kernel/time.ts';
import { loadScenario } from '../src/scenario/load.ts';
import type { Chunk, FromSession, SessionFile } from '../src/session/protocol.ts';
import { openTimeline } from '../src/session/run.ts';
import { createSession } from '../src/session/session.ts';
import { fillSession } from '../src/session/whole.ts';

fillSession();

const PODS = Number(process.argv[2] ?? 110);
const MINUTE = 60_000_000;
const SCENARIO = `apiVersion: visualizer/v1
kind: Scenario
metadata: {name: many}
spec:
  nodes: [{name: node-1, cpu: "64", memory: 256Gi, pods: 250}]
`;

function manifests(): string {
  const one = (i: number): string => `apiVersion: v1
kind: Pod
metadata: {name: pod-${i}}
spec:
  containers:
  - name: main
    image: nginx:1.25
    livenessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 10}
    readinessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 10}
`;
  return Array.from({ length: PODS }, (_, i) => one(i + 1)).join('---\n');
}

const file: SessionFile = {
  apiVersion: 'visualizer/v1',
  kind: 'Session',
  scenario: SCENARIO,
  edition: 'docker',
  seed: 1,
  log: [
    {
      at: (15 * 1_000_000) as Micros,
      text: 'kubectl create -f pods.yaml',
      files: { 'pods.yaml': manifests() },
    },
  ],
  at: 0 as Micros,
};

function bare(until: number): number {
  const loaded = loadScenario([{ name: 's.yaml', text: SCENARIO }], { edition: 'docker', seed: 1 });
  if ('errors' in loaded) throw new Error(JSON.stringify(loaded.errors));
  const [entry] = file.log;
  if (entry === undefined) throw new Error('no command');
  const { at, text, files = {} } = entry;
  const timeline = openTimeline(loaded.scenario, {
    log: [{ id: 1, at, by: 'user', command: { text, files } }],
  });
  const from = performance.now();
  timeline.advance(until as Micros);
  return performance.now() - from;
}

function told(until: number): void {
  const heard: FromSession[] = [];
  const session = createSession(
    (message) => heard.push(message),
    () => ({ stdout: '', stderr: '' }),
  );
  session.receive({ type: 'open', file });
  session.receive({ type: 'watch', watch: 'stage', view: { view: 'stage', node: 'node-1' } });
  const demand = (a: number, b: number): readonly Chunk[] => {
    heard.length = 0;
    session.receive({ type: 'demand', branch: 1, from: a as Micros, until: b as Micros });
    while (session.pump(400));
    return heard.flatMap((message) => (message.type === 'chunk' ? [message.chunk] : []));
  };
  const from = performance.now();
  const chunks = demand(0, until);
  const took = performance.now() - from;
  const count = (read: (chunk: Chunk) => number): number =>
    chunks.reduce((sum, chunk) => sum + read(chunk), 0);
  console.log(
    `told ${until / MINUTE} min of ${PODS} pods in ${took.toFixed(0)} ms: ${chunks.length} chunks,`,
    `${count((one) => one.flights.length)} flights, ${count((one) => one.beats.length)} beats,`,
    `${count((one) => one.changes.reduce((sum, { changes }) => sum + changes.length, 0))} rows`,
  );
  jumps(demand, until);
}

function jumps(demand: (a: number, b: number) => readonly Chunk[], until: number): void {
  const times: number[] = [];
  for (let i = 0; i < 30; i++) {
    const at = Math.floor((((i * 7_919) % 1_000) / 1_000) * until);
    const from = performance.now();
    demand(at, at + 1);
    times.push(performance.now() - from);
  }
  times.sort((a, b) => a - b);
  console.log(`jumps: median ${times[15]?.toFixed(1)} ms, 95th ${times[28]?.toFixed(1)} ms`);
}

const UNTIL = 2 * MINUTE;
bare(UNTIL);
console.log(`bare ${bare(UNTIL).toFixed(0)} ms`);
told(UNTIL);
