import { expect, test } from 'vitest';
import { exec, output, runUntil, sh, signal, startBox } from './test-box.ts';

const LOOP = 'while true; do sleep 1; done';

function endOf(script: string, name: string, at = 5.5, until = 60): unknown {
  const box = runUntil(startBox(['sh', '-c', script]), at);
  runUntil(signal(box, name), until);
  const end = box.container.end;
  return end === undefined ? 'alive' : [end.code, Math.round(end.at / 1_000_000), output(box)];
}

test('PROG-11: a trap runs when the sleep in front has ended', () => {
  expect(endOf(`trap 'echo got TERM; exit 0' TERM; ${LOOP}`, 'SIGTERM')).toEqual([
    0,
    6,
    'got TERM',
  ]);
  expect(endOf("trap 'exit 3' TERM; sleep 20", 'SIGTERM')).toEqual([3, 20, '']);
});

test('PROG-11: `wait` is interrupted by a trapped signal', () => {
  expect(endOf("trap 'exit 3' TERM; sleep 20 & wait", 'SIGTERM')).toEqual([3, 6, '']);
  expect(endOf('trap "echo t" TERM; sleep 20 & wait $!; echo $?', 'SIGTERM')).toEqual([
    0,
    6,
    't\n143',
  ]);
});

test('PROG-2: PID 1 without a handler ignores what is not SIGKILL', () => {
  expect(endOf(LOOP, 'SIGTERM')).toBe('alive');
  expect(endOf(LOOP, 'SIGUSR1')).toBe('alive');
  expect(endOf(`trap '' TERM; ${LOOP}`, 'SIGTERM')).toBe('alive');
  expect(endOf(LOOP, 'SIGKILL')).toEqual([137, 6, '']);
});

test('PROG-12: the last command of a script takes the place of the shell', () => {
  const box = startBox(['sh', '-c', 'echo a; sleep 600']);
  expect(box.container.procs.map((proc) => proc.name)).toEqual(['sleep']);
  const trapped = startBox(['sh', '-c', "trap 'exit 0' TERM; sleep 600"]);
  expect(trapped.container.procs.map((proc) => proc.name)).toEqual(['sh', 'sleep']);
});

test('PROG-20: a loop of sleeps costs one wake a second', () => {
  const box = runUntil(startBox(['sh', '-c', LOOP]), 100);
  expect(box.wakes).toBeLessThanOrEqual(101);
});

test('PROG-21, PROG-22: a busy loop uses its core and costs few wakes', () => {
  const box = runUntil(startBox(['sh', '-c', 'while true; do :; done']), 60);
  expect(Math.round(box.container.usage.nanos / 1e9)).toBe(60);
  expect(box.wakes).toBeLessThan(400);
  const limited = runUntil(
    startBox(['sh', '-c', 'while :; do :; done'], { limits: { cpuMillis: 200 } }),
    60,
  );
  expect(Math.round(limited.container.usage.nanos / 1e9)).toBe(12);
});

test('PROG-23, PROG-24: a process that fills memory is killed at the limit', () => {
  const limits = { memoryBytes: 20_971_520 };
  expect(sh('x=a; while true; do x=$x$x; done', { limits })).toMatchObject({ code: 137 });
  expect(sh("sh -c 'x=a; while true; do x=$x$x; done'; echo rc=$?", { limits })).toMatchObject({
    out: '! Killed\nrc=137',
    code: 0,
  });
  expect(sh('tail /dev/zero', { limits })).toMatchObject({ code: 137 });
  expect(sh('dd if=/dev/zero of=/dev/null bs=100M count=1', { limits })).toMatchObject({
    code: 137,
  });
  const stays = runUntil(startBox(['sh', '-c', 'memhog 10'], { limits }), 30);
  expect(stays.container.end).toBeUndefined();
  expect(stays.container.procs[0]?.rssBytes).toBe(10_485_760);
});

test('dd holds its block while it is stuck in a pipe', () => {
  const box = runUntil(
    startBox([
      'sh',
      '-c',
      'dd if=/dev/zero bs=900M count=1 2>/dev/null | sleep 100000 & while true; do sleep 1; done',
    ]),
    30,
  );
  expect(Math.max(...box.container.procs.map((proc) => proc.rssBytes))).toBe(943_718_400);
});

test('PROG-1: what runc says when it cannot start', () => {
  expect(startBox(['/no/such/binary']).error).toBe(
    'exec: "/no/such/binary": stat /no/such/binary: no such file or directory',
  );
  expect(startBox(['nosuch']).error).toBe('exec: "nosuch": executable file not found in $PATH');
  expect(startBox(['/etc/passwd']).error).toBe('exec: "/etc/passwd": permission denied');
});

test('PROG-4: an exec has its output and exit code, and dies with the container', () => {
  const box = startBox(['sh', '-c', 'touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600']);
  expect(exec(box, ['cat', '/tmp/healthy'])).toMatchObject({ code: 0, stdout: '' });
  runUntil(box, 35);
  expect(exec(box, ['cat', '/tmp/healthy'])).toMatchObject({
    code: 1,
    stderr: "cat: can't open '/tmp/healthy': No such file or directory\n",
  });
  expect(exec(box, ['sh', '-c', 'echo $1 $HOSTNAME; exit 4', 'x', 'arg'])).toMatchObject({
    code: 4,
    stdout: 'arg web\n',
  });
  expect(exec(box, ['nope'])).toBe('exec: "nope": executable file not found in $PATH');
  exec(box, ['sleep', '100']);
  signal(box, 'SIGKILL');
  expect(box.effects.at(-1)).toMatchObject({ type: 'exec', code: 137 });
});

test('an exec that takes too long is answered and killed', () => {
  const box = startBox(['sleep', '600']);
  exec(box, ['sleep', '100'], { timeout: 1_000_000 });
  runUntil(box, 5);
  expect(box.effects.at(-1)).toMatchObject({ type: 'exec', isTimedOut: true, at: 1_000_000 });
  expect(box.container.procs).toHaveLength(1);
});

test('PROG-40: servers of the catalogue: start, logs, signals', () => {
  const nginx = runUntil(
    startBox(['/docker-entrypoint.sh', 'nginx', '-g', 'daemon off;'], { image: 'nginx:1.25' }),
    2,
  );
  expect(output(nginx)).toContain('start worker processes');
  expect(exec(nginx, ['nginx', '-s', 'quit'])).toMatchObject({ code: 0 });
  expect(runUntil(nginx, 3).container.end).toMatchObject({ code: 0 });
  const pause = signal(startBox(['/pause'], { image: 'registry.k8s.io/pause:3.10' }), 'SIGTERM');
  expect(runUntil(pause, 1).container.end).toMatchObject({ code: 0 });
  const mysql = { image: 'mysql:8', env: [] };
  expect(
    runUntil(startBox(['docker-entrypoint.sh', 'mysqld'], mysql), 5).container.end,
  ).toMatchObject({ code: 1 });
  const env = [{ name: 'MYSQL_ROOT_PASSWORD', value: 'x' }];
  expect(
    runUntil(startBox(['docker-entrypoint.sh', 'mysqld'], { ...mysql, env }), 30).container.end,
  ).toBeUndefined();
  const go = signal(
    startBox(['./hello-app'], { image: 'gcr.io/google-samples/hello-app:1.0' }),
    'SIGTERM',
  );
  expect(runUntil(go, 1).container.end).toMatchObject({ code: 2 });
});

test('PROG-41: an unknown image lives on and says that it is a guess', () => {
  const box = runUntil(startBox(['/app/server'], { image: 'example.org/team/app:1' }), 100);
  expect(box.container).toMatchObject({ isGuess: true, end: undefined });
  expect(startBox(['sleep', '1'], { image: 'example.org/team/app:1' }).container.isGuess).toBe(
    false,
  );
});

test('a shell without a script and without stdin ends at once; with stdin it waits', () => {
  expect(runUntil(startBox(['sh']), 1).container.end).toMatchObject({ code: 0 });
  const program = {
    image: 'busybox',
    argv: ['sh'],
    env: [],
    workingDir: '',
    user: '',
    hostname: 'web',
    isStdinOpen: true,
  };
  expect(runUntil(startBox(['sh'], { program }), 100).container.end).toBeUndefined();
});

test('PROG-32: httpd serves files; wget and nc see them; what is not there is refused', () => {
  const script =
    'httpd -p 8080 -h /www; echo ok > /www/ready; wget -qO- localhost:8080/ready; wget -q localhost:8080/no; nc -z localhost 8080; echo $?; nc -z localhost 81; echo $?; wget -q http://nohost/';
  expect(sh(script).out).toBe(
    "ok\n! wget: server returned error: HTTP/1.1 404 Not Found\n0\n1\n! wget: bad address 'nohost'",
  );
});

test('tail -F follows a file that another process writes', () => {
  const script =
    'touch /l; (sleep 1; echo a >> /l; sleep 2; echo b >> /l) & tail -F /l | while read x; do echo "got $x"; done';
  expect(output(runUntil(startBox(['sh', '-c', script]), 10))).toBe('got a\ngot b');
});

test('date and sleep tell simulated time', () => {
  expect(sh('date; sleep 90; date +%H:%M:%S; date -u +%s').out).toBe(
    'Tue Nov 14 22:13:20 UTC 2023\n22:14:50\n1700000090',
  );
});

test('PROG-42: a scenario says what an image runs, unless the pod gives a command', () => {
  const override = { listens: [{ port: 80 }], onSigterm: 'ignored' } as const;
  const image = 'nginx:1.25';
  const own = startBox(['/docker-entrypoint.sh', 'nginx', '-g', 'daemon off;'], {
    image,
    override,
  });
  expect(runUntil(signal(own, 'SIGTERM'), 60).container.end).toBeUndefined();
  const argv = ['httpd', '-f', '-p', '80'];
  const said = startBox(['sh'], { image: 'busybox:1.36', override: { argv } });
  expect(said.container.procs[0]?.argv).toEqual(argv);
  const given = startBox(['sh', '-c', 'exit 4'], { image: 'busybox:1.36', override: { argv } });
  expect(runUntil(given, 1).container.end).toMatchObject({ code: 4 });
  const idle = startBox(['sh'], {
    image: 'busybox:1.36',
    override: { exitsAfterSeconds: 5, exitCode: 9 },
  });
  expect(runUntil(idle, 60).container.end).toMatchObject({ code: 9, at: 5_000_400 });
});
