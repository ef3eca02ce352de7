// Any message in a few words: for the trace, for what flies on the stage, and for chains of causes.
// Pure; knows protocols, no state.

import type { UserCommand } from '../../cluster/protocol/commands.ts';
import type { ControlMessage, Envelope, Message } from '../../kernel/message.ts';
import { API } from './api.ts';
import { type Description, described } from './description.ts';
import { ENGINE } from './engine.ts';
import { ETCD } from './etcd.ts';
import { KUBELET } from './kubelet.ts';
import { NODE } from './node.ts';

type Describer = (message: Message) => Description;

const BY_TYPE: ReadonlyMap<string, Describer> = new Map(
  [API, ETCD, ENGINE, NODE, KUBELET].flatMap((table) => Object.entries(table)) as [
    string,
    Describer,
  ][],
);

/** Timers and other inner messages in plain words, where their type alone does not say it. */
const INNER: { readonly [type: string]: string } = {
  'net.refused': 'connection refused',
  'net.closed': 'connection closed',
  'kubelet.begin': 'the kubelet begins',
  'etcd.lease.expired': 'a lease has run out',
  'cache.start': 'fill the caches',
  'cache.ready': 'the caches are filled',
  'cache.watch': 'open a watch',
  'informers.start': 'list and watch',
  'scheduler.start': 'the scheduler starts',
  'scheduler.next': 'the next pod of the queue',
  'scheduler.relist': 'list and watch',
  'scheduler.cache-changed': 'the cache has changed',
  'object.changed': 'an object has changed',
  'node.changed': 'a node has changed',
  'node-lifecycle.tick': 'look at the heartbeats',
  'pod-gc.tick': 'look for pods that nobody needs',
  'sources.start': 'the sources start',
  'registry.answering': 'the registry is ready to answer',
  'cadvisor.start': 'watch the cgroups',
  'cadvisor.housekeeping': 'sample usage',
  'linux.watchCgroups': 'watch the cgroups',
  'linux.cgroupChanged': 'a cgroup has changed',
  'linux.wake': 'the program goes on',
  'dockershim.execTimeout': 'the time for the command is up',
  'workers.forget': 'forget finished workers',
  'reflector.retry': 'list and watch again',
  'etcd.committed': 'on disk',
  'etcd.tick': 'progress of watches is due',
  'cache.bookmarks': 'bookmarks are due',
  'cache.retry': 'open the watch again',
  'watch.timeout': 'watch timed out',
  'docker.work': 'the engine has done its work',
  'docker.exit': 'the process is gone',
  'docker.graceOver': 'the grace period is over',
  'docker.restored': 'the engine has started',
  'containerd.work': 'the engine has done its work',
  'containerd.sandboxReady': 'the network is set up',
  'containerd.exit': 'the process is gone',
  'containerd.graceOver': 'the grace period is over',
  'containerd.networkDown': 'the network is taken down',
  'containerd.recover': 'the engine has started',
  'pull.unpacked': 'layer unpacked',
  'user.time-up': 'waited long enough',
  'worker.timer': 'the wait is over',
};

/** One message in a few words. */
export function describeMessage(message: Message): Description {
  const describer = BY_TYPE.get(message.type);
  if (describer !== undefined) return describer(message);
  if (message.type === 'command') {
    const { text } = message as UserCommand;
    return described('command', 'request', text);
  }
  if (message.type.startsWith('process.') || message.type.startsWith('link.')) {
    return described('command', 'signal', controlText(message as ControlMessage));
  }
  return described('internal', 'signal', INNER[message.type] ?? message.type);
}

/** One envelope in a few words; a tick is called by its timer's name. */
export function describeEnvelope(envelope: Envelope): Description {
  const { message, timer } = envelope;
  if (timer === undefined || INNER[message.type] !== undefined) return describeMessage(message);
  if (message.type === 'tick' || !BY_TYPE.has(message.type)) {
    return described('internal', 'signal', `tick: ${timerText(timer)}`);
  }
  return describeMessage(message);
}

/** `relist`; of `sleep/0123…` only what it is for. */
function timerText(timer: string): string {
  const slash = timer.indexOf('/');
  return slash < 0 ? timer : timer.slice(0, slash);
}

function controlText(message: ControlMessage): string {
  switch (message.type) {
    case 'process.start':
      return 'process starts';
    case 'process.stop':
      return 'process stops';
    default:
      return `${message.type.replace('.', ' ')} ${message.peer}`;
  }
}
