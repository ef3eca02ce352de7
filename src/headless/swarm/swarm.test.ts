// Twenty seeds of the swarm, and proof that its checkers see what they look for.

import { describe, expect, it } from 'vitest';
import type { Pod } from '../../api/pod.ts';
import { type Micros, micros } from '../../kernel/time.ts';
import type { Fact } from '../../kernel/trace.ts';
import { checkObjects } from './check-objects.ts';
import { serviceDifferences } from './check-services.ts';
import { parseSwarm, runSwarm, SMALL } from './command.ts';
import type { Rule } from './finding.ts';
import { makePlan } from './plan.ts';
import { runPlan } from './run-plan.ts';
import { shrinkBy } from './shrink.ts';

describe('random clusters, commands and faults', () => {
  const seeds = Array.from({ length: 20 }, (_, i) => i + 1);
  it.each(seeds)('seed %i breaks no rule', { timeout: 120_000 }, (seed) => {
    // Every fourth is run twice: that the same is the same again has tests of its own.
    expect(runPlan(makePlan(seed, SMALL), { isRepeated: seed % 4 === 0 })).toEqual([]);
  });
});

describe('a plan', () => {
  it('follows from its seed', () => {
    expect(makePlan(7, SMALL)).toEqual(makePlan(7, SMALL));
    expect(makePlan(7, SMALL)).not.toEqual(makePlan(8, SMALL));
  });

  it('is found wrong when it leaves something broken', () => {
    const lines = [{ at: micros(5e6), text: 'lab partition node-1' }];
    const plan = { ...makePlan(3, SMALL), lines, quietAt: micros(5e6), endAt: micros(150e6) };
    const found = runPlan(plan, { isRepeated: false });
    expect(found.map(({ rule, how }) => [rule, how])).toEqual([
      ['status converges', 'the node is not ready'],
    ]);
  });

  it('is found wrong, not run on, when a second takes too many events', () => {
    const found = runPlan(makePlan(3, SMALL), { isRepeated: false, eventsPerSecond: 100 });
    expect(found.map(({ rule, text }) => [rule, text])).toEqual([
      ['nothing spins', 'more than 100 events in a second'],
    ]);
  });

  it('is made as small as what it shows allows', () => {
    const plan = makePlan(5, SMALL);
    const culprit = plan.lines
      .filter(({ isCure }) => isCure !== true)
      .slice(3, 9)
      .filter((_, i) => i % 3 === 0);
    const small = shrinkBy(plan, ({ lines }) => culprit.every((line) => lines.includes(line)), 100);
    expect(small.lines.filter(({ isCure }) => isCure !== true)).toEqual(culprit);
    expect(small.lines.filter(({ isCure }) => isCure)).toEqual(
      plan.lines.filter(({ isCure }) => isCure),
    );
  });
});

const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', uid: 'u1' },
  spec: { nodeName: 'node-1', containers: [] },
  status: { phase: 'Failed', containerStatuses: [{ name: 'c', restartCount: 3, ready: false }] },
} as unknown as Pod;

function changes(pods: readonly Pod[]): readonly Rule[] {
  const rules: Rule[] = [];
  const checker = checkObjects('containerd', (rule) => void rules.push(rule));
  pods.forEach((object, i) => {
    const fact = {
      type: 'ObjectChanged',
      at: i as Micros,
      about: { kind: 'pod', namespace: 'default', name: 'web', uid: 'u1' },
      data: {
        event: 'MODIFIED',
        object,
        resourceVersion: object.metadata.resourceVersion ?? `${i + 1}`,
      },
    };
    checker.fact?.(fact as unknown as Fact);
  });
  return rules;
}

describe('the checker of objects', () => {
  const status = POD.status;
  const cases: readonly (readonly [Rule, Pod])[] = [
    ['bound stays bound', { ...POD, spec: { ...POD.spec, nodeName: 'node-2' } }],
    ['terminal stays terminal', { ...POD, status: { ...status, phase: 'Running' } }],
    [
      'restart counts never fall',
      {
        ...POD,
        status: { ...status, containerStatuses: [{ name: 'c', restartCount: 2 }] } as never,
      },
    ],
    ['revisions rise', { ...POD, metadata: { ...POD.metadata, resourceVersion: '1' } }],
    [
      'ready means running',
      {
        ...POD,
        status: {
          ...status,
          containerStatuses: [{ name: 'c', restartCount: 3, ready: true }],
        } as never,
      },
    ],
  ];
  it.each(cases)('sees that %s is broken', (rule, pod) => {
    expect(changes([POD, POD])).toEqual([]);
    expect(changes([POD, pod])).toEqual([rule]);
  });
});

describe('the checker of mirrors', () => {
  it('lets a static pod begin again', () => {
    const annotations = { 'kubernetes.io/config.mirror': 'hash' };
    const mirror: Pod = { ...POD, metadata: { ...POD.metadata, annotations } };
    const again: Pod = { ...mirror, status: { ...mirror.status, phase: 'Running' } };
    expect(changes([mirror, again])).toEqual([]);
  });
});

describe('the command line', () => {
  it('says which seed it is at, and that it passed', () => {
    const said: string[] = [];
    const say = (line: string): void => void said.push(line);
    expect(runSwarm({ from: 3, seeds: 1, size: SMALL }, say, say)).toBe(0);
    expect(said).toEqual(['seed 3 (1 of 1, 0 failed)', '1 passed, 0 failed']);
  });

  it('takes seeds, and refuses what it does not know', () => {
    expect(parseSwarm(['--seeds', '200'])).toMatchObject({ from: 1, seeds: 200 });
    expect(parseSwarm(['--seed=9', '--small'])).toEqual({ from: 9, seeds: 1, size: SMALL });
    expect(parseSwarm(['--seeds', 'many'])).toBe('--seeds is a whole number, not many');
    expect(parseSwarm(['fast'])).toBe('unknown flag: fast');
  });
});

describe('services', () => {
  const running = (name: string, podIP: string, isReady: boolean): Pod =>
    ({
      ...POD,
      metadata: { ...POD.metadata, name, labels: { app: 'web' } },
      status: {
        phase: 'Running',
        podIP,
        conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False' }],
      },
    }) as never;
  const metadata = { name: 'web', namespace: 'default' };
  const look = (ips: readonly string[], ruled: readonly string[]): readonly string[] => {
    const endpoints = ruled.map((ip) => ({ ip, port: 80 }));
    const found = serviceDifferences({
      services: [{ metadata, spec: { selector: { app: 'web' } } } as never],
      endpoints: [{ metadata, subsets: [{ addresses: ips.map((ip) => ({ ip })) }] } as never],
      pods: [running('a', '10.0.0.1', true), running('b', '10.0.0.2', false)],
      rules: new Map([
        ['node-1', [{ ...metadata, clusterIp: '', ports: [{ port: 80, endpoints }] }]],
      ]),
      isModern: true,
    });
    return [...found].map(({ how }) => how);
  };

  it('lead to the pods that are ready, and nodes know it', () => {
    expect(look(['10.0.0.1'], ['10.0.0.1'])).toEqual([]);
    expect(look(['10.0.0.1'], [])).toEqual(['a node knows other endpoints of it']);
    const stale = ['10.0.0.1', '10.0.0.2'];
    expect(look(stale, stale)).toEqual(['its endpoints are not its ready pods']);
  });
});
