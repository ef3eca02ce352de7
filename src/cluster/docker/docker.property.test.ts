// Whatever is asked of the Docker Engine in whatever order, its books stay in order.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { values } from '../../base/persistent-map.ts';
import type { Message } from '../../kernel/message.ts';
import { stateOf } from '../../kernel/world.ts';
import { DOCKER_PORT, dockerRequest } from '../protocol/docker.ts';
import { DEFAULT_REGISTRY, registryComponent } from '../registry/registry.ts';
import { callerOf, type Lab, makeLab } from '../runtime/test-lab.ts';
import { dockerComponent } from './docker.ts';
import { DOCKER_LATENCIES } from './latencies.ts';
import type { DockerdState } from './state.ts';
import { fillDocker } from './whole.ts';

fillDocker();

const ENGINE = 'docker@node-1';

function lab(): Lab {
  return makeLab(callerOf(ENGINE, DOCKER_PORT), (sim) => {
    sim.add(registryComponent, 'registry', DEFAULT_REGISTRY);
    sim.add(dockerComponent, ENGINE, {
      linux: 'linux@node-1',
      nodeName: 'node-1',
      podCidr: '172.17.0.0/29',
      version: '20.10.24',
      images: ['busybox:1.36'],
      latencies: DOCKER_LATENCIES,
      imageDirectory: '/var/lib/layers',
      unpackBytesPerSecond: 100_000_000,
      isLiveRestore: false,
    });
  });
}

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g'] as const;
const COMMANDS = [['honour'], ['ignore'], ['exit', '1'], ['missing']] as const;

const step = fc.record({
  verb: fc.constantFrom('run', 'run', 'run', 'start', 'stop', 'kill', 'restart', 'rm', 'crash'),
  name: fc.constantFrom(...NAMES),
  command: fc.constantFrom(...COMMANDS),
  wait: fc.constantFrom(0, 0.01, 0.3, 3),
});

function requestOf({ verb, name, command }: Step): Message {
  switch (verb) {
    case 'create':
      return dockerRequest(
        'POST',
        '/containers/create',
        { name },
        {
          Env: [],
          Cmd: command,
          Entrypoint: null,
          Image: 'busybox:1.36',
          Labels: {},
          HostConfig: { NetworkMode: 'default' },
        },
      );
    case 'rm':
      return dockerRequest('DELETE', `/containers/${name}`, { force: '1' });
    default:
      return dockerRequest('POST', `/containers/${name}/${verb}`, { t: '1' });
  }
}

interface Step {
  readonly verb: string;
  readonly name: string;
  readonly command: readonly string[];
  readonly wait: number;
}

function carryOut(one: Lab, action: Step): void {
  if (action.verb === 'crash') {
    one.sim.inject(ENGINE, '@control', { type: 'process.stop' });
    one.sim.inject(ENGINE, '@control', { type: 'process.start' });
  } else {
    const isRun = action.verb === 'run';
    if (isRun) send(one, requestOf({ ...action, verb: 'create' }));
    if (isRun) one.run(0.02);
    send(one, requestOf(isRun ? { ...action, verb: 'start' } : action));
  }
  one.run(action.wait);
}

function send(one: Lab, message: Message): void {
  one.sim.inject('caller', 'out', { type: 'test.call', message } as never);
}

function check(state: DockerdState): void {
  const ips: string[] = [];
  for (const record of values(state.containers)) {
    expect(record.state.Running).toBe(record.state.Status === 'running');
    expect(record.row.State).toBe(record.state.Status);
    if (record.ip !== '') ips.push(record.ip);
    if (record.state.Running) expect(record.ip).not.toBe('');
  }
  expect(new Set(ips).size).toBe(ips.length);
  expect(state.addresses.size).toBe(ips.length);
  expect(state.names.size).toBe(state.containers.size);
}

describe('the books of the Docker Engine', () => {
  it('names, addresses and states agree after any requests', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 8, maxLength: 40 }), (steps) => {
        const one = lab();
        for (const action of steps) {
          carryOut(one, action);
          check(stateOf<DockerdState>(one.sim.world, ENGINE)!);
        }
        one.run(30);
        check(stateOf<DockerdState>(one.sim.world, ENGINE)!);
      }),
      { numRuns: 60 },
    );
  });
});
