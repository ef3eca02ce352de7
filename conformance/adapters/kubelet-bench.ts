// A kubelet of its own for vectors: a whole node whose API server is away, told by hand what its
// sources would tell it, and watched while its workers run.

import type { Pod } from '../../src/api/pod.ts';
import { get, type PersistentMap, values } from '../../src/base/persistent-map.ts';
import { assemble } from '../../src/cluster/assemble.ts';
import type { EditionName } from '../../src/cluster/editions/edition.ts';
import type { PodOperation } from '../../src/cluster/kubelet/channels.ts';
import type { PodWorker } from '../../src/cluster/kubelet/pod-workers/state.ts';
import type { KubeletState } from '../../src/cluster/kubelet/state.ts';
import { type KillCgroup, LINUX_PORT } from '../../src/cluster/protocol/linux.ts';
import { CONTROL, type Message } from '../../src/kernel/message.ts';
import type { Simulation } from '../../src/kernel/simulation.ts';
import { seconds } from '../../src/kernel/time.ts';
import { stateOf } from '../../src/kernel/world.ts';
import { defaultSetup } from '../../src/scenario/defaults.ts';
import { Either } from '../match.ts';

const KUBELET = 'kubelet@node-1';
const IMAGE = 'busybox:1.36';

/** Longer than any pod of the vectors takes to end. */
const LONG = seconds(60);

/** The kubelet, and everything its workers began. */
export class KubeletBench {
  readonly sim: Simulation;
  /** What each worker did, by uid. */
  readonly calls: Map<string, Either[]> = new Map();
  private readonly edition: EditionName;
  private seen: PersistentMap<PodWorker> | undefined;

  constructor(edition: EditionName, names: readonly string[] = [IMAGE]) {
    this.edition = edition;
    const images = names.map((image) => ({ image, isPresent: true }));
    const setup = defaultSetup(edition, 1, 1);
    // Nothing is cleaned up as long as one of the sources has not spoken: this one never answers.
    const kubelet = { ...setup.kubelet, staticPodURL: 'http://nowhere.invalid/pods' };
    this.sim = assemble({ ...setup, images, kubelet });
    // Long enough to read the services.
    this.run(seconds(0.9));
    this.sim.inject('apiserver', CONTROL, { type: 'process.stop' } as Message);
    this.run(seconds(5));
  }

  get state(): KubeletState {
    return stateOf<KubeletState>(this.sim.world, KUBELET) as KubeletState;
  }

  worker(uid: string): PodWorker | undefined {
    return get(this.state.podWorkers.workers, uid);
  }

  workers(): readonly PodWorker[] {
    return [...values(this.state.podWorkers.workers)];
  }

  /** Tells one of the kubelet's ports something. */
  tell(port: string, message: object): void {
    this.sim.inject(KUBELET, port, message as Message);
  }

  /** What the source of the API's pods says changed. */
  configure(op: PodOperation, pods: readonly Pod[]): void {
    this.tell('sync-loop', { type: 'config.update', op, source: 'api', pods });
  }

  /** Compares workers with wishes, as if every source had spoken. */
  compareWishes(): void {
    this.tell('sync-loop', { type: 'config.update', op: 'ADD', source: 'http', pods: [] });
    this.tell('sync-loop', { type: 'housekeeping' });
  }

  /** A signal to every process of a cgroup. */
  kill(cgroup: string, signal: string = 'SIGKILL'): void {
    const message: KillCgroup = { type: 'linux.killCgroup', cgroup, signal };
    this.sim.inject('linux@node-1', LINUX_PORT, message);
  }

  /** Lets time pass. */
  run(howLong: number): void {
    this.runUntil(howLong, () => false);
  }

  /** Runs until every worker has done what there is to do. */
  drain(): void {
    const { now } = this.sim;
    this.runUntil(LONG, () => this.sim.now > now && this.workers().every(isIdle));
  }

  /** Runs until that is so, or the time is over. */
  runUntil(howLong: number, isSo: () => boolean): void {
    const end = this.sim.now + howLong;
    while (!isSo() && (this.sim.nextAt ?? end) < end) {
      this.sim.step();
      this.look();
    }
  }

  /** Notes every sync that has begun. */
  private look(): void {
    const workers = stateOf<KubeletState>(this.sim.world, KUBELET)?.podWorkers.workers;
    if (workers === undefined || workers === this.seen) return;
    for (const worker of values(workers)) {
      const before = this.seen === undefined ? undefined : get(this.seen, worker.uid);
      const { plan } = worker;
      const isKnown =
        before?.plan?.startedAt === plan?.startedAt && before?.plan?.kind === plan?.kind;
      if (plan === undefined || isKnown) continue;
      const list = this.calls.get(worker.uid) ?? [];
      this.calls.set(worker.uid, [...list, this.nameOf(worker)]);
    }
    this.seen = workers;
  }

  /** A sync as the unit tests name it. */
  private nameOf({ plan, updateType, graceSeconds }: PodWorker): Either {
    if (plan?.kind === 'TerminatedPod') return new Either('terminated');
    if (plan?.kind === 'SyncPod') return new Either(`sync ${updateType}`);
    if (this.edition !== 'containerd') return new Either('sync kill');
    return new Either('terminating', `terminating grace=${graceSeconds}`);
  }
}

function isIdle(worker: PodWorker): boolean {
  if (worker.state === 'Finished') return true;
  const { plan, pending, taken, isWoken } = worker;
  return plan === undefined && pending === undefined && taken === undefined && isWoken !== true;
}

/** A pod of the vectors, with what the API would have given it and one container that ends well. */
export function runnable(pod: Partial<Pod> & Pick<Pod, 'metadata'>): Pod {
  const command = ['sh', '-c', "trap 'exit 0' TERM; while true; do sleep 1; done"];
  const container = { name: 'c', image: IMAGE, imagePullPolicy: 'IfNotPresent', command };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    ...pod,
    spec: {
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 30,
      containers: [container],
      ...pod.spec,
    },
  };
}
