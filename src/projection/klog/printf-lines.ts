// The words of v1.20 for each occasion, most of them still of the printf kind. Places and messages
// are those of the recorded logs, the levels those of upstream's source.
// tidy: data table

import type { PodStatus } from '../../api/pod.ts';
import type { KlogTable, KlogWords, Occasion } from './record.ts';
import { fullName, type PodName, shortName, structured } from './text.ts';

function say(
  source: string,
  v: number,
  text: (about: Occasion) => string,
  severity?: 'W' | 'E',
): KlogWords {
  return { source, v, text, ...(severity === undefined ? {} : { severity }) };
}

const full = (pod: PodName): string => `"${fullName(pod)}"`;
const list = (pods: readonly PodName[]): string => `"${pods.map(fullName).join(', ')}"`;
const loop = (source: string, v: number, op: string): KlogWords =>
  say(source, v, (about) => `SyncLoop (${op}, "${about.source}"): ${list(about.pods)}`);

const event = ({ pod, id, reason }: Occasion): string =>
  `&pleg.PodLifecycleEvent{ID:"${pod.uid}", Type:"${reason}", Data:"${id}"}`;

/** A status as Go's %+v prints it, as far as it is of use. */
function goStatus({ phase = '', conditions = [], hostIP = '', podIP = '' }: PodStatus): string {
  const list = conditions.map(
    ({ type, status, lastTransitionTime = '', reason = '', message = '' }) =>
      `{Type:${type} Status:${status} LastProbeTime:0001-01-01 00:00:00 +0000 UTC LastTransitionTime:${goTime(lastTransitionTime)} Reason:${reason} Message:${message}}`,
  );
  return `{Phase:${phase} Conditions:[${list.join(' ')}] HostIP:${hostIP} PodIP:${podIP}}`;
}

function goTime(text: string): string {
  return `${text.slice(0, 10)} ${text.slice(11, 19)} +0000 UTC`;
}

function actions({ isFlag, pod }: Occasion): string {
  const start = isFlag ? '0' : '';
  return `computePodActions got {KillPod:${isFlag} CreateSandbox:${isFlag} SandboxID: Attempt:0 NextInitContainerToStart:nil ContainersToStart:[${start}] ContainersToKill:map[] EphemeralContainersToStart:[]} for pod ${full(pod)}`;
}

/** Words by occasion. */
export const PRINTF: KlogTable = {
  receive: say('config.go:383', 4, ({ pod }) => `Receiving a new pod ${full(pod)}`),
  'loop.ADD': loop('kubelet.go:1888', 2, 'ADD'),
  'loop.UPDATE': loop('kubelet.go:1895', 2, 'UPDATE'),
  'loop.REMOVE': loop('kubelet.go:1898', 2, 'REMOVE'),
  'loop.RECONCILE': loop('kubelet.go:1901', 4, 'RECONCILE'),
  'loop.DELETE': loop('kubelet.go:1904', 2, 'DELETE'),
  'loop.PLEG': say(
    'kubelet.go:1926',
    2,
    (about) => `SyncLoop (PLEG): ${full(about.pod)}, event: ${event(about)}`,
  ),
  'loop.irrelevant': say(
    'kubelet.go:1930',
    4,
    (about) => `SyncLoop (PLEG): ignore irrelevant event: ${event(about)}`,
  ),
  'loop.SYNC': say(
    'kubelet.go:1948',
    4,
    ({ pods }) => `SyncLoop (SYNC): ${pods.length} pods; ${pods.map(fullName).join(', ')}`,
  ),
  'eviction.look': say(
    'eviction_manager.go:243',
    3,
    () => 'eviction manager: synchronize housekeeping',
  ),
  'source.set': say('config.go:278', 4, ({ source }) => `Setting pods for source ${source}`),
  'status.generate': say(
    'kubelet_pods.go:1492',
    3,
    ({ pod }) => `Generating status for ${full(pod)}`,
  ),
  'status.same': say(
    'status_manager.go:429',
    3,
    ({ pod, status }) => `Ignoring same status for pod ${full(pod)}, status: ${goStatus(status)}`,
  ),
  'status.patch': say(
    'status_manager.go:564',
    3,
    ({ pod, patch }) =>
      `Patch status for pod ${full(pod)} with ${JSON.stringify(JSON.stringify(patch ?? {}))}`,
  ),
  'status.patched': say(
    'status_manager.go:572',
    3,
    ({ pod, version, status }) =>
      `Status for pod ${full(pod)} updated successfully: (${version}, ${goStatus(status)})`,
  ),
  'status.removed': say(
    'status_manager.go:591',
    3,
    ({ pod }) => `Pod ${full(pod)} fully terminated and removed from etcd`,
  ),
  'must-be-deleted': say(
    'kubelet.go:1986',
    3,
    ({ pod, updateType }) =>
      `Pod ${full(pod)} has completed execution and should be deleted from the API server: ${updateType}`,
  ),
  'sandbox.none': say(
    'kuberuntime_manager.go:439',
    2,
    ({ pod }) => `No sandbox for pod ${full(pod)} can be found. Need to start a new one`,
  ),
  actions: say('kuberuntime_manager.go:678', 3, actions),
  'sandbox.new': say(
    'kuberuntime_manager.go:687',
    4,
    ({ pod }) => `SyncPod received new pod ${full(pod)}, will create a sandbox for it`,
  ),
  'sandbox.stop': say(
    'kuberuntime_manager.go:694',
    4,
    ({ pod }) => `Stopping PodSandbox for ${full(pod)}, will start new one`,
  ),
  'sandbox.create': say(
    'kuberuntime_manager.go:749',
    4,
    ({ pod }) => `Creating PodSandbox for pod ${full(pod)}`,
  ),
  'engine.cgroup': say(
    'docker_service.go:472',
    3,
    ({ cgroup }) => `Setting cgroup parent to: "${cgroup}"`,
  ),
  'sandbox.created': say(
    'kuberuntime_manager.go:763',
    4,
    ({ pod, id }) => `Created PodSandbox "${id}" for pod ${full(pod)}`,
  ),
  'sandbox.ip': say(
    'kuberuntime_manager.go:782',
    4,
    ({ pod, ips }) =>
      `Determined the ip [${ips.join(' ')}] for pod ${full(pod)} after sandbox changed`,
  ),
  'container.create': say(
    'kuberuntime_manager.go:819',
    4,
    ({ pod, container, image, command }) =>
      `Creating container &Container{Name:${container},Image:${image},Command:[${command.join(' ')}],…} in pod ${fullName(pod)}`,
  ),
  'container.hosts': say(
    'kubelet_pods.go:145',
    3,
    ({ pod, container, ips }) =>
      `container: ${shortName(pod)}/${container} podIPs: [${ips.map((ip) => `"${ip}"`).join(' ')}] creating hosts mount: true`,
  ),
  event: say('event.go:291', 3, (about) =>
    structured('Event occurred', [
      ['object', about.object],
      ['kind', about.kind],
      ['apiVersion', 'v1'],
      ['type', about.eventType],
      ['reason', about.reason],
      ['message', about.message],
    ]),
  ),
  'pleg.change': say(
    'generic.go:155',
    4,
    ({ pod, id, from, to }) => `GenericPLEG: ${pod.uid}/${id}: ${from} -> ${to}`,
  ),
  'pleg.write': say(
    'generic.go:386',
    4,
    ({ pod, ips }) =>
      `PLEG: Write status for ${pod.name}/${pod.namespace}: &container.PodStatus{ID:"${pod.uid}", Name:"${pod.name}", Namespace:"${pod.namespace}", IPs:[]string{${ips.map((ip) => `"${ip}"`).join(', ')}}} (err: <nil>)`,
  ),
  'pleg.sandboxes': say(
    'kuberuntime_manager.go:958',
    4,
    ({ pod, aliases }) =>
      `getSandboxIDByPodUID got sandbox IDs [${aliases.map((id) => `"${id}"`).join(' ')}] for pod ${full(pod)}`,
  ),
  'pleg.delete': say('generic.go:377', 4, ({ pod }) => `PLEG: Delete status for pod "${pod.uid}"`),
  kill: say(
    'kuberuntime_container.go:636',
    2,
    ({ id, grace }) => `Killing container "docker://${id}" with a ${grace} second grace period`,
  ),
  'kill.done': say(
    'kuberuntime_container.go:642',
    3,
    ({ id }) => `Container "docker://${id}" exited normally`,
  ),
  'container.remove': say(
    'kuberuntime_container.go:843',
    4,
    ({ id }) => `Removing container "${id}"`,
  ),
  'container.scope': say(
    'scope.go:95',
    2,
    ({ id }) => `[topologymanager] RemoveContainer - Container ID: ${id}`,
  ),
  'sandbox.remove': say('kuberuntime_sandbox.go:319', 4, ({ id }) => `Removing sandbox "${id}"`),
  'orphan.cgroups': say(
    'kubelet_pods.go:1972',
    3,
    ({ pod }) => `Orphaned pod "${pod.uid}" found, removing pod cgroups`,
  ),
  'orphan.remove': say(
    'kubelet_volumes.go:145',
    3,
    ({ pod }) => `Orphaned pod "${pod.uid}" found, removing`,
  ),
  'mirror.create': say(
    'kubelet.go:1636',
    3,
    ({ pod }) => `Creating a mirror pod for static pod ${full(pod)}`,
  ),
  'mirror.outdated': say(
    'kubelet.go:1625',
    0,
    ({ pod }) => `Deleted mirror pod ${full(pod)} because it is outdated`,
    'W',
  ),
  'cgroup.factory': say(
    'factory.go:218',
    4,
    ({ cgroup }) => `Factory "systemd" was unable to handle container "${cgroup}"`,
  ),
  'cgroup.factory-docker': say(
    'factory.go:218',
    4,
    ({ cgroup }) => `Factory "docker" was unable to handle container "${cgroup}"`,
  ),
  'cgroup.using': say(
    'factory.go:214',
    4,
    ({ cgroup, isFlag }) =>
      `Using factory "${isFlag ? 'docker' : 'raw'}" for container "${cgroup}"`,
  ),
  'cgroup.added': say(
    'manager.go:987',
    3,
    ({ cgroup, aliases }) =>
      `Added container: "${cgroup}" (aliases: [${aliases.join(' ')}], namespace: "${aliases.length === 0 ? '' : 'docker'}")`,
  ),
  'cgroup.creation': say(
    'handler.go:325',
    4,
    ({ cgroup, path }) => `Added event &{${cgroup} ${path} containerCreation {<nil>}}`,
  ),
  'cgroup.housekeeping': say(
    'container.go:490',
    3,
    ({ cgroup }) => `Start housekeeping for container "${cgroup}"`,
  ),
  'cgroup.destroyed': say(
    'manager.go:1044',
    3,
    ({ cgroup, aliases }) =>
      `Destroyed container: "${cgroup}" (aliases: [${aliases.join(' ')}], namespace: "${aliases.length === 0 ? '' : 'docker'}")`,
  ),
  'cgroup.deletion': say(
    'handler.go:325',
    4,
    ({ cgroup, path }) => `Added event &{${cgroup} ${path} containerDeletion {<nil>}}`,
  ),
  'start.version': say('server.go:416', 0, ({ message }) => `Version: ${message}`),
  'start.events': say('server.go:470', 3, () => 'Sending events to api server.'),
  'start.root': say('server.go:1117', 2, () => 'Using root directory: /var/lib/kubelet'),
  'start.static': say('kubelet.go:262', 0, ({ path }) => `Adding pod path: ${path}`),
  'start.watch': say('file.go:68', 1, ({ path }) => `Watching path "${path}"`),
  'start.api': say('kubelet.go:273', 0, () => 'Watching apiserver'),
  'start.runtime': say(
    'kuberuntime_manager.go:216',
    0,
    ({ engine, message }) =>
      `Container runtime ${engine} initialized, version: ${message}, apiVersion: 1.41.0`,
  ),
  'start.started': say('server.go:1176', 0, () => 'Started kubelet'),
  'start.listen': say('server.go:148', 0, () => 'Starting to listen on 0.0.0.0:10250'),
  'start.handlers': say('server.go:410', 0, () => 'Adding debug handlers to kubelet server.'),
  'start.read-only': say('server.go:170', 0, () => 'Starting to listen read-only on 0.0.0.0:10255'),
  'start.volumes': say('volume_manager.go:271', 0, () => 'Starting Kubelet Volume Manager'),
  'start.status': say(
    'status_manager.go:158',
    0,
    () => 'Starting to sync pod status with apiserver',
  ),
  'start.loop': say('kubelet.go:1802', 0, () => 'Starting kubelet main sync loop.'),
  skipping: say(
    'kubelet.go:1826',
    0,
    ({ error }) => `skipping pod synchronization - ${error}`,
    'E',
  ),
  'runtime.status': say(
    'kubelet.go:2160',
    4,
    ({ message }) => `Container runtime status: ${message}`,
  ),
  'node.annotation': say(
    'kubelet_node_status.go:339',
    2,
    () => 'Setting node annotation to enable volume controller attach/detach',
  ),
  'node.ip': say('setters.go:86', 4, ({ ip }) => `Using node IP: "${ip}"`),
  'node.event': say(
    'kubelet_node_status.go:531',
    2,
    ({ reason, node }) => `Recording ${reason} event message for node ${node}`,
  ),
  'node.register': say(
    'kubelet_node_status.go:71',
    0,
    ({ node }) => `Attempting to register node ${node}`,
  ),
  'node.registered': say(
    'kubelet_node_status.go:74',
    0,
    ({ node }) => `Successfully registered node ${node}`,
  ),
};
