// One look after the other, with the answers of cAdvisor and the machine given by hand.

import { describe, expect, it } from 'vitest';
import type { Pod } from '../../../api/pod.ts';
import { mapOf } from '../../../base/persistent-map.ts';
import type { Message } from '../../../kernel/message.ts';
import { type TestIo, testEnvelope } from '../../../kernel/test-io.ts';
import type { RecordEvent, UpdatePod } from '../channels.ts';
import { kubelet } from '../kubelet.ts';
import type { KubeletState } from '../state.ts';
import { refusalOf } from '../sync-loop/admission.ts';
import { ioAt, testConfig } from '../testing.ts';
import { fillKubelet } from '../whole.ts';
import type { EvictionState } from './state.ts';

fillKubelet();

const MIB = 1_024 ** 2;
const CONFIG = testConfig('containerd');
const PORT = kubelet.ports['eviction'];

function pod(name: string, more: object = {}): Pod {
  const spec = { containers: [{ name: 'c', image: 'i' }], ...more };
  return { metadata: { name, uid: name, namespace: 'default' }, spec } as unknown as Pod;
}

class Manager {
  state: KubeletState;
  io: TestIo;
  second = 0;

  constructor(pods: readonly Pod[]) {
    this.io = ioAt(0, CONFIG);
    const first = kubelet.init(CONFIG, this.io);
    const known = mapOf(pods.map((one) => [one.metadata.uid ?? '', one]));
    this.state = { ...first, podManager: { ...first.podManager, pods: known } };
  }

  /** Hands one message to the port; answers belong to the oldest request of their kind. */
  take(message: Message, call?: EvictionState['calls'][string]): void {
    this.io = ioAt(this.second, CONFIG);
    const { calls } = this.state.eviction;
    const id = Object.keys(calls).find((key) => calls[key] === call);
    const reply = id === undefined ? {} : { inReplyTo: Number(id) as never };
    const slice = PORT?.receive(this.state, testEnvelope(message, reply), this.io);
    this.state = { ...this.state, ...slice };
  }

  /** One measurement: free memory and disk in MiB. */
  measured(memory: number, disk: number): void {
    const used = CONFIG.memoryBytes - memory * MIB;
    const root = { name: '/', samples: [{ at: this.second, workingSetBytes: used }] };
    this.take({ type: 'stats.answer', containers: [root] } as Message, 'stats');
    const space = { diskBytes: 100_000 * MIB, diskUsedBytes: (100_000 - disk) * MIB };
    const rest = { inodes: 100, inodesUsed: 1, maxPids: 100, processes: 1 };
    this.take({ type: 'linux.machineInfo', ...space, ...rest } as Message, 'machine');
  }

  look(second: number, memory: number, disk = 90_000): void {
    this.second = second;
    this.take({ type: 'tick' });
    this.measured(memory, disk);
  }

  signals(port: string): readonly Message[] {
    return this.io.effects.flatMap((effect) =>
      effect.do === 'signal' && effect.port === port ? [effect.message] : [],
    );
  }

  reasons(): readonly string[] {
    return this.signals('events').map((message) => (message as RecordEvent).reason);
  }
}

describe('looks', () => {
  it('PRESSURE-6: evict one pod, never a critical one, and look again when it is gone', () => {
    const critical = pod('critical', { priority: 2_000_001_000 });
    const manager = new Manager([critical, pod('a', { priority: 1 }), pod('b')]);
    manager.look(10, 99);
    expect(manager.reasons()).toEqual(['EvictionThresholdMet']);
    manager.take({ type: 'stats.answer', containers: [] } as Message, 'pods');
    const [kill, ...more] = manager.signals('pod-workers') as readonly UpdatePod[];
    expect(more).toEqual([]);
    expect([kill?.pod.metadata.name, kill?.kill?.graceOverrideSeconds]).toEqual(['b', 1]);
    expect(kill?.kill?.status).toMatchObject({ phase: 'Failed', reason: 'Evicted' });
    manager.take({ type: 'pod.killed' }, 'kill');
    expect(manager.state.eviction.step).toBe('cleaning');
    manager.take({ type: 'tick' });
    expect(manager.state.eviction.step).toBe('observing');
  });

  it('PRESSURE-7: ask for what the node can spare first, when the disk is short', () => {
    const manager = new Manager([pod('a')]);
    manager.look(10, 3_000, 9_000);
    expect(manager.signals('gc')).toEqual([{ type: 'gc.all-unused' }]);
    expect(manager.signals('image-gc')).toEqual([{ type: 'images.all-unused' }]);
    manager.take({ type: 'gc.done' }, 'reclaim');
    manager.take({ type: 'gc.done' }, 'reclaim');
    manager.measured(3_000, 20_000);
    expect(manager.state.eviction.step).toBe('idle');
    expect(manager.state.eviction.conditions).toEqual(['DiskPressure']);
    manager.look(20, 3_000, 20_000);
    expect(manager.reasons()).toEqual([]);
  });

  it('PRESSURE-8: keep new pods away that the pressure forbids', () => {
    const manager = new Manager([]);
    const node = { metadata: { name: 'n' }, status: { allocatable: {} } };
    manager.state = { ...manager.state, node: { ...manager.state.node, node } as never };
    const refused = (one: Pod): string | undefined => refusalOf(manager.state, one)?.message;
    manager.look(10, 99);
    const asking = pod('asking', {
      containers: [{ name: 'c', resources: { requests: { memory: '1Mi' } } }],
    });
    const key = 'node.kubernetes.io/memory-pressure';
    const tolerant = pod('tolerant', { tolerations: [{ key, operator: 'Exists' }] });
    expect(refused(pod('plain'))).toBe('The node had condition: [MemoryPressure]. ');
    expect([refused(asking), refused(tolerant)]).toEqual([undefined, undefined]);
    manager.state = { ...manager.state, eviction: { ...manager.state.eviction, step: 'idle' } };
    manager.look(20, 99, 9_000);
    const both = 'The node had condition: [MemoryPressure DiskPressure]. ';
    expect([refused(asking), refused(tolerant)]).toEqual([both, both]);
    expect(refused(pod('critical', { priority: 2_000_000_000 }))).toBeUndefined();
  });
});
