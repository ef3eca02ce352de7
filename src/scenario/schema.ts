// The shape of a scenario file, checked with valibot: `apiVersion: visualizer/v1, kind: Scenario`.
// Only the shape; `load.ts` gives it meaning and places its errors. See docs/spec/scenario.md.

import * as v from 'valibot';
import type { ScenarioDocument } from './documents.ts';

const strings = v.record(v.string(), v.string());
const quantity = v.pipe(
  v.union([v.string(), v.number()]),
  v.transform((value) => String(value)),
);
const duration = v.pipe(
  v.union([v.string(), v.number()]),
  v.transform((value) => String(value)),
);
const status = v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(599));

const taint = v.strictObject({
  key: v.string(),
  value: v.optional(v.string()),
  effect: v.picklist(['NoSchedule', 'PreferNoSchedule', 'NoExecute']),
});

const node = v.strictObject({
  name: v.string(),
  cpu: v.optional(quantity),
  memory: v.optional(quantity),
  disk: v.optional(quantity),
  pods: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  labels: v.optional(strings),
  taints: v.optional(v.array(taint)),
  allocatableMemory: v.optional(quantity),
  appArmor: v.optional(v.union([v.literal(false), v.array(v.string())])),
  running: v.optional(v.boolean()),
  kubelet: v.optional(v.record(v.string(), v.unknown())),
});

const route = v.union([
  status,
  v.strictObject({
    status,
    body: v.optional(v.string()),
    from: v.optional(duration),
    until: v.optional(duration),
  }),
]);

const program = v.strictObject({
  command: v.optional(v.array(v.string())),
  listens: v.optional(
    v.union([v.string(), v.number(), v.array(v.union([v.string(), v.number()]))]),
  ),
  listensAfter: v.optional(duration),
  http: v.optional(v.record(v.string(), v.union([route, v.array(route)]))),
  log: v.optional(v.array(v.string())),
  onSIGTERM: v.optional(
    v.union([
      v.literal('ignored'),
      v.strictObject({ exitCode: v.number(), after: v.optional(duration) }),
    ]),
  ),
  exitsAfter: v.optional(duration),
  exitCode: v.optional(v.number()),
  memory: v.optional(quantity),
  cpu: v.optional(quantity),
});

const answers = v.picklist([
  'ok',
  'private',
  '404',
  'denied',
  '401',
  'refused',
  'no-host',
  'dns-timeout',
  'timeout',
  'not-tls',
  '500',
]);

const image = v.strictObject({
  present: v.optional(v.boolean()),
  program: v.optional(program),
  pull: v.optional(
    v.strictObject({
      answer: answers,
      after: v.optional(duration),
      detail: v.optional(v.string()),
      size: v.optional(quantity),
      username: v.optional(v.string()),
      password: v.optional(v.string()),
    }),
  ),
});

const step = v.strictObject({
  at: duration,
  run: v.string(),
  files: v.optional(strings),
  note: v.optional(v.string()),
});

const expectation = v.strictObject({
  by: v.optional(duration),
  at: v.optional(duration),
  until: v.optional(duration),
  that: v.string(),
});

const object = v.looseObject({
  apiVersion: v.string(),
  kind: v.string(),
  metadata: v.looseObject({ name: v.string(), namespace: v.optional(v.string()) }),
});

const machine = v.strictObject({
  kubeletStartupSeconds: v.optional(v.number()),
  apiserverStartupSeconds: v.optional(v.number()),
  dockerStartupSeconds: v.optional(v.number()),
  containerdStartupSeconds: v.optional(v.number()),
  etcdStartupSeconds: v.optional(v.number()),
  systemMemory: v.optional(quantity),
  liveRestore: v.optional(v.boolean()),
});

const spec = v.strictObject({
  edition: v.optional(v.picklist(['document', 'docker', 'containerd'])),
  seed: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  epoch: v.optional(v.string()),
  nodes: v.optional(v.pipe(v.array(node), v.minLength(1), v.maxLength(10))),
  settle: v.optional(duration),
  latency: v.optional(v.picklist(['recorded', 'slow', 'none'])),
  kubelet: v.optional(v.record(v.string(), v.unknown())),
  images: v.optional(v.record(v.string(), image)),
  objects: v.optional(v.array(object)),
  scheduler: v.optional(v.boolean()),
  controllers: v.optional(
    v.array(
      v.picklist([
        'node-lifecycle',
        'taint-eviction',
        'pod-garbage-collector',
        'persistentvolume-binder',
        'endpoint',
      ]),
    ),
  ),
  nodeMonitorGracePeriod: v.optional(duration),
  machine: v.optional(machine),
  steps: v.optional(v.array(step)),
  expect: v.optional(v.array(expectation)),
  until: v.optional(duration),
});

/** The schema of a scenario document. */
export const scenarioSchema: v.GenericSchema<unknown, ScenarioDocument> = v.strictObject({
  apiVersion: v.literal('visualizer/v1'),
  kind: v.literal('Scenario'),
  metadata: v.strictObject({
    name: v.string(),
    title: v.optional(v.string()),
    annotations: v.optional(strings),
  }),
  spec,
}) as unknown as v.GenericSchema<unknown, ScenarioDocument>;
