import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { parseOptions } from './options.ts';
import { runHeadless } from './runner.ts';

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

afterEach(() => {
  vi.restoreAllMocks();
});

const FOLDER = mkdtempSync(join(tmpdir(), 'sim-'));

function run(text: string, ...flags: readonly string[]): Ran {
  const file = join(FOLDER, 'pod.yaml');
  writeFileSync(file, text);
  let out = '';
  let err = '';
  vi.restoreAllMocks();
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    out += String(chunk);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    err += String(chunk).replaceAll(file, 'pod.yaml');
    return true;
  });
  const code = runHeadless(['run', file, ...flags]);
  return { code, out, err };
}

const POD = [
  'apiVersion: v1',
  'kind: Pod',
  'metadata: {name: web}',
  'spec:',
  '  containers:',
  '  - name: c',
  '    image: busybox:1.36',
  "    command: [sh, -c, 'while true; do sleep 1; done']",
  '',
].join('\n');

describe('the command line', () => {
  test('is refused with code 2 when it makes no sense', () => {
    for (const words of [
      [],
      ['walk'],
      ['run'],
      ['run', 'a', '--nodes', '11'],
      ['run', 'a', '-x'],
    ]) {
      expect(typeof parseOptions(words)).toBe('string');
    }
    expect(parseOptions(['run', 'a', '--until', '1m', '-o', 'trace', '--seed=7'])).toEqual({
      files: ['a'],
      until: 60_000_000,
      output: 'trace',
      seed: 7,
    });
  });
});

describe('a run', () => {
  test.each(['document', 'docker', 'containerd'])('brings a pod to Running: %s', (edition) => {
    const { code, out, err } = run(POD, '--edition', edition, '--nodes', '1', '--until', '60s');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^NAME +READY +STATUS +RESTARTS +AGE +IP +NODE/);
    expect(out).toMatch(/\nweb +1\/1 +Running +0 /);
    expect(out).toContain('\nLAST SEEN');
  });

  test('traces with causes that lead back to the command', () => {
    const { out } = run(
      POD,
      '--edition',
      'docker',
      '--nodes',
      '1',
      '-o',
      'trace',
      '--until',
      '40s',
    );
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const causes = new Map<number, number>(lines.map((line) => [line.id, line.cause]));
    const steps = lines.filter((line) => line.type === 'SyncStep' && line.about.name === 'web');
    expect([...new Set(steps.map((line) => line.data.step))]).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const command = lines.find((line) => line.type === 'command');
    let id: number = steps[0].id;
    const chain = [id];
    while ((causes.get(id) ?? 0) !== 0) {
      id = causes.get(id) as number;
      chain.push(id);
    }
    expect(chain.at(-1)).toBe(command.id);
  });

  test('is the same for the same seed', () => {
    const [a, b, c] = ['3', '3', '4'].map((seed) =>
      run(POD, '--seed', seed, '-o', 'digest', '--until', '20s'),
    );
    expect(a?.out).toBe(b?.out);
    expect(a?.out).not.toBe(c?.out);
  });
});

describe('bad input', () => {
  test('is told in the words of the API server, with its place', () => {
    const bad = POD.replace('    image: busybox:1.36\n', '');
    const { code, err, out } = run(bad, '--edition', 'docker', '-o', 'objects', '--until', '5s');
    expect(code).toBe(1);
    expect(err).toBe(
      'pod.yaml:6:5: The Pod "web" is invalid: spec.containers[0].image: Required value\n',
    );
    expect(out).not.toContain('"kind": "Pod"');
  });

  test('names unknown fields as the edition does', () => {
    const bad = POD.replace('image:', 'imagee: x\n    image:');
    const docker = run(bad, '--edition', 'docker', '--until', '1s').err;
    expect(docker).toMatch(/^pod\.yaml:7:13: error: error validating "pod\.yaml"/);
    const modern = run(bad, '--edition', 'containerd', '--until', '1s').err;
    expect(modern).toMatch(
      /^pod\.yaml:7:13: Error from server \(BadRequest\).*strict decoding error/,
    );
  });

  test('is told when it is no YAML at all', () => {
    const { code, err } = run('apiVersion: v1\nkind: Pod\nmetadata: a: b\n', '--until', '1s');
    expect(code).toBe(1);
    expect(err).toContain('mapping values are not allowed in this context');
  });

  test('fails on an expectation that is not met', () => {
    const scenario = [
      'apiVersion: visualizer/v1',
      'kind: Scenario',
      'metadata: {name: t}',
      'spec:',
      '  edition: docker',
      '  nodes: [{name: n1}]',
      '  expect:',
      '  - {by: 30s, that: pod web phase == Running}',
      '  - {by: 30s, that: pod web phase == Failed}',
      '---',
      POD,
    ].join('\n');
    const { code, err } = run(scenario);
    expect(code).toBe(1);
    expect(err).toBe('expectation not met: by 30s: pod web phase == Failed (seen: Running)\n');
  });
});
