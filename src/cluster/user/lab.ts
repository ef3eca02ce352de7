// The faults and knobs of the laboratory.

import { unreachable } from '../../base/assert.ts';
import { urlParts } from '../../base/url.ts';
import { CLOUD_PROCESS } from '../protocol/cloud-monitoring.ts';
import type { Fault } from '../protocol/commands.ts';
import { LINUX_PORT, type SetLoad } from '../protocol/linux.ts';
import type { RegistryConfigure } from '../protocol/registry.ts';
import { api, ask, fail, type Routine, type Setting } from './calls.ts';
import { control, files, together } from './machines.ts';
import { nodeOf } from './node.ts';

/** Runs any `lab …` line. */
export function* lab(fault: Fault, setting: Setting): Routine {
  switch (fault.type) {
    case 'lab.partition':
      return yield* links('link.cut', fault, setting);
    case 'lab.heal':
      return yield* heal(fault, setting);
    case 'lab.delay': {
      const message = { type: 'link.slow', ...peer(fault.b), byMicros: fault.delayMicros };
      yield* control(fault.a, message);
      return 0;
    }
    case 'lab.registry':
      return yield* registry(fault);
    case 'lab.image': {
      const answer = fault.answer === 'not-found' ? '404' : fault.answer === 'ok' ? 'ok' : '401';
      return yield* configureRegistry({ rules: [{ image: fault.image, answer }] });
    }
    case 'lab.crash':
      yield* toAll(fault.process, 'process.stop');
      return 0;
    case 'lab.restart':
      yield* toAll(fault.process, 'process.stop');
      yield* toAll(fault.process, 'process.start');
      return 0;
    case 'lab.fill-disk':
      return yield* fillDisk(fault, setting);
    case 'lab.drop': {
      const message = { type: 'link.drop', ...peer(fault.to), count: fault.count };
      yield* control(fault.from, message);
      return 0;
    }
    case 'lab.load':
      return yield* load(fault);
    case 'lab.send':
      return yield* send(fault);
    default:
      return unreachable(fault);
  }
}

function* toAll(process: string, type: 'process.stop' | 'process.start'): Routine<void> {
  for (const one of together(process)) yield* control(one, { type });
}

function peer(name: string): { readonly peer: string } {
  return { peer: name };
}

/** Without names: everything of every node. */
function* heal(fault: Extract<Fault, { type: 'lab.heal' }>, setting: Setting): Routine {
  const { a, b } = fault;
  if (a !== undefined)
    return yield* links('link.heal', b === undefined ? { a } : { a, b }, setting);
  for (const node of setting.nodes) yield* links('link.heal', { a: node }, setting);
  return 0;
}

/** Cuts or heals the link between two processes, or all that leave a node. */
function* links(
  type: 'link.cut' | 'link.heal',
  { a, b }: { readonly a: string; readonly b?: string },
  { nodes, edition }: Setting,
): Routine {
  if (b !== undefined) {
    yield* control(a, { type, ...peer(b) });
    return 0;
  }
  if (!nodes.includes(a)) return yield* fail(`lab: no node ${a}`);
  const engine = edition === 'containerd' ? 'containerd' : 'docker';
  const onOthers = (kind: string): readonly string[] =>
    nodes.filter((node) => node !== a).map((node) => `${kind}@${node}`);
  const outside: readonly (readonly [string, readonly string[]])[] = [
    [`kubelet@${a}`, ['apiserver', ...onOthers('heapster'), ...onOthers('metrics-server')]],
    [`kube-proxy@${a}`, ['apiserver']],
    [`heapster@${a}`, ['apiserver', ...onOthers('kubelet')]],
    [`metrics-server@${a}`, ['apiserver', ...onOthers('kubelet')]],
    [`${engine}@${a}`, ['registry']],
    [
      `linux@${a}`,
      ['apiserver', ...onOthers('linux'), ...(edition === 'document' ? [CLOUD_PROCESS] : [])],
    ],
  ];
  for (const [process, peers] of outside) {
    for (const name of peers) yield* control(process, { type, ...peer(name) });
  }
  return 0;
}

function* registry(fault: Extract<Fault, { type: 'lab.registry' }>): Routine {
  const { isDown, bytesPerSecond, latencyMicros } = fault;
  return yield* configureRegistry({
    ...(isDown === undefined ? {} : { isDown }),
    ...(bytesPerSecond === undefined ? {} : { bytesPerSecond }),
    ...(latencyMicros === undefined ? {} : { latency: latencyMicros as never }),
  });
}

function* configureRegistry(change: Omit<RegistryConfigure, 'type'>): Routine {
  const message: RegistryConfigure = { type: 'registry.configure', ...change };
  yield { call: 'tell', process: 'registry', port: 'requests', message };
  return 0;
}

const FILLER = '/var/lab-filler';

/** Fills the disk with one big file, measured against what the machine says it has without it. */
function* fillDisk(fault: Extract<Fault, { type: 'lab.fill-disk' }>, setting: Setting): Routine {
  const node = fault.node ?? nodeOf({}, setting);
  yield* files(node, [{ op: 'remove', path: FILLER }]);
  const reply = yield* ask(`linux@${node}`, LINUX_PORT, { type: 'linux.machine' });
  if (reply.message?.type !== 'linux.machineInfo') return yield* fail(`lab: no node ${node}`);
  const { diskBytes, diskUsedBytes } = reply.message as unknown as {
    readonly diskBytes: number;
    readonly diskUsedBytes: number;
  };
  const zeros = Math.max(0, Math.floor((diskBytes * fault.percent) / 100) - diskUsedBytes);
  const done = yield* files(node, [{ op: 'write', path: FILLER, content: '', zeros }]);
  return done?.outcomes[0]?.isOk === true ? 0 : yield* fail('lab: no space left on device');
}

interface RunningPod {
  readonly spec?: { readonly nodeName?: string };
  readonly status?: {
    readonly containerStatuses?: readonly {
      readonly name: string;
      readonly containerID?: string;
    }[];
  };
}

/** Turns the dials of a container's load. */
function* load(fault: Extract<Fault, { type: 'lab.load' }>): Routine {
  const { milliCpu, memoryBytes, leakPerSecond, writePerSecond } = fault;
  return yield* turn(fault, {
    ...(milliCpu === undefined ? {} : { milliCpu }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    dials: {
      ...(leakPerSecond === undefined ? {} : { leakPerSecond }),
      ...(writePerSecond === undefined ? {} : { writePerSecond }),
    },
  });
}

/** Lets a container send requests. */
function* send(fault: Extract<Fault, { type: 'lab.send' }>): Routine {
  const { url, perSecond } = fault;
  const parts = urlParts(url);
  if (parts === undefined) return yield* fail(`lab: ${url} is no URL`);
  const { host, port, path } = parts;
  return yield* turn(fault, { dials: { traffic: { host, port, path, perSecond } } });
}

/** Finds the container where the API server says it runs, and loads it there. */
function* turn(
  { pod, container }: { readonly pod: string; readonly container?: string },
  dials: Omit<SetLoad, 'type' | 'containerId'>,
): Routine {
  const answer = yield* api({ verb: 'GET', path: `/api/v1/namespaces/default/pods/${pod}` });
  if (answer === undefined || answer.code !== 200) return yield* fail(`lab: no pod ${pod}`);
  const { spec, status } = answer.body as RunningPod;
  const all = status?.containerStatuses ?? [];
  const found = container === undefined ? all[0] : all.find(({ name }) => name === container);
  const containerId = /:\/\/(.+)$/.exec(found?.containerID ?? '')?.[1];
  if (containerId === undefined) return yield* fail(`lab: no running container in pod ${pod}`);
  const message: SetLoad = { type: 'linux.setLoad', containerId, ...dials };
  const reply = yield* ask(`linux@${spec?.nodeName ?? ''}`, LINUX_PORT, message);
  const isFound = (reply.message as { readonly isFound?: boolean } | undefined)?.isFound === true;
  return isFound ? 0 : yield* fail(`lab: container ${containerId} does not run`);
}
