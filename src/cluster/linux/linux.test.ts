import { expect, test } from 'vitest';
import type { Duration } from '../../kernel/time.ts';
import { seconds } from '../../kernel/time.ts';
import type { LinuxReply } from '../protocol/linux.ts';
import { startOf, testMachine } from './test-machine.ts';
import { fillLinux } from './whole.ts';

fillLinux();

function ofType<T extends LinuxReply['type']>(
  answers: readonly (readonly [number, LinuxReply])[],
  type: T,
): readonly Extract<LinuxReply, { type: T }>[] {
  return answers.flatMap(([, each]) =>
    each.type === type ? [each as Extract<LinuxReply, { type: T }>] : [],
  );
}

test('PROG-6: a container runs, writes, and its end is told to who started it', () => {
  const machine = testMachine();
  expect(machine.call(startOf('a', ['sh', '-c', 'echo hi; sleep 2; exit 3']))).toMatchObject({
    type: 'linux.started',
    isGuess: false,
  });
  machine.run(3);
  const [exited] = ofType(machine.answers(), 'linux.exited');
  expect(exited).toMatchObject({ containerId: 'a', exitCode: 3, isOomKilled: false });
  expect(machine.call({ type: 'linux.readLogs', containerId: 'a' })).toMatchObject({
    lines: [{ text: 'hi', stream: 'stdout' }],
    isEnd: true,
  });
  expect(machine.call({ type: 'linux.list' })).toMatchObject({
    containers: [{ state: 'exited', exitCode: 3 }],
  });
  expect(machine.call({ type: 'linux.remove', containerId: 'a' })).toEqual({
    type: 'linux.done',
    isFound: true,
  });
  expect(machine.call({ type: 'linux.list' })).toEqual({
    type: 'linux.containers',
    containers: [],
  });
});

test('what cannot be started is told in the words of runc, and leaves nothing', () => {
  const machine = testMachine();
  expect(machine.call(startOf('a', ['/no/such/binary']))).toMatchObject({
    type: 'linux.startFailed',
    error: 'exec: "/no/such/binary": stat /no/such/binary: no such file or directory',
    exitCode: 127,
  });
  expect(machine.call({ type: 'linux.list' })).toMatchObject({ containers: [] });
  expect(machine.call({ type: 'linux.listCgroups' })).toMatchObject({ cgroups: [{ path: '/' }] });
});

test('TERM ends pause, is ignored by a shell as PID 1, and KILL ends all', () => {
  const machine = testMachine();
  machine.call(startOf('pause', ['/pause'], { image: 'registry.k8s.io/pause:3.10' }));
  machine.call(startOf('sh', ['sh', '-c', 'while true; do sleep 1; done']));
  machine.call({ type: 'linux.signal', containerId: 'pause', signal: 'SIGTERM' });
  machine.call({ type: 'linux.signal', containerId: 'sh', signal: 'SIGTERM' });
  machine.run(5);
  expect(ofType(machine.answers(), 'linux.exited')).toMatchObject([
    { containerId: 'pause', exitCode: 0 },
  ]);
  machine.call({ type: 'linux.killCgroup', cgroup: '/kubepods/pod1' });
  machine.run(1);
  expect(ofType(machine.answers(), 'linux.exited')[1]).toMatchObject({
    containerId: 'sh',
    exitCode: 137,
    signal: 'SIGKILL',
  });
});

test('exec answers with output and code; one that hangs is timed out', () => {
  const machine = testMachine();
  machine.call(startOf('a', ['sh', '-c', 'touch /tmp/healthy; sleep 600']));
  expect(
    machine.call({ type: 'linux.exec', containerId: 'a', argv: ['cat', '/tmp/nope'] }),
  ).toMatchObject({
    type: 'linux.execDone',
    exitCode: 1,
    stderr: "cat: can't open '/tmp/nope': No such file or directory\n",
  });
  const timeout = seconds(2);
  expect(
    machine.call({ type: 'linux.exec', containerId: 'a', argv: ['sleep', '10'], timeout }),
  ).toMatchObject({ isTimedOut: true });
  expect(machine.call({ type: 'linux.exec', containerId: 'b', argv: ['true'] })).toMatchObject({
    type: 'linux.execFailed',
    isContainerGone: true,
  });
});

test('PROG-30: two containers share a directory of the host', () => {
  const machine = testMachine();
  const mounts = [{ source: '/var/lib/v', target: '/d', isReadOnly: false }];
  machine.call({ type: 'linux.files', ops: [{ op: 'mkdir', path: '/var/lib/v' }] });
  machine.call(startOf('a', ['sh', '-c', 'echo hello > /d/f; sleep 5; cat /d/g'], { mounts }));
  machine.call(startOf('b', ['sh', '-c', 'sleep 1; cat /d/f'], { mounts }));
  machine.run(2);
  machine.call({
    type: 'linux.files',
    ops: [{ op: 'write', path: '/var/lib/v/g', content: 'late\n' }],
  });
  machine.run(5);
  expect(machine.call({ type: 'linux.readLogs', containerId: 'b' })).toMatchObject({
    lines: [{ text: 'hello' }],
  });
  expect(machine.call({ type: 'linux.readLogs', containerId: 'a' })).toMatchObject({
    lines: [{ text: 'late' }],
  });
});

test('calls reach what listens in a network namespace, here and on the other machine', () => {
  const machine = testMachine();
  machine.call({ type: 'linux.netns', op: 'create', id: 'net1', ip: '10.244.1.5' });
  machine.call(
    startOf('a', ['/docker-entrypoint.sh', 'nginx', '-g', 'daemon off;'], { image: 'nginx:1.25' }),
  );
  machine.run(1);
  const call = (ip: string, port: number, to?: string): LinuxReply =>
    machine.call(
      {
        type: 'linux.call',
        ip,
        port,
        payload: { kind: 'http', method: 'GET', path: '/' },
        timeout: seconds(1),
      },
      to,
    );
  expect(call('10.244.1.5', 80)).toMatchObject({ answer: { kind: 'http', status: 200 } });
  expect(call('10.244.1.5', 81)).toMatchObject({ answer: { kind: 'failed', error: 'refused' } });
  expect(call('10.244.1.5', 80, 'linux@node-2')).toMatchObject({
    answer: { kind: 'http', status: 200 },
  });
  expect(call('10.244.1.9', 80)).toMatchObject({ answer: { kind: 'failed', error: 'timeout' } });
  machine.call({ type: 'linux.signal', containerId: 'a', signal: 'SIGQUIT' });
  machine.run(1);
  expect(ofType(machine.answers(), 'linux.exited')).toMatchObject([{ exitCode: 0 }]);
});

test('memory over the limit ends the biggest process, and the kernel log tells', () => {
  const machine = testMachine();
  const limits = { memoryBytes: 20_971_520 };
  machine.sim.inject('caller', 'out', {
    type: 'test',
    to: 'linux@node-1',
    call: { type: 'linux.watchOom' },
  } as never);
  machine.call(
    startOf('a', ['sh', '-c', "sh -c 'x=a; while true; do x=$x$x; done'; echo rc=$?; sleep 5"], {
      limits,
    }),
  );
  machine.run(10);
  expect(ofType(machine.answers(), 'linux.oomKill')[0]).toMatchObject({
    process: 'sh',
    containerId: 'a',
  });
  expect(ofType(machine.answers(), 'linux.exited')).toMatchObject([
    { exitCode: 0, isOomKilled: true },
  ]);
});

test('the memory limit of a pod and the machine itself are kept too', () => {
  const machine = testMachine();
  machine.call({
    type: 'linux.cgroups',
    ops: [{ op: 'create', path: '/kubepods/pod1', limits: { memoryBytes: 50_000_000 } }],
  });
  machine.call(startOf('a', ['tail', '/dev/zero']));
  machine.run(2);
  expect(ofType(machine.answers(), 'linux.exited')).toMatchObject([
    { containerId: 'a', exitCode: 137, isOomKilled: true },
  ]);
  machine.call(startOf('b', ['tail', '/dev/zero'], { cgroup: '/other/b' }));
  machine.run(10);
  expect(ofType(machine.answers(), 'linux.oomKill').at(-1)).toMatchObject({ limitCgroup: '/' });
});

test('usage counts work of the living and the dead; an idle machine has no events', () => {
  const machine = testMachine();
  machine.call(startOf('a', ['sleep', '1000']));
  machine.call(
    startOf('b', ['sh', '-c', 'i=0; while [ $i -lt 200 ]; do i=$((i+1)); date >/dev/null; done']),
  );
  machine.run(60);
  const usage = machine.call({ type: 'linux.readUsage' });
  if (usage.type !== 'linux.usage') throw new Error('no usage');
  const [root, , pod, own] = usage.cgroups;
  expect(usage.cgroups.map((each) => each.path)).toEqual([
    '/',
    '/kubepods',
    '/kubepods/pod1',
    '/kubepods/pod1/a',
  ]);
  expect(pod?.cpuNanos ?? 0).toBeGreaterThan(100_000_000);
  expect(own?.cpuNanos ?? 0).toBeLessThan(10_000_000);
  expect(root?.workingSetBytes ?? 0).toBeGreaterThan(524_288_000);
  const before = machine.sim.handled;
  machine.run(600);
  expect(machine.sim.handled).toBe(before);
});

test('a watched directory tells what changes in it', () => {
  const machine = testMachine();
  const dir = '/etc/kubernetes/manifests';
  machine.sim.inject('caller', 'out', {
    type: 'test',
    to: 'linux@node-1',
    call: { type: 'linux.watchFiles', path: dir },
  } as never);
  machine.run(0.01);
  machine.call({
    type: 'linux.files',
    ops: [{ op: 'write', path: `${dir}/a.yaml`, content: 'x' }],
  });
  machine.call({ type: 'linux.files', ops: [{ op: 'remove', path: `${dir}/a.yaml` }] });
  machine.run(0.01);
  expect(
    ofType(machine.answers(), 'linux.fileChanged').map((each) => [each.name, each.change]),
  ).toEqual([
    ['a.yaml', 'create'],
    ['a.yaml', 'remove'],
  ]);
});

test('PROG-33: wget of another machine waits for its answer', () => {
  const machine = testMachine();
  machine.call({ type: 'linux.netns', op: 'create', id: 'n2', ip: '10.244.2.7' }, 'linux@node-2');
  machine.call(
    startOf('web', ['httpd', '-f', '-p', '8080', '-h', '/etc'], { netns: 'n2' }),
    'linux@node-2',
  );
  machine.call(
    startOf('a', [
      'sh',
      '-c',
      'wget -qO- http://10.244.2.7:8080/group; wget -q -T 2 http://10.9.9.9/; echo $?',
    ]),
  );
  machine.run(5);
  const logs = machine.call({ type: 'linux.readLogs', containerId: 'a' });
  expect(logs.type === 'linux.logs' ? logs.lines.map((line) => line.text) : []).toEqual([
    'root:x:0:',
    'wget: download timed out',
    '1',
  ]);
});

test('PROG-3: containers in one pid namespace end with its first process', () => {
  const machine = testMachine();
  machine.call(startOf('pause', ['/pause'], { image: 'pause:3.10' }));
  machine.call(startOf('a', ['sleep', '100'], { pidNamespace: 'pause' }));
  const ps = machine.call({ type: 'linux.exec', containerId: 'a', argv: ['ps'] });
  expect(ps.type === 'linux.execDone' ? ps.stdout : '').toContain('/pause');
  machine.call({ type: 'linux.signal', containerId: 'pause', signal: 'SIGKILL' });
  machine.run(1);
  expect(
    ofType(machine.answers(), 'linux.exited').map((each) => [each.containerId, each.exitCode]),
  ).toEqual([
    ['pause', 137],
    ['a', 137],
  ]);
});

test('PROG-5: a log is followed until the end', () => {
  const machine = testMachine();
  machine.call(startOf('a', ['sh', '-c', 'for i in 1 2 3; do echo $i; sleep 1; done']));
  const call = { type: 'linux.readLogs', containerId: 'a', isFollow: true };
  machine.sim.inject('caller', 'out', { type: 'test', to: 'linux@node-1', call } as never);
  machine.run(5 as Duration);
  const logs = ofType(machine.answers(), 'linux.logs');
  expect(logs.flatMap((each) => each.lines.map((line) => line.text))).toEqual(['1', '2', '3']);
  expect(logs.at(-1)?.isEnd).toBe(true);
});

test('PROG-34: a file mounted by itself stays what it was when its directory is replaced', () => {
  const machine = testMachine();
  const replace = (content: string): void =>
    void machine.call({
      type: 'linux.files',
      ops: [{ op: 'replace', path: '/v', files: [{ path: 'k', content }] }],
    });
  replace('v1\n');
  const script = 'sleep 2; cat /d/k /k';
  const mounts = [
    { source: '/v', target: '/d', isReadOnly: true },
    { source: '/v/k', target: '/k', isReadOnly: true },
  ];
  machine.call(startOf('a', ['sh', '-c', script], { mounts }));
  replace('v2\n');
  machine.run(3);
  expect(machine.call({ type: 'linux.readLogs', containerId: 'a' })).toMatchObject({
    lines: [{ text: 'v2' }, { text: 'v1' }],
  });
});
