import { describe, expect, it } from 'vitest';
import { entries, type PersistentMap, values } from '../../../base/persistent-map.ts';
import { micros } from '../../../kernel/time.ts';
import type { Fact } from '../../../kernel/trace.ts';
import { stateOf } from '../../../kernel/world.ts';
import { defaultNode, defaultSetup } from '../../../scenario/defaults.ts';
import type { ScenarioStep } from '../../../scenario/scenario.ts';
import { openTimeline } from '../../../session/run.ts';
import { printedText } from '../../../shell/print/print.ts';
import type { DirEntry } from '../../protocol/linux-files.ts';
import type { TranscriptEntry } from '../../protocol/transcript.ts';
import { tidied } from './rotate.ts';

/** Writes 100 characters a second. */
const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'talks' },
  spec: {
    nodeName: 'n1',
    containers: [
      {
        name: 'main',
        image: 'busybox:1.36',
        command: [
          'sh',
          '-c',
          `i=0; while true; do i=$((i+1)); echo "$i ${'x'.repeat(96)}"; sleep 1; done`,
        ],
      },
    ],
  },
};

interface Seen {
  /** Names of the rotated files of that second, with their sizes. */
  readonly files: readonly (readonly [name: string, bytes: number])[];
  readonly logs: string;
  readonly rotations: number;
}

function run(
  edition: 'docker' | 'containerd',
  until: number,
  steps: readonly ScenarioStep[] = [],
): Seen {
  const line = (at: number, text: string, files = {}): ScenarioStep => ({
    at: micros(at * 1_000_000),
    line: { text, files },
  });
  const setup = {
    ...defaultSetup(edition, 5, 1),
    nodes: [defaultNode('n1')],
    images: [{ image: 'busybox:1.36', isPresent: true }],
    kubelet: { containerLogMaxSize: '2Ki', containerLogMaxFiles: 3 },
  };
  const timeline = openTimeline({
    setup,
    steps: [
      line(1, 'kubectl create -f pod.json', { 'pod.json': JSON.stringify(POD) }),
      ...steps,
      line(until - 1, 'kubectl logs talks'),
    ],
  });
  let rotations = 0;
  timeline.setSink({ fact: ({ type }: Fact) => void (type === 'LogRotated' && rotations++) });
  timeline.advance(micros(until * 1_000_000));
  const linux = stateOf<{
    readonly files: PersistentMap<{
      readonly text: string;
      readonly zeros: number;
      readonly isDir: boolean;
    }>;
  }>(timeline.world, 'linux@n1');
  const files = [...entries(linux?.files as NonNullable<typeof linux>['files'])]
    .filter(([path, node]) => path.startsWith('/var/log/pods/') && !node.isDir)
    .map(([path, node]) => [path.split('/').at(-1) ?? '', node.text.length + node.zeros] as const);
  const user = stateOf<{ readonly transcript: PersistentMap<TranscriptEntry> }>(
    timeline.world,
    'user',
  );
  const typed = [...values(user?.transcript as PersistentMap<TranscriptEntry>)];
  const last = typed.find(({ text }) => text === 'kubectl logs talks');
  return { files, logs: last === undefined ? '' : printedText(last, false), rotations };
}

describe('KUBELET-62: logs of running containers', () => {
  it('are rotated when they are too big, and no more files kept than allowed', () => {
    const { files, logs, rotations } = run('containerd', 101);
    expect(rotations).toBe(5);
    expect(files.map(([name]) => name)).toEqual([
      expect.stringMatching(/^0\.log\.20260101-0001\d\d\.gz$/),
      expect.stringMatching(/^0\.log\.20260101-0001\d\d$/),
    ]);
    const [[, packed] = ['', 0], [, plain] = ['', 0]] = files;
    expect(plain).toBeGreaterThanOrEqual(2 * 1_024);
    expect(packed).toBeLessThan(plain / 5);
    // Only what was written since is read.
    expect(logs.startsWith('1 ')).toBe(false);
    expect(logs.split('\n').length).toBeLessThan(30);
    expect(logs).not.toBe('');
  });

  it('stay as they are below the size', () => {
    expect(run('containerd', 14)).toMatchObject({ files: [], rotations: 0 });
    expect(run('containerd', 14).logs.startsWith('1 ')).toBe(true);
  });

  it('keep their name when the runtime cannot open a new file', () => {
    const stop = { at: micros(15_000_000), line: { text: 'systemctl stop containerd', files: {} } };
    expect(run('containerd', 60, [stop])).toMatchObject({ files: [], rotations: 0 });
  });

  it('go with their container', () => {
    const gone = {
      at: micros(60_000_000),
      line: { text: 'kubectl delete pod talks --grace-period=1', files: {} },
    };
    expect(run('containerd', 90, [gone])).toMatchObject({ files: [] });
  });

  it('are left to Docker by the older kubelet', () => {
    const { files, logs, rotations } = run('docker', 101);
    expect({ files, rotations }).toEqual({ files: [], rotations: 0 });
    expect(logs.startsWith('1 ')).toBe(true);
  });
});

describe('what becomes of rotated files', () => {
  const entry = (name: string): DirEntry => ({ name, isDirectory: false, sizeBytes: 1_000 });
  const names = ['0.log', '0.log.1.gz', '0.log.2.gz', '0.log.3', '1.log.9'];

  it('leaves as many as there may be beside two more', () => {
    const { ops, kept } = tidied('/d/0.log', names.map(entry), 4);
    expect(kept).toEqual(['/d/0.log.2.gz', '/d/0.log.3.gz']);
    expect(ops).toEqual([
      { op: 'write', path: '/d/0.log.3.gz', content: '', zeros: 100 },
      { op: 'remove', path: '/d/0.log.1.gz' },
      { op: 'remove', path: '/d/0.log.3' },
    ]);
  });

  it('removes what a rotation before left half done', () => {
    const { ops, kept } = tidied(
      '/d/0.log',
      ['0.log.1', '0.log.1.gz', '0.log.2.tmp'].map(entry),
      5,
    );
    expect(kept).toEqual(['/d/0.log.1.gz']);
    expect(ops).toEqual([
      { op: 'remove', path: '/d/0.log.1' },
      { op: 'remove', path: '/d/0.log.2.tmp' },
    ]);
  });
});
