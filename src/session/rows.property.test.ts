// Rows kept by changes are the rows one gets from scratch, whatever was done to the cluster; and
// what was applied forwards leads back to the start.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TypedCommand } from './protocol.ts';
import {
  applyChunks,
  emptyFile,
  openTest,
  podFile,
  type Screen,
  sorted,
  type TestSession,
  takeBack,
} from './testing.ts';

const S = 1_000_000;
const ROOMS = ['tile.pleg', 'tile.status', 'tile.volumes', 'tile.probes', 'loop', 'tile.images'];

const PROBED = `    readinessProbe:
      tcpSocket: {port: 80}
      periodSeconds: 3`;
const CRASHING = `    command: ['sh', '-c', 'echo hello; sleep 2; exit 3']`;

const name = fc.constantFrom('a', 'b', 'c');
const command = (edition: string): fc.Arbitrary<TypedCommand> => {
  const engine = edition === 'containerd' ? 'containerd' : 'docker';
  return fc.oneof(
    name.map((pod) => podFile(pod, 'nginx:1.25', PROBED)),
    name.map((pod) => podFile(pod, 'busybox:1.36', CRASHING)),
    name.map((pod) => podFile(pod, 'example.com/nowhere:1')),
    name.map((pod) => ({ text: `kubectl delete pod ${pod}` })),
    name.map((pod) => ({ text: `kubectl delete pod ${pod} --force --grace-period=0` })),
    name.map((pod) => ({ text: `kubectl label pod ${pod} colour=red --overwrite` })),
    name.map((pod) => ({ text: `kubectl set image pod/${pod} main=httpd:2.4` })),
    fc.constantFrom(
      { text: 'systemctl restart kubelet' },
      { text: `systemctl restart ${engine}` },
      { text: 'systemctl stop kube-apiserver' },
      { text: 'systemctl start kube-apiserver' },
      { text: 'kubectl get pods' },
    ),
  );
};

interface Run {
  readonly edition: string;
  readonly steps: readonly { readonly after: number; readonly command: TypedCommand }[];
  readonly budget: number;
}

const run: fc.Arbitrary<Run> = fc
  .constantFrom('document', 'docker', 'containerd')
  .chain((edition) =>
    fc.record({
      edition: fc.constant(edition),
      steps: fc.array(
        fc.record({ after: fc.integer({ min: 0, max: 12 * S }), command: command(edition) }),
        { minLength: 1, maxLength: 6 },
      ),
      budget: fc.integer({ min: 1, max: 2_000 }),
    }),
  );

function watched(edition: string): TestSession {
  const test = openTest(emptyFile(edition));
  const receive = test.session.receive;
  receive({ type: 'watch', watch: 'stage', view: { view: 'stage', node: 'node-1' } });
  receive({ type: 'watch', watch: 'events', view: { view: 'events' } });
  receive({ type: 'watch', watch: 'terminal', view: { view: 'terminal' } });
  const object = { kind: 'Pod', namespace: 'default', name: 'a' };
  receive({ type: 'watch', watch: 'object', view: { view: 'object', object } });
  for (const room of ROOMS) {
    receive({ type: 'watch', watch: room, view: { view: 'room', node: 'node-1', room } });
  }
  return test;
}

/** Tells (from, until], checks it against the rows from scratch at its end, and takes it back. */
function check(test: TestSession, from: number, until: number, budget: number): void {
  const chunks = test.demand(from, until, budget);
  const screen: Screen = applyChunks(new Map(), chunks);
  // Asking for a digest loses the place: what follows begins with rows from scratch.
  test.ask({ type: 'digest', at: until });
  const [fresh] = test.demand(until, until + 1);
  expect(fresh?.keyframe).toHaveLength(4 + ROOMS.length);
  for (const { watch, rows } of fresh?.keyframe ?? []) {
    expect(sorted(screen.get(watch))).toEqual(sorted(new Map(rows)));
  }
  takeBack(screen, chunks);
  for (const { watch, rows } of chunks[0]?.keyframe ?? []) {
    expect(sorted(screen.get(watch))).toEqual(sorted(new Map(rows)));
  }
}

describe('rows', () => {
  it('by changes equal rows from scratch, forwards and back', () => {
    fc.assert(
      fc.property(run, ({ edition, steps, budget }) => {
        const test = watched(edition);
        let at = 13 * S;
        check(test, 0, at, budget);
        for (const { after, command: typed } of steps) {
          test.issue(at, typed);
          check(test, at, at + after, budget);
          at += after;
        }
        check(test, at, at + 20 * S, budget);
      }),
      { numRuns: 12, seed: 7 },
    );
  }, 120_000);
});
