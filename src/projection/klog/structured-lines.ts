// The words of v1.36 for each occasion. Places and messages are those of the recorded logs, the
// levels those of upstream's source.
// tidy: data table

import type { KlogTable } from './record.ts';
import { NODE_LINES } from './structured-node.ts';
import { type About, say } from './structured-words.ts';
import { shortName } from './text.ts';

const pod: About = ({ pod: of }) => [['pod', shortName(of)]];
const uid: About = ({ pod: of }) => [['podUID', of.uid]];
const both: About = (about) => [...pod(about), ...uid(about)];
const pods: About = ({ source, pods: all }) => [
  ['source', source],
  ['pods', all.map(shortName)],
];
const work: About = (about) => [...both(about), ['updateType', about.updateType]];
const worked: About = (about) => [...both(about), ['updateType', about.workType]];
const queued: About = (about) => [...work(about), ['workType', about.workType]];
const killing: About = (about) => [
  ...both(about),
  ['containerName', about.container],
  ['containerID', `containerd://${about.id}`],
];
const killingIn: About = (about) => [...killing(about), ['gracePeriod', about.grace]];
const pleg: About = ({ pod: of, id, reason }) => [
  ['event', { ID: of.uid, Type: reason, Data: id }],
];

const ACTIONS = (isNew: boolean): string =>
  `KillPod: ${isNew}, CreateSandbox: ${isNew}, UpdatePodResources: false, UpdatePodLevelResources: false, Attempt: 0, InitContainersToStart: [], ContainersToStart: [${isNew ? 0 : ''}], EphemeralContainersToStart: [],ContainersToUpdate: map[], ContainersToKill: map[], ContainersToRemove: []`;

/** Words by occasion. */
export const STRUCTURED: KlogTable = {
  ...NODE_LINES,
  receive: say('config.go:326', 4, 'Receiving a new pod', pod),
  'source.set': say('config.go:226', 4, 'Setting pods for source', ({ source }) => [
    ['source', source],
  ]),
  'loop.ADD': say('kubelet.go:2724', 2, 'SyncLoop ADD', pods),
  'loop.UPDATE': say('kubelet.go:2731', 2, 'SyncLoop UPDATE', pods),
  'loop.REMOVE': say('kubelet.go:2734', 2, 'SyncLoop REMOVE', pods),
  'loop.RECONCILE': say('kubelet.go:2737', 4, 'SyncLoop RECONCILE', pods),
  'loop.DELETE': say('kubelet.go:2740', 2, 'SyncLoop DELETE', pods),
  'loop.PLEG': say('kubelet.go:2752', 2, 'SyncLoop (PLEG): event for pod', (about) => [
    ...pod(about),
    ...pleg(about),
  ]),
  'loop.irrelevant': say(
    'kubelet.go:2756',
    4,
    'SyncLoop (PLEG): pod does not exist, ignore irrelevant event',
    pleg,
  ),
  'loop.SYNC': say('kubelet.go:2771', 4, 'SyncLoop (SYNC) pods', ({ pods: due }) => [
    ['total', due.length],
    ['pods', due.map(shortName)],
  ]),
  'loop.housekeeping': say('kubelet.go:2818', 4, 'SyncLoop (housekeeping)'),
  'clean.workers': say('kubelet_pods.go:1237', 3, 'Clean up pod workers for terminated pods'),
  'clean.probes': say('kubelet_pods.go:1287', 3, 'Clean up probes for terminated pods'),
  'clean.statuses': say('kubelet_pods.go:1291', 3, 'Clean up orphaned pod statuses'),
  'clean.users': say('kubelet_pods.go:1296', 3, 'Clean up orphaned pod user namespace allocations'),
  'clean.directories': say('kubelet_pods.go:1308', 3, 'Clean up orphaned pod directories'),
  'clean.mirrors': say('kubelet_pods.go:1319', 3, 'Clean up orphaned mirror pods'),
  'clean.cgroups': say('kubelet_pods.go:1461', 3, 'Clean up orphaned pod cgroups'),
  'loop.cleaned': say('kubelet.go:2826', 4, 'SyncLoop (housekeeping) end', () => [
    ['duration', '0s'],
  ]),
  'status.all': say('status_manager.go:290', 4, 'Syncing all statuses'),
  'eviction.look': say('eviction_manager.go:256', 3, 'Eviction manager: synchronize housekeeping'),
  'admit.topology': say('topology_manager.go:267', 4, 'Topology manager admission check', pod),
  'admit.result': say('topology_manager.go:274', 4, 'Pod Admit Result', (about) => [
    ['Message', ''],
    ...pod(about),
  ]),
  'admit.resources': say('state_mem.go:143', 3, 'Updated pod resource information', (about) => [
    ...uid(about),
    ['information', { ContainerResources: about.resources, PodLevelResources: null }],
  ]),
  'resources.deleted': say('state_mem.go:154', 3, 'Deleted pod resource information', uid),
  'must-be-killed': say('kubelet.go:2593', 3, 'Pod has been deleted and must be killed', both),
  'worker.first': say('pod_workers.go:786', 4, 'Pod is being synced for the first time', work),
  'worker.notify': say('pod_workers.go:984', 4, 'Notifying pod of pending update', queued),
  'worker.queued': say('pod_workers.go:1546', 4, 'Pending update already queued', uid),
  'worker.graceful': say(
    'pod_workers.go:872',
    4,
    'Pod is marked for graceful deletion, begin teardown',
    work,
  ),
  'worker.removed': say(
    'pod_workers.go:885',
    4,
    'Pod is being removed by the kubelet, begin teardown',
    work,
  ),
  'worker.cancel': say('pod_workers.go:991', 3, 'Cancelling current pod sync', queued),
  'worker.finished': say(
    'pod_workers.go:858',
    4,
    'Pod is finished processing, no further updates',
    work,
  ),
  'worker.observed': say(
    'pod_workers.go:1378',
    4,
    'Pod worker has observed request to terminate',
    uid,
  ),
  'worker.waits': say('pod_workers.go:1194', 4, 'Pod cannot start yet', both),
  'worker.begin': say('pod_workers.go:1251', 4, 'Processing pod event', worked),
  'worker.end': say('pod_workers.go:1361', 4, 'Processing pod event done', worked),
  'worker.last': say('pod_workers.go:1332', 4, 'Processing pod event done', worked),
  'worker.complete': say(
    'pod_workers.go:1486',
    4,
    'Pod is complete and the worker can now stop',
    uid,
  ),
  'worker.stopped': say('pod_workers.go:969', 3, 'Pod worker has stopped', uid),
  'worker.forget': say(
    'pod_workers.go:1670',
    4,
    'Pod has been terminated and is no longer known to the kubelet, remove all history',
    uid,
  ),
  'sync.enter': say('kubelet.go:2043', 4, 'SyncPod enter', both),
  'sync.exit': say('kubelet.go:2049', 4, 'SyncPod exit', (about) => [
    ...both(about),
    ['isTerminal', false],
  ]),
  'status.generate': say('kubelet_pods.go:1893', 3, 'Generating pod status', (about) => [
    ['podIsTerminal', about.isFlag],
    ...pod(about),
  ]),
  'status.phase': say('kubelet_pods.go:1903', 4, 'Got phase for pod', (about) => [
    ...pod(about),
    ['oldPhase', about.from],
    ['phase', about.to],
  ]),
  'status.same': say('status_manager.go:972', 3, 'Ignoring same status for pod', (about) => [
    ...pod(about),
    ['status', about.status],
  ]),
  'status.patch': say('status_manager.go:1184', 3, 'Patch status for pod', (about) => [
    ...both(about),
    ['patch', JSON.stringify(about.patch ?? {})],
  ]),
  'status.patched': say(
    'status_manager.go:1193',
    3,
    'Status for pod updated successfully',
    (about) => [...pod(about), ['statusVersion', about.version], ['status', about.status]],
  ),
  'status.delay': say(
    'status_manager.go:1249',
    3,
    'Delaying pod deletion as the phase is non-terminal',
    (about) => [['phase', about.from], ['localPhase', about.to], ...both(about)],
  ),
  'status.finish': say(
    'status_manager.go:1254',
    3,
    'The pod termination is finished as SyncTerminatedPod completes its execution',
    (about) => [['phase', about.from], ['localPhase', about.to], ...both(about)],
  ),
  'status.removed': say(
    'status_manager.go:1222',
    3,
    'Pod fully terminated and removed from etcd',
    pod,
  ),
  'sandbox.none': say(
    'util.go:34',
    2,
    'No sandbox for pod can be found. Need to start a new one',
    pod,
  ),
  'sandbox.not-ready': say(
    'util.go:52',
    2,
    'No ready sandbox for pod can be found. Need to start a new one',
    pod,
  ),
  actions: say('kuberuntime_manager.go:1454', 3, 'computePodActions got for pod', (about) => [
    ['podActions', ACTIONS(about.isFlag)],
    ...pod(about),
  ]),
  'sandbox.new': say(
    'kuberuntime_manager.go:1463',
    4,
    'SyncPod received new pod, will create a sandbox for it',
    pod,
  ),
  'sandbox.stop': say(
    'kuberuntime_manager.go:1470',
    4,
    'Stopping PodSandbox for pod, will start new one',
    pod,
  ),
  'sandbox.create': say('kuberuntime_manager.go:1551', 4, 'Creating PodSandbox for pod', pod),
  'sandbox.created': say(
    'kuberuntime_manager.go:1622',
    4,
    'Created PodSandbox for pod',
    (about) => [['podSandboxID', about.id], ...pod(about)],
  ),
  'sandbox.ip': say(
    'kuberuntime_manager.go:1645',
    4,
    'Determined the ip for pod after sandbox changed',
    (about) => [['IPs', about.ips], ...pod(about)],
  ),
  'sandbox.ready': say(
    'kuberuntime_manager.go:1652',
    4,
    'Pod sandbox and network ready, invoking callback',
    (about) => [...pod(about), ['podIPs', about.ips]],
  ),
  'sandbox.told': say('kubelet.go:3567', 3, 'OnPodSandboxReady callback invoked', both),
  'sandbox.condition': say(
    'kubelet.go:3588',
    3,
    'Successfully updated PodReadyToStartContainers condition after sandbox creation',
    both,
  ),
  'container.create': say(
    'kuberuntime_manager.go:1702',
    4,
    'Creating container in pod',
    (about) => [['containerType', about.kind], ['container', about.container], ...pod(about)],
  ),
  'container.hosts': say(
    'kubelet_pods.go:280',
    3,
    'Creating hosts mount for container',
    (about) => [
      ...pod(about),
      ['containerName', about.container],
      ['podIPs', about.ips],
      ['path', true],
    ],
  ),
  'container.resources': say(
    'state_mem.go:114',
    3,
    'Updated container resource information',
    (about) => [...uid(about), ['containerName', about.container], ['resources', about.resources]],
  ),
  'container.added': say('cpu_manager.go:313', 4, 'Added Container', (about) => [
    ...both(about),
    ['containerName', about.container],
    ['containerID', about.id],
  ]),
  event: say('event.go:389', 3, 'Event occurred', (about) => [
    ['object', about.object],
    ['fieldPath', about.fieldPath],
    ['kind', about.kind],
    ['apiVersion', 'v1'],
    ['type', about.eventType],
    ['reason', about.reason],
    ['message', about.message],
  ]),
  'pleg.change': say('generic.go:257', 4, 'GenericPLEG', (about) => [
    ...uid(about),
    ['containerID', about.id],
    ['oldState', about.from],
    ['newState', about.to],
  ]),
  'pleg.write': say('generic.go:543', 4, 'PLEG: Write status', pod),
  'pleg.delete': say('generic.go:523', 4, 'PLEG: Delete status for pod', uid),
  'pleg.finished': say('generic.go:413', 2, 'Generic (PLEG): container finished', (about) => [
    ['podID', about.pod.uid],
    ['containerID', about.id],
    ['exitCode', about.exitCode],
  ]),
  'terminating.enter': say('kubelet.go:2309', 4, 'SyncTerminatingPod enter', both),
  'terminating.grace': say('kubelet.go:2333', 4, 'Pod terminating with grace period', (about) => [
    ...both(about),
    ['gracePeriod', about.grace],
  ]),
  'kill.override': say(
    'kuberuntime_container.go:894',
    3,
    'Killing container with a grace period override',
    killingIn,
  ),
  kill: say('kuberuntime_container.go:915', 2, 'Killing container with a grace period', killingIn),
  'kill.done': say('kuberuntime_container.go:924', 3, 'Container exited normally', killing),
  'terminating.state': say('kubelet.go:2397', 4, 'Post-termination container state', (about) => [
    ...both(about),
    ['containers', about.containers],
  ]),
  'terminating.stopped': say(
    'kubelet.go:2420',
    4,
    'Pod termination stopped all running containers',
    both,
  ),
  'terminating.exit': say('kubelet.go:2323', 4, 'SyncTerminatingPod exit', both),
  'terminating.all': say(
    'pod_workers.go:1425',
    4,
    'Pod terminated all containers successfully',
    uid,
  ),
  'terminated.enter': say('kubelet.go:2482', 4, 'SyncTerminatedPod enter', both),
  'terminated.wait': say('volume_manager.go:480', 3, 'Waiting for volumes to unmount for pod', pod),
  'terminated.unmounted': say('volume_manager.go:508', 3, 'All volumes are unmounted for pod', pod),
  'terminated.volumes': say('kubelet.go:2496', 4, 'Pod termination unmounted volumes', both),
  'terminated.paths': say('kubelet.go:2509', 3, 'Pod termination cleaned up volume paths', both),
  'terminated.cgroups': say('kubelet.go:2530', 4, 'Pod termination removed cgroups', both),
  'terminated.last': say(
    'kubelet.go:2537',
    4,
    'Pod is terminated and will need no more status updates',
    both,
  ),
  'terminated.exit': say('kubelet.go:2539', 4, 'SyncTerminatedPod exit', both),
  'container.remove': say('kuberuntime_container.go:1389', 4, 'Removing container', ({ id }) => [
    ['containerID', id],
  ]),
  'container.remove-failed': say(
    'pod_container_deletor.go:53',
    0,
    'DeleteContainer returned error',
    ({ id, error }) => [
      ['containerID', { Type: 'containerd', ID: id }],
      ['err', error],
    ],
  ),
  'container.scope': say('scope.go:122', 2, 'RemoveContainer', ({ id }) => [['containerID', id]]),
  'sandbox.remove': say('kuberuntime_gc.go:177', 4, 'Removing sandbox', ({ id }) => [
    ['sandboxID', id],
  ]),
  'orphan.cgroups': say('kubelet_pods.go:2877', 3, 'Orphaned pod found, removing pod cgroups', uid),
  'orphan.volumes': say(
    'kubelet_volumes.go:161',
    0,
    'Cleaned up orphaned pod volumes dir',
    (about) => [...uid(about), ['path', `/var/lib/kubelet/pods/${about.pod.uid}/volumes`]],
  ),
  'orphan.remove': say('kubelet_volumes.go:248', 3, 'Orphaned pod found, removing', uid),
  'mirror.try': say('kubelet.go:3497', 0, 'Trying to delete pod', both),
  'mirror.delete': say('mirror_client.go:131', 2, 'Deleting a mirror pod', both),
};
