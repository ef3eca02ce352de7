// The scrapes of a metrics pipeline as flights: they leave the pod of who scrapes.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyFile, openTest } from './testing.ts';

const S = 1_000_000;
const SCENARIO = join(import.meta.dirname, '../../content/scenarios/metrics-server.docker.yaml');

test('every node is asked by the pod of metrics-server, and answers it', () => {
  const { demand } = openTest(emptyFile('docker', readFileSync(SCENARIO, 'utf8')));
  const flights = demand(0, 20 * S).flatMap((chunk) => chunk.flights);
  const asked = flights.filter(({ label }) => label === 'GET /stats/summary');
  const pods = new Set(asked.map(({ from }) => from.pod));
  expect(pods.size).toBe(1);
  const [pod] = pods;
  expect(pod).toMatch(/^[0-9a-f-]{36}$/);
  expect([...new Set(asked.map(({ to }) => to.process))].sort()).toEqual([
    'kubelet@node-1',
    'kubelet@node-2',
  ]);
  const answers = flights.filter(({ to, from }) => to.pod === pod && from.port === 'server');
  expect(answers.map(({ label }) => label)).toEqual(asked.map(() => '200'));
});
