import { afterEach, describe, expect, test, vi } from 'vitest';
import { micros } from '../kernel/time.ts';
import type { SessionHost } from './host.ts';
import type { FromSession, SessionFile } from './protocol.ts';

const SCENARIO = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: c, image: nginx}]}
`;

const FILE: SessionFile = {
  apiVersion: 'visualizer/v1',
  kind: 'Session',
  scenario: SCENARIO,
  edition: 'docker',
  seed: 1,
  log: [],
  at: micros(0),
};

const hosts: SessionHost[] = [];

/** A host as a worker has it, with what it told. */
async function hosted(bring: () => Promise<void>): Promise<[SessionHost, FromSession[]]> {
  vi.resetModules();
  const { hostSession } = await import('./host.ts');
  const told: FromSession[] = [];
  const host = hostSession((message) => told.push(message), bring);
  hosts.push(host);
  return [host, told];
}

describe('a host whose code comes late', () => {
  afterEach(() => {
    for (const host of hosts.splice(0)) host.close();
  });

  test('brings it once when a file wants it, and goes on', async () => {
    let times = 0;
    const [host, told] = await hosted(async () => {
      times++;
      (await import('./whole.ts')).fillSession();
    });
    host.receive({ type: 'open', file: FILE });
    host.receive({ type: 'demand', branch: 1, from: micros(0), until: micros(2_000_000) });
    await vi.waitFor(() => expect(told.some(({ type }) => type === 'chunk')).toBe(true), 20_000);
    expect(told[0]?.type).toBe('opened');
    expect(times).toBe(1);
  });

  test('says so when it cannot be had, and tries again when asked again', async () => {
    let times = 0;
    const [host, told] = await hosted(async () => {
      times++;
      throw new Error('no network');
    });
    host.receive({ type: 'open', file: FILE });
    await vi.waitFor(() =>
      expect(told).toEqual([{ type: 'refused', reason: 'Error: no network' }]),
    );
    host.receive({ type: 'demand', branch: 1, from: micros(0), until: micros(1) });
    await vi.waitFor(() => expect(times).toBeGreaterThan(1));
  });
});
