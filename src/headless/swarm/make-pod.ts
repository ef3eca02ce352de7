// A random pod: init containers, sidecars, probes, hooks, volumes, limits, restart policies, and
// programs that serve, obey, ignore, end or fail.

import type { EditionWord } from '../../cluster/protocol/setup.ts';
import type { Json } from '../../kernel/message.ts';
import type { Chance } from './chance.ts';
import { IMAGES } from './make-cluster.ts';

/** A pod's manifest, and what later commands name. */
export interface SwarmPod {
  readonly name: string;
  readonly containers: readonly string[];
  /** Whether a container that ended is run again in any case. */
  readonly isAlways: boolean;
  readonly manifest: Json;
}

/** Names of objects that pods refer to; whether they exist is a matter of luck. */
export const SECRET = 'swarm-secret' as const;
/** Likewise. */
export const CONFIG_MAP = 'swarm-config' as const;

type Part = { readonly [field: string]: Json };
type Maker = (chance: Chance) => Part;

const shell = (script: string): Part => ({
  image: 'busybox:1.36',
  command: ['sh', '-c', script],
});

const PROGRAMS: readonly (readonly [number, Maker])[] = [
  [5, () => shell("trap 'exit 0' TERM; while true; do sleep 1; done")],
  [3, () => ({ image: 'busybox:1.36', command: ['sleep', '3600'] })],
  [4, (chance) => ({ image: chance.pick(IMAGES.slice(1)) })],
  [3, (chance) => shell(`echo working; sleep ${chance.between(0, 20)}`)],
  [3, (chance) => shell(`sleep ${chance.between(0, 8)}; exit ${chance.between(1, 3)}`)],
  [2, (chance) => shell(`trap 'sleep ${chance.between(1, 9)}; exit 7' TERM; sleep 900 & wait`)],
  [1, () => ({ image: 'busybox:1.36', command: ['no-such-command'] })],
];

const CHECKS: readonly (readonly [number, Maker])[] = [
  [3, () => ({ exec: { command: ['true'] } })],
  [1, () => ({ exec: { command: ['cat', '/nowhere'] } })],
  [1, (chance) => ({ exec: { command: ['sleep', String(chance.between(0, 3))] } })],
  [2, () => ({ tcpSocket: { port: 80 } })],
  [2, () => ({ httpGet: { path: '/', port: 80 } })],
];

const HOOKS: readonly (readonly [number, Maker])[] = [
  [3, () => ({ exec: { command: ['true'] } })],
  [1, () => ({ exec: { command: ['false'] } })],
  [2, (chance) => ({ exec: { command: ['sleep', String(chance.between(1, 4))] } })],
];

const VOLUMES: readonly (readonly [number, Maker])[] = [
  [4, () => ({ emptyDir: {} })],
  [1, () => ({ emptyDir: { medium: 'Memory' } })],
  [2, (chance) => ({ secret: { secretName: SECRET, optional: chance.maybe(60) } })],
  [2, (chance) => ({ configMap: { name: CONFIG_MAP, optional: chance.maybe(60) } })],
  [1, () => ({ hostPath: { path: '/var/swarm', type: 'DirectoryOrCreate' } })],
  [
    1,
    () => ({
      downwardAPI: { items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }] },
    }),
  ],
];

/** Draws a pod of that name. */
export function makePod(
  chance: Chance,
  name: string,
  edition: EditionWord,
  nodes: readonly string[],
): SwarmPod {
  const make = (list: readonly (readonly [number, Maker])[]): Part => chance.weighted(list)(chance);
  const volumes = Array.from(
    {
      length: chance.weighted([
        [6, 0],
        [3, 1],
        [1, 2],
      ]),
    },
    (_, i) => ({
      name: `v${i}`,
      ...make(VOLUMES),
    }),
  );
  const volumeMounts = volumes.map(({ name: volume }) => ({
    name: volume,
    mountPath: `/mnt/${volume}`,
  }));
  const container = (label: string): Part => ({
    name: label,
    ...make(PROGRAMS),
    ...probesOf(chance, make),
    ...hooksOf(chance, make),
    ...resourcesOf(chance),
    ...(chance.maybe(15) ? { imagePullPolicy: chance.pick(['Always', 'Never']) } : {}),
    ...(volumes.length === 0 ? {} : { volumeMounts }),
    ...envOf(chance),
  });
  const containers = ['a', 'b', 'c'].slice(
    0,
    chance.weighted([
      [5, 1],
      [3, 2],
      [1, 3],
    ]),
  );
  const inits = Array.from(
    {
      length: chance.weighted([
        [7, 0],
        [2, 1],
        [1, 2],
      ]),
    },
    (_, i) => initContainer(chance, `init-${i}`, edition),
  );
  const spec = {
    restartPolicy: chance.weighted([
      [6, 'Always'],
      [2, 'OnFailure'],
      [2, 'Never'],
    ]),
    terminationGracePeriodSeconds: chance.pick([0, 1, 2, 5, 10, 30]),
    containers: containers.map(container),
    ...(inits.length === 0 ? {} : { initContainers: inits }),
    ...(volumes.length === 0 ? {} : { volumes }),
    ...placeOf(chance, nodes),
    ...(chance.maybe(8) ? { activeDeadlineSeconds: chance.between(5, 40) } : {}),
    ...(chance.maybe(10) ? { hostNetwork: true } : {}),
    ...(chance.maybe(5) ? { priorityClassName: 'system-node-critical' } : {}),
  };
  const metadata = { name, labels: { app: name } };
  const manifest = { apiVersion: 'v1', kind: 'Pod', metadata, spec };
  const isAlways = spec.restartPolicy === 'Always';
  return { name, containers, isAlways, manifest: manifest as unknown as Json };
}

function initContainer(chance: Chance, name: string, edition: EditionWord): Part {
  if (edition === 'containerd' && chance.maybe(40)) {
    const script = "trap 'exit 0' TERM; while true; do sleep 1; done";
    return { name, ...shell(script), restartPolicy: 'Always' };
  }
  return { name, ...shell(`sleep ${chance.between(0, 3)}; exit ${chance.maybe(20) ? 1 : 0}`) };
}

function probesOf(chance: Chance, make: (list: typeof CHECKS) => Part): Part {
  const probes: { [kind: string]: Json } = {};
  for (const kind of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    if (!chance.maybe(20)) continue;
    probes[kind] = {
      ...make(CHECKS),
      periodSeconds: chance.between(1, 5),
      failureThreshold: chance.between(1, 4),
      initialDelaySeconds: chance.between(0, 5),
    };
  }
  return probes;
}

function hooksOf(chance: Chance, make: (list: typeof HOOKS) => Part): Part {
  const lifecycle = {
    ...(chance.maybe(12) ? { preStop: make(HOOKS) } : {}),
    ...(chance.maybe(12) ? { postStart: make(HOOKS) } : {}),
  };
  return Object.keys(lifecycle).length === 0 ? {} : { lifecycle };
}

function resourcesOf(chance: Chance): Part {
  if (!chance.maybe(40)) return {};
  const requests = { cpu: chance.pick(['10m', '100m', '600m']), memory: '64Mi' };
  const limits = chance.maybe(50) ? { limits: { memory: chance.pick(['64Mi', '256Mi']) } } : {};
  return { resources: { requests, ...limits } };
}

function envOf(chance: Chance): Part {
  const env: Json[] = [];
  if (chance.maybe(15)) {
    env.push({ name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } });
  }
  if (chance.maybe(10)) {
    const ref = { name: CONFIG_MAP, key: 'colour', optional: chance.maybe(50) };
    env.push({ name: 'COLOUR', valueFrom: { configMapKeyRef: ref } });
  }
  return env.length === 0 ? {} : { env };
}

/** Most pods are left to the scheduler. */
function placeOf(chance: Chance, nodes: readonly string[]): Part {
  const tolerations = chance.maybe(20) ? { tolerations: [{ operator: 'Exists' }] } : {};
  if (chance.maybe(20)) return { ...tolerations, nodeName: chance.pick(nodes) };
  return chance.maybe(5) ? { ...tolerations, nodeSelector: { nowhere: 'here' } } : tolerations;
}
