import { expect, test } from 'vitest';
import { type Component, port } from '../../kernel/component.ts';
import { type Micros, seconds } from '../../kernel/time.ts';
import type { LinuxReply } from '../protocol/linux.ts';
import type { NetPayload } from '../protocol/linux-network.ts';
import type { WorkloadAnswer, WorkloadConfig, WorkloadHttp } from '../protocol/workload.ts';
import { startOf, type TestMachine, testMachine } from './test-machine.ts';
import { fillLinux } from './whole.ts';

fillLinux();

/** Says what it was asked and by which program it was started; silent at `/slow`. */
const echo: Component<{ readonly config: WorkloadConfig }, WorkloadConfig | null> = {
  kind: 'heapster',
  init: (config) => ({ config: config as WorkloadConfig }),
  ports: {
    http: port<{ readonly config: WorkloadConfig }, never>([], ({ config }, envelope, io) => {
      const ask = envelope.message as WorkloadHttp;
      if (ask.path === '/slow') return { config };
      const { containerId, podIp, argv } = config;
      const body = `${ask.method} ${ask.path} ${containerId} ${podIp} ${argv.join(' ')}`;
      const answer: WorkloadAnswer = { type: 'workload.answer', status: 202, headers: [], body };
      io.reply(envelope, answer);
      return { config };
    }),
  },
};

const IMAGE = 'k8s.gcr.io/heapster-amd64:v1.5.4';

function watched(): TestMachine {
  const machine = testMachine();
  machine.sim.add(echo, 'heapster@node-1', null, null);
  machine.call({ type: 'linux.netns', op: 'create', id: 'net1', ip: '10.244.1.5' });
  machine.call({ type: 'linux.netns', op: 'create', id: 'net2', ip: '10.244.1.6' });
  return machine;
}

function start(machine: TestMachine, id: string, netns = 'net1', argv = ['/heapster']): void {
  machine.call(startOf(id, argv, { image: IMAGE, netns }));
  machine.run(1);
}

function isUp({ sim }: TestMachine): boolean | undefined {
  return sim.world.processes.find(({ name }) => name === 'heapster@node-1')?.isUp;
}

const GET: NetPayload = { kind: 'http', method: 'GET', path: '/x?y=1' };

function call(machine: TestMachine, ip: string, payload = GET, to?: string): LinuxReply {
  const timeout = seconds(2);
  return machine.call({ type: 'linux.call', ip, port: 8082, payload, timeout }, to);
}

const REFUSED = { answer: { kind: 'failed', error: 'refused' } };

test('PROG-60: the process of a program lives as long as the program works', () => {
  const machine = watched();
  expect(isUp(machine)).toBe(false);
  start(machine, 'a');
  expect(isUp(machine)).toBe(true);
  machine.call({ type: 'linux.signal', containerId: 'a', signal: 'SIGTERM' });
  machine.run(1);
  expect(isUp(machine)).toBe(false);
  expect(call(machine, '10.244.1.5')).toMatchObject(REFUSED);
  start(machine, 'a');
  expect(isUp(machine)).toBe(true);
  machine.call({ type: 'linux.killCgroup', cgroup: '/kubepods/pod1' });
  machine.run(1);
  expect(isUp(machine)).toBe(false);
});

test('PROG-61: the port is the one that the arguments say', () => {
  const machine = watched();
  start(machine, 'a', 'net1', ['/heapster', '--heapster-port=9000']);
  const timeout = seconds(1);
  expect(
    machine.call({ type: 'linux.call', ip: '10.244.1.5', port: 9000, payload: GET, timeout }),
  ).toMatchObject({ answer: { status: 202 } });
  expect(call(machine, '10.244.1.5')).toMatchObject(REFUSED);
});

test('PROG-61: what reaches its port is asked of the process, from here and elsewhere', () => {
  const machine = watched();
  start(machine, 'a');
  const body = 'GET /x?y=1 a 10.244.1.5 /heapster';
  const answer = { kind: 'http', status: 202, headers: [], body };
  expect(call(machine, '10.244.1.5')).toMatchObject({ answer });
  expect(call(machine, '10.244.1.5', GET, 'linux@node-2')).toMatchObject({ answer });
  expect(call(machine, '10.244.1.5', { kind: 'tcp' })).toMatchObject({ answer: { kind: 'tcp' } });
  expect(call(machine, '10.244.1.5', { ...GET, isTls: true })).toMatchObject({
    answer: { kind: 'failed', error: 'not-tls' },
  });
});

test('PROG-61: a container calls it, and waits for the answer as for one from the network', () => {
  const machine = watched();
  start(machine, 'a');
  const wget = ['sh', '-c', 'wget -qO- http://10.244.1.5:8082/z; echo " $?"'];
  machine.call(startOf('w', wget, { netns: 'net2' }));
  machine.run(1);
  expect(machine.call({ type: 'linux.readLogs', containerId: 'w' })).toMatchObject({
    lines: [{ text: 'GET /z a 10.244.1.5 /heapster 0' }],
  });
});

test('PROG-62: the time limit of the caller holds, and a process that dies resets its calls', () => {
  const machine = watched();
  start(machine, 'a');
  const before = machine.sim.now;
  const slow = { ...GET, path: '/slow' };
  expect(call(machine, '10.244.1.5', slow)).toMatchObject({
    answer: { kind: 'failed', error: 'timeout' },
  });
  expect(machine.sim.now - before).toBeGreaterThanOrEqual(seconds(2));
  const silent = machine.answers().length;
  const message = {
    type: 'linux.call',
    ip: '10.244.1.5',
    port: 8082,
    payload: slow,
    timeout: seconds(60),
  };
  machine.sim.inject('caller', 'out', { type: 'test', to: 'linux@node-1', call: message } as never);
  machine.run(1);
  expect(machine.answers()).toHaveLength(silent);
  machine.call({ type: 'linux.killCgroup', cgroup: '/kubepods/pod1' });
  machine.run(1);
  const answers = machine.answers().map(([, each]) => each);
  expect(answers).toContainEqual({
    type: 'linux.callDone',
    answer: { kind: 'failed', error: 'reset' },
    took: 400,
  });
  expect(machine.state().calls.size).toBe(0);
});

test('PROG-63: a second program of the kind refuses until the first is gone', () => {
  const machine = watched();
  start(machine, 'a');
  start(machine, 'b', 'net2');
  expect(call(machine, '10.244.1.6')).toMatchObject(REFUSED);
  machine.call({ type: 'linux.signal', containerId: 'a', signal: 'SIGKILL' });
  machine.run(1);
  expect(call(machine, '10.244.1.6')).toMatchObject({
    answer: { body: 'GET /x?y=1 b 10.244.1.6 /heapster' },
  });
});

test('PROG-64: the process writes into the log of its container and ends it', () => {
  const machine = watched();
  start(machine, 'a');
  const to = 'linux@node-1';
  const say = (message: object): void => {
    machine.sim.inject('caller', 'out', { type: 'test', to, call: message } as never);
    machine.sim.run((machine.sim.now + 1_000) as Micros);
  };
  const output = { containerId: 'a', stream: 'stderr', lines: ['one', 'two'] };
  say({ type: 'linux.workloadOutput', ...output });
  expect(machine.call({ type: 'linux.readLogs', containerId: 'a' })).toMatchObject({
    lines: [
      { text: 'one', stream: 'stderr' },
      { text: 'two', stream: 'stderr' },
    ],
  });
  say({ type: 'linux.workloadExit', containerId: 'a', exitCode: 255 });
  machine.run(1);
  expect(isUp(machine)).toBe(false);
  expect(machine.call({ type: 'linux.list' })).toMatchObject({
    containers: [{ state: 'exited', exitCode: 255 }],
  });
});
