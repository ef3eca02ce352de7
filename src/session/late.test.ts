import { beforeEach, describe, expect, test, vi } from 'vitest';
import { type Micros, micros } from '../kernel/time.ts';
import type { FromSession, SessionFile, ToSession } from './protocol.ts';
import type { Session } from './session.ts';
import { emptyFile, openTest, podFile } from './testing.ts';

/** A session whose late code has not come, and how it comes. */
interface Early {
  readonly session: Session;
  readonly heard: FromSession[];
  readonly fill: () => void;
}

/** The modules anew, as a worker has them after its first chunk. */
async function early(file: SessionFile): Promise<Early> {
  const { createSession } = await import('./session.ts');
  const { fillSession } = await import('./whole.ts');
  const heard: FromSession[] = [];
  const print = (): { stdout: string; stderr: string } => ({ stdout: '', stderr: '' });
  const session = createSession((message) => heard.push(message), print);
  session.receive({ type: 'open', file });
  session.receive({ type: 'watch', watch: 'stage', view: { view: 'stage', node: 'node-1' } });
  return { session, heard, fill: fillSession };
}

function demand(until: number): ToSession {
  return { type: 'demand', branch: 1, from: micros(0), until: until as Micros };
}

function work(session: Session): void {
  while (session.pump(5_000));
}

function told(heard: readonly FromSession[]): number {
  return heard.reduce((to, one) => (one.type === 'chunk' ? Math.max(to, one.chunk.to) : to), 0);
}

function digest(heard: readonly FromSession[]): string {
  for (const one of heard) {
    if (one.type === 'answer' && one.result.ok === 'digest') return one.result.digest;
  }
  return JSON.stringify(heard.filter(({ type }) => type === 'halted' || type === 'refused'));
}

const MINUTE = 60_000_000;

describe('code that comes late', () => {
  beforeEach(() => void vi.resetModules());

  test.each(['document', 'docker', 'containerd'])(
    'an idle cluster needs none: %s',
    async (edition) => {
      const { session, heard } = await early(emptyFile(edition));
      session.receive(demand(10 * MINUTE));
      work(session);
      expect(session.isWaiting).toBe(false);
      expect(told(heard)).toBe(10 * MINUTE);
    },
  );

  test('what is typed meanwhile waits, and all after it', async () => {
    const usual = openTest(emptyFile('docker'));
    usual.issue(5_000_000, podFile('web'));
    const result = usual.ask({ type: 'digest', at: MINUTE });

    const { session, heard, fill } = await early(emptyFile('docker'));
    session.receive(demand(5_000_000));
    work(session);
    const at = micros(5_000_000);
    session.receive({ type: 'issue', ticket: 1, at, seen: at, command: podFile('web') });
    session.receive({ type: 'digest', ticket: 2, at: micros(MINUTE) });
    expect(session.isWaiting).toBe(true);
    expect(heard.some(({ type }) => type === 'answer')).toBe(false);
    fill();
    session.resume();
    expect({ ok: 'digest', digest: digest(heard) }).toEqual(result);
  });

  test('a run that broke off is the same run when it begins again', async () => {
    const command = podFile('web');
    const file: SessionFile = {
      ...emptyFile('containerd'),
      log: [{ at: micros(5_000_000), ...command }],
    };
    const usual = openTest(file);
    const whole = usual.demand(0, MINUTE);
    const result = usual.ask({ type: 'digest', at: MINUTE });

    const { session, heard, fill } = await early(file);
    session.receive(demand(MINUTE));
    work(session);
    expect(session.isWaiting).toBe(true);
    expect(told(heard)).toBeLessThan(MINUTE);
    fill();
    session.resume();
    work(session);
    expect(told(heard)).toBe(MINUTE);
    session.receive({ type: 'digest', ticket: 1, at: micros(MINUTE) });
    expect({ ok: 'digest', digest: digest(heard) }).toEqual(result);
    const beats = heard.flatMap((one) => (one.type === 'chunk' ? one.chunk.beats : []));
    expect(beats).toEqual(whole.flatMap((chunk) => chunk.beats));
  });

  test('a scenario of its own waits with its opening', async () => {
    const scenario =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: c, image: nginx}]}\n';
    const { session, heard, fill } = await early(emptyFile('docker', scenario));
    expect(session.isWaiting).toBe(true);
    expect(heard).toEqual([]);
    fill();
    session.resume();
    expect(heard.map(({ type }) => type)).toEqual(['opened']);
  });
});
