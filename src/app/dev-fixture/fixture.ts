// A hand-written session to look at the page with, until the real one stands. Test-only.

import type { SessionPort } from '../../player/player.ts';
import type * as R from '../../projection/rows.ts';
import type { Beat, Chunk, Flight, FromSession, ToSession } from '../../session/protocol.ts';

type Any = any;
const rows = new Map<string, Any>();
const changes: Any[] = [];
const flights: Any[] = [];
const beats: Any[] = [];
let event = 1;
function set(at: number, key: string, row: Any) {
  const before = rows.get(key);
  rows.set(key, row);
  changes.push({
    at: Math.round(at * 1e6),
    event: ++event,
    watch: 'stage',
    changes: [{ key, before, after: row }],
  });
}
function fly(
  at: number,
  ms: number,
  from: string,
  to: string,
  channel: string,
  shape: string,
  label: string,
  uid?: string,
) {
  const st = (s: string) => ({ process: s.split('/')[0], port: s.split('/')[1] ?? 'x' });
  flights.push({
    id: ++event,
    cause: 0,
    flow: 100,
    from: st(from),
    to: st(to),
    channel,
    shape,
    label,
    sentAt: Math.round(at * 1e6),
    deliverAt: Math.round(at * 1e6 + ms * 1e3),
    fate: 'delivered',
    about: uid ? { kind: 'pod', name: 'web', uid } : undefined,
  });
}
function beat(
  at: number,
  lane: string,
  weight: number,
  topic: string,
  data: Any = {},
  uid: string | undefined = 'u-web',
) {
  beats.push({
    at: Math.round(at * 1e6),
    event: ++event,
    flow: 100,
    uid,
    lane,
    weight,
    topic,
    data: { pod: 'web', node: 'node-1', ...data },
  });
}
const dial = (id: string, period: number, t: number, count: number, text: string) => ({
  id,
  period: period * 1e6,
  lastAt: Math.floor(t / period) * period * 1e6,
  nextAt: (Math.floor(t / period) + 1) * period * 1e6,
  text,
  count,
  isHealthy: true,
});
const kubelet = (t: number, cache: Any[], last?: Any, src = 0) => ({
  row: 'kubelet',
  node: 'node-1',
  isUp: true,
  sources: [
    { id: 'api', status: 'active', pods: cache.length, detail: 'list + watch', lastAt: src * 1e6 },
    {
      id: 'file',
      status: 'idle',
      pods: 0,
      detail: 'every 20 s',
      lastAt: Math.floor(t / 20) * 20e6,
      nextAt: (Math.floor(t / 20) + 1) * 20e6,
    },
    {
      id: 'url',
      status: 'idle',
      pods: 0,
      detail: 'every 20 s',
      lastAt: Math.floor(t / 20) * 20e6,
      nextAt: (Math.floor(t / 20) + 1) * 20e6,
    },
    { id: 'http', status: 'idle', pods: 0, detail: ':10250' },
  ],
  cache,
  loop: { last, queue: 0 },
  dials: [
    dial('sync', 1, t, 0, ''),
    dial('housekeeping', 2, t, 0, ''),
    dial('volumes', 0.1, t, cache.length, ''),
    dial('secrets', 60, t, 1, ''),
    dial('images', 300, t, 3, ''),
    dial('probes', 10, t, 3, ''),
    dial('pleg', 1, t, 7, ''),
    dial('status', 10, t, 0, ''),
    dial('cadvisor', 10, t, 8, ''),
    dial('eviction', 10, t, 0, ''),
  ],
});
const spark = (t: number, k: number) => ({
  points: Array.from({ length: 12 }, (_, i) => [
    (t - 110 + i * 10) * 1e6,
    20 + ((i * 37 * k) % 40),
  ]),
});
const container = (name: string, image: string, over: Any = {}) => ({
  name,
  role: 'app',
  image,
  display: 'ready',
  state: 'running',
  reason: '',
  message: '',
  restarts: 0,
  startedAt: 0,
  hash: 'a91f33c0',
  isReady: true,
  isStarted: true,
  isGuess: false,
  id: 'abc',
  probes: [],
  cpu: { points: [] },
  memory: { points: [] },
  ...over,
});
const pod = (uid: string, name: string, ip: string | undefined, over: Any = {}) => ({
  row: 'pod',
  uid,
  namespace: 'default',
  name,
  node: 'node-1',
  display: 'ready',
  statusText: 'Running',
  phase: 'Running',
  ready: '1/1',
  restarts: 0,
  ip,
  resourceVersion: '31',
  isStatic: false,
  isInApi: true,
  qos: 'BestEffort',
  createdAt: 0,
  sandbox: { state: 'ready', ip, attempt: 0, startedAt: -252e6 },
  volumes: [],
  containers: [],
  conditions: [],
  ...over,
});
const cache0 = [
  { uid: 'u-dns', namespace: 'kube-system', name: 'dns', resourceVersion: '31', source: 'api' },
  { uid: 'u-metrics', namespace: 'default', name: 'metrics', resourceVersion: '35', source: 'api' },
];
const cacheWeb = [
  { uid: 'u-web', namespace: 'default', name: 'web', resourceVersion: '44', source: 'api' },
  ...cache0,
];
const worker = (uid: string, name: string, step: number, stepStatus: string, over: Any = {}) => ({
  row: 'worker',
  uid,
  pod: name,
  namespace: 'default',
  state: 'SyncPod',
  isWorking: stepStatus === 'active',
  step,
  stepStatus,
  doing: '',
  hasPending: false,
  ...over,
});

function story() {
  const q = new URLSearchParams(location.search);
  const many = Number(q.get('pods') ?? '2');
  set(0, 'cluster', {
    row: 'cluster',
    edition: 'document',
    epochSeconds: 1.4e9,
    nodes: ['node-1', 'node-2'],
  });
  set(0, 'user', { row: 'user', recent: [] });
  const api = (at: number, reqs: Any[]) =>
    set(at, 'apiserver', {
      row: 'apiserver',
      isUp: true,
      resourceVersion: '44',
      requests: reqs,
      watches: [
        { id: 1, by: 'kubelet', path: 'pods?nodeName=node-1' },
        { id: 2, by: 'kubelet', path: 'x' },
        { id: 3, by: 'sched', path: 'y' },
      ],
    });
  const R0 = [
    { id: 1, verb: 'PATCH', path: 'nodes/node-1/status', by: 'kubelet', code: 200, at: 0 },
    { id: 2, verb: 'PATCH', path: 'nodes/node-2/status', by: 'kubelet', code: 200, at: 0 },
  ];
  api(0, R0);
  const E0 = [
    {
      key: '/registry/minions/node-1',
      modRevision: 43,
      version: 9,
      isDeleted: false,
      summary: 'Ready',
    },
    {
      key: '/registry/minions/node-2',
      modRevision: 42,
      version: 8,
      isDeleted: false,
      summary: 'Ready',
    },
    {
      key: '/registry/secrets/default/tls',
      modRevision: 12,
      version: 1,
      isDeleted: false,
      summary: 'Opaque',
    },
  ];
  const etcd = (at: number, rev: number, recent: Any[]) =>
    set(at, 'etcd', {
      row: 'etcd',
      isUp: true,
      revision: rev,
      compactRevision: 0,
      keys: 41,
      recent,
    });
  etcd(0, 43, E0);
  set(0, 'scheduler', { row: 'scheduler', isUp: true, active: 0, backoff: 0, unschedulable: 0 });
  const node = (n: string, i: number) => ({
    row: 'node',
    name: n,
    ip: '10.0.0.1' + i,
    ready: 'True',
    readyReason: 'KubeletReady',
    pressure: [],
    taints: [],
    isUnschedulable: false,
    cpuMillis: 4000,
    memoryBytes: 8 * 2 ** 30,
    pods: 3,
    podCapacity: 110,
    cpu: spark(0, 1),
    memory: spark(0, 3),
  });
  set(0, 'node/node-1', node('node-1', 1));
  set(0, 'node/node-2', node('node-2', 2));
  set(0, 'engine/node-1', {
    row: 'engine',
    node: 'node-1',
    engine: 'docker',
    isUp: true,
    images: [
      { name: 'kubernetes/pause:latest', bytes: 7e5 },
      { name: 'nginx:1.25', bytes: 7e7 },
      { name: 'busybox:1.36', bytes: 2e6 },
    ],
    pulls: [],
  });
  set(
    0,
    'pod/u-dns',
    pod('u-dns', 'dns', '10.244.1.3', {
      containers: [
        container('coredns', 'coredns:1.7', {
          cpu: spark(0, 2),
          probes: [
            {
              probe: 'readiness',
              handler: 'http',
              period: 1e7,
              streak: 3,
              threshold: 3,
              lastResult: 'success',
            },
          ],
        }),
      ],
    }),
  );
  set(
    0,
    'pod/u-metrics',
    pod('u-metrics', 'metrics', '10.244.1.4', {
      display: 'backoff',
      statusText: 'CrashLoopBackOff',
      containers: [
        container('heapster', 'heapster:1.4', { cpu: spark(0, 5) }),
        container('influx', 'influxdb:1.1', {
          display: 'backoff',
          state: 'waiting',
          reason: 'CrashLoopBackOff',
          restarts: 7,
          backoff: { until: 36e6, delay: 40e6 },
        }),
      ],
    }),
  );
  const states = [
    'ready',
    'running',
    'creating',
    'pending',
    'backoff',
    'failed',
    'terminating',
    'completed',
    'unknown',
  ];
  for (let i = 2; i < many; i++)
    set(
      0,
      `pod/x${i}`,
      pod(`x${i}`, `pod-${i}`, `10.244.1.${i}`, {
        display: i % 7 === 0 ? states[((i / 7) % 9) | 0] : 'ready',
        containers: [
          container('app', 'nginx:1.25', {
            display: i % 7 === 0 ? states[((i / 7) % 9) | 0] : 'ready',
            cpu: spark(0, i),
          }),
        ],
      }),
    );
  set(0, 'worker/u-dns', worker('u-dns', 'dns', 7, 'done'));
  set(0, 'worker/u-metrics', worker('u-metrics', 'metrics', 7, 'done'));
  let cache: Any[] = cache0;
  let last: Any = { what: 'SYNC', pod: '', at: 0 };
  const K = (t: number, src = 0) => set(t, 'kubelet/node-1', kubelet(t, cache, last, src));
  K(0);
  const U = 'u-web';
  const t0 = 3;
  const plan: [number, () => void][] = [];
  const at = (dt: number, f: (t: number) => void) => plan.push([t0 + dt, () => f(t0 + dt)]);
  at(0, (t) => {
    set(t, 'user', {
      row: 'user',
      recent: [
        { id: 1, text: 'kubectl create -f pod.yaml', isDone: false, exitCode: 0, lastLine: '' },
      ],
    });
    beat(t, 'kubectl', 3, 'Command', { command: 'kubectl create -f pod.yaml' });
    fly(t, 2, 'user', 'apiserver', 'api', 'request', 'POST pods', U);
  });
  at(0.002, (t) => {
    api(t, [{ id: 5, verb: 'POST', path: 'pods', by: 'kubectl', at: t * 1e6 }, ...R0]);
    beat(t, 'apiserver', 2, 'ApiRequest', {});
    fly(t, 1, 'apiserver', 'etcd', 'etcd', 'request', 'txn put', U);
  });
  at(0.004, (t) => {
    etcd(t, 44, [
      {
        key: '/registry/pods/default/web',
        modRevision: 44,
        version: 1,
        isDeleted: false,
        summary: 'Pending',
      },
      ...E0,
    ]);
    beat(t, 'etcd', 2, 'EtcdPut');
    fly(t, 1, 'etcd', 'apiserver', 'etcd', 'response', 'rev 44', U);
  });
  at(0.006, (t) => {
    api(t, [{ id: 5, verb: 'POST', path: 'pods', by: 'kubectl', code: 201, at: t * 1e6 }, ...R0]);
    beat(t, 'apiserver', 3, 'ObjectChanged.pod.ADDED');
    fly(t, 2, 'apiserver', 'user', 'api', 'response', '201', U);
    fly(t, 2, 'apiserver', 'scheduler', 'api', 'watch', 'ADDED pods/web', U);
  });
  at(0.008, (t) => {
    set(t, 'user', {
      row: 'user',
      recent: [
        {
          id: 1,
          text: 'kubectl create -f pod.yaml',
          isDone: true,
          exitCode: 0,
          lastLine: 'pod/web created',
        },
      ],
    });
    set(t, 'scheduler', { row: 'scheduler', isUp: true, active: 1, backoff: 0, unschedulable: 0 });
  });
  at(0.011, (t) => {
    beat(t, 'scheduler', 3, 'Scheduled');
    fly(t, 2, 'scheduler', 'apiserver', 'api', 'request', 'POST binding', U);
  });
  at(0.014, (t) => {
    set(t, 'scheduler', { row: 'scheduler', isUp: true, active: 0, backoff: 0, unschedulable: 0 });
    etcd(t, 45, [
      {
        key: '/registry/pods/default/web',
        modRevision: 45,
        version: 2,
        isDeleted: false,
        summary: 'nodeName: node-1',
      },
      ...E0,
    ]);
    beat(t, 'etcd', 2, 'ObjectChanged.pod.bound');
    fly(t, 3, 'apiserver', 'kubelet@node-1/source-api', 'api', 'watch', 'ADDED pods/web', U);
  });
  at(0.018, (t) => {
    cache = cacheWeb;
    K(t, t);
    beat(t, 'kubelet', 3, 'Config.ADD');
    fly(t, 0, 'kubelet@node-1/config', 'kubelet@node-1/loop', 'internal', 'signal', 'ADD', U);
  });
  at(0.02, (t) => {
    last = { what: 'ADD', pod: 'web', at: t * 1e6 };
    K(t, t);
    set(
      t,
      'pod/u-web',
      pod(U, 'web', undefined, {
        display: 'pending',
        statusText: 'ContainerCreating',
        sandbox: { state: 'none', attempt: 0 },
        volumes: [
          { name: 'config', type: 'secret', isMounted: false },
          { name: 'scratch', type: 'emptyDir', isMounted: false },
        ],
        containers: [
          container('nginx', 'nginx:1.25', {
            display: 'pending',
            state: 'waiting',
            reason: 'ContainerCreating',
          }),
          container('log', 'busybox:1.36', {
            display: 'pending',
            state: 'waiting',
            reason: 'ContainerCreating',
          }),
        ],
      }),
    );
    set(t, 'worker/u-web', worker(U, 'web', 1, 'active'));
    fly(
      t,
      0,
      'kubelet@node-1/loop',
      'kubelet@node-1/pod-worker',
      'internal',
      'signal',
      'UpdatePod',
      U,
    );
  });
  for (let s = 1; s <= 5; s++)
    at(0.03 + s * 0.05, (t) => {
      set(t, 'worker/u-web', worker(U, 'web', s, 'active'));
      beat(t, 'kubelet', s === 3 ? 3 : 2, `SyncStep.${s}`, { step: s });
    });
  at(0.338, (t) => {
    set(t, 'worker/u-web', worker(U, 'web', 6, 'active', { doing: 'CreateContainer POD' }));
    set(t, 'pod/u-web', {
      ...rows.get('pod/u-web'),
      display: 'creating',
      sandbox: { state: 'creating', attempt: 0 },
      volumes: [
        { name: 'config', type: 'secret', isMounted: true },
        { name: 'scratch', type: 'emptyDir', isMounted: true },
      ],
    });
    beat(t, 'kubelet', 3, 'SyncStep.6', { step: 6 });
    fly(
      t,
      40,
      'kubelet@node-1/pod-worker',
      'docker@node-1/api',
      'docker',
      'request',
      'POST /containers/create',
      U,
    );
  });
  at(0.6, (t) => {
    set(t, 'pod/u-web', {
      ...rows.get('pod/u-web'),
      ip: '10.244.1.7',
      sandbox: { state: 'ready', attempt: 0, ip: '10.244.1.7', startedAt: t * 1e6 },
    });
    beat(t, 'runtime', 3, 'RuntimeEvent.start.POD');
    set(t, 'worker/u-web', worker(U, 'web', 7, 'active'));
    beat(t + 0.01, 'kubelet', 3, 'SyncStep.7');
    fly(
      t + 0.02,
      40,
      'kubelet@node-1/pod-worker',
      'docker@node-1/api',
      'docker',
      'request',
      'POST /containers/create',
      U,
    );
  });
  at(0.9, (t) => {
    const p = rows.get('pod/u-web');
    set(t, 'pod/u-web', {
      ...p,
      display: 'running',
      statusText: 'Running',
      containers: [
        container('nginx', 'nginx:1.25', {
          display: 'running',
          probes: [
            {
              probe: 'liveness',
              handler: 'http',
              period: 1e7,
              streak: 1,
              threshold: 3,
              lastResult: 'success',
            },
            {
              probe: 'readiness',
              handler: 'http',
              period: 1e7,
              streak: 2,
              threshold: 3,
              lastResult: 'success',
            },
          ],
        }),
        p.containers[1],
      ],
    });
    beat(t, 'runtime', 3, 'RuntimeEvent.start.container', { container: 'nginx' });
  });
  at(1.3, (t) => {
    const p = rows.get('pod/u-web');
    set(t, 'pod/u-web', {
      ...p,
      display: 'ready',
      containers: [
        { ...p.containers[0], display: 'ready', cpu: spark(t, 3) },
        container('log', 'busybox:1.36', { cpu: spark(t, 4) }),
      ],
    });
    set(t, 'worker/u-web', worker(U, 'web', 7, 'done'));
    beat(t, 'runtime', 3, 'RuntimeEvent.start.container', { container: 'log' });
  });
  at(1.32, (t) => {
    fly(t, 2, 'kubelet@node-1/status', 'apiserver', 'api', 'request', 'PATCH pods/web/status', U);
    beat(t, 'kubelet', 2, 'StatusPatch');
  });
  at(12, (t) => {
    const p = rows.get('pod/u-web');
    set(t, 'pod/u-web', {
      ...p,
      display: 'terminating',
      statusText: 'Terminating',
      deletion: { at: t * 1e6, graceSeconds: 30, deadline: (t + 30) * 1e6 },
      containers: p.containers.map((c: Any) => ({
        ...c,
        display: 'terminating',
        grace: { since: t * 1e6, deadline: (t + 30) * 1e6, isHook: false },
      })),
    });
    beat(t, 'kubelet', 3, 'Killing', { container: 'nginx' });
    set(t, 'worker/u-web', worker(U, 'web', 7, 'active', { state: 'TerminatingPod' }));
  });
  for (let s = 0.5; s < 60; s += 0.5)
    plan.push([
      s,
      () => {
        K(s);
        if (s % 1 === 0)
          beats.push({
            at: s * 1e6,
            event: ++event,
            flow: 0,
            lane: 'kubelet',
            weight: 1,
            topic: 'Relist',
            data: {},
          });
        if (s % 10 === 0) {
          fly(
            s,
            3,
            'kubelet@node-1/node-status',
            'apiserver',
            'api',
            'request',
            'PATCH nodes/node-1',
          );
          fly(s + 0.005, 3, 'apiserver', 'kubelet@node-1/node-status', 'api', 'response', '200');
          fly(
            s,
            3,
            'kubelet@node-2/node-status',
            'apiserver',
            'api',
            'request',
            'PATCH nodes/node-2',
          );
        }
      },
    ]);
  plan.sort((a, b) => a[0] - b[0]);
  for (const [, f] of plan) f();
  beats.sort((a, b) => a.at - b.at);
}

export function fixturePort(): SessionPort {
  const listeners = new Set<(m: FromSession) => void>();
  const say = (m: Any) =>
    setTimeout(() => {
      for (const l of listeners) l(m);
    }, 5);
  story();
  let isFirst = true;
  const commands = [{ id: 1, at: 3e6, text: 'kubectl create -f pod.yaml' }];
  return {
    listen: (l) => {
      listeners.add(l);
      return () => listeners.delete(l);
    },
    post: (m: ToSession) => {
      const a = m as Any;
      if (m.type === 'open')
        say({
          type: 'opened',
          branch: 1,
          edition: m.file.edition,
          epochSeconds: 1.4e9,
          nodes: ['node-1', 'node-2'],
          commands,
        });
      else if (m.type === 'demand') {
        const inside = (t: number) => (m.from === 0 ? t >= 0 : t > m.from) && t <= m.until;
        const chunk: Any = {
          branch: m.branch,
          from: m.from,
          to: m.until,
          changes: changes.filter((c) => inside(c.at)).sort((x, y) => x.at - y.at),
          flights: flights.filter((f) => inside(f.sentAt)),
          beats: beats.filter((b) => inside(b.at)),
        };
        if (isFirst || m.from === 0) chunk.keyframe = [{ watch: 'stage', rows: [] }];
        isFirst = false;
        say({ type: 'chunk', chunk });
      } else if (m.type === 'find') {
        const list =
          m.direction === 1
            ? beats.filter((b) => b.weight > 1 && b.at > m.from)
            : beats.filter((b) => b.weight > 1 && b.at < m.from).reverse();
        say({
          type: 'answer',
          ticket: m.ticket,
          result: list[0]
            ? { ok: 'found', at: list[0].at, event: list[0].event }
            : { ok: 'nothing' },
        });
      } else if (m.type === 'why') {
        const i = beats.findIndex((b) => b.event === m.event);
        say({
          type: 'answer',
          ticket: m.ticket,
          result: {
            ok: 'why',
            chain: beats
              .slice(0, i + 1)
              .filter((b) => b.weight > 1)
              .slice(-7)
              .reverse()
              .map((b) => ({
                event: b.event,
                at: b.at,
                process: b.lane,
                port: '',
                text: `${b.topic} of default/web`,
                type: b.topic,
              })),
          },
        });
      } else if (m.type === 'issue')
        say({
          type: 'answer',
          ticket: m.ticket,
          result: { ok: 'issued', id: 1, at: m.at, branch: 1, commands },
        });
      else if (m.type === 'save')
        say({
          type: 'answer',
          ticket: m.ticket,
          result: {
            ok: 'saved',
            file: {
              apiVersion: 'visualizer/v1',
              kind: 'Session',
              scenario: '',
              edition: 'document',
              seed: 1,
              log: [],
              at: a.at,
            },
          },
        });
      else if (m.type === 'digest')
        say({ type: 'answer', ticket: m.ticket, result: { ok: 'digest', digest: 'fixture' } });
    },
  };
}
