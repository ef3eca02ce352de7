// The words of v1.36 for what concerns the node and not one pod: its start, its cgroups, its logs.
// tidy: data table

import type { KlogTable, KlogWords, Occasion } from './record.ts';
import { type About, say } from './structured-words.ts';

function plain(source: string, v: number, text: (about: Occasion) => string): KlogWords {
  return { source, v, text };
}

const nodeOf: About = ({ node }) => [['node', node]];

/** Words by occasion. */
export const NODE_LINES: KlogTable = {
  'cgroup.factory': plain(
    'factory.go:280',
    4,
    ({ cgroup }) => `Factory "systemd" was unable to handle container "${cgroup}"`,
  ),
  'cgroup.using': plain(
    'factory.go:276',
    4,
    ({ cgroup }) => `Using factory "raw" for container "${cgroup}"`,
  ),
  'cgroup.added': plain(
    'manager.go:998',
    3,
    ({ cgroup }) => `Added container: "${cgroup}" (aliases: [], namespace: "")`,
  ),
  'cgroup.creation': plain(
    'handler.go:325',
    4,
    ({ cgroup, path }) => `Added event &{${cgroup} ${path} containerCreation {<nil> <nil>}}`,
  ),
  'cgroup.housekeeping': plain(
    'container.go:547',
    3,
    ({ cgroup }) => `Start housekeeping for container "${cgroup}"`,
  ),
  'cgroup.destroyed': plain(
    'manager.go:1052',
    3,
    ({ cgroup }) => `Destroyed container: "${cgroup}" (aliases: [], namespace: "", exit_code: -1)`,
  ),
  'cgroup.deletion': plain(
    'handler.go:325',
    4,
    ({ cgroup, path }) => `Added event &{${cgroup} ${path} containerDeletion {<nil> <nil>}}`,
  ),
  'start.version': say('server.go:545', 0, 'Kubelet version', ({ message }) => [
    ['kubeletVersion', message],
  ]),
  'start.events': say('server.go:595', 3, 'Sending events to api server'),
  'start.root': say('server.go:1263', 2, 'Using root directory', () => [
    ['path', '/var/lib/kubelet'],
  ]),
  'start.node': say('kubelet.go:496', 0, 'Attempting to sync node with API server'),
  'start.static': say('kubelet.go:397', 0, 'Adding static pod path', ({ path }) => [
    ['path', path],
  ]),
  'start.watch': say('file.go:68', 1, 'Watching path', ({ path }) => [['path', path]]),
  'start.api': say('kubelet.go:408', 0, 'Adding apiserver pod source'),
  'start.wait': say('apiserver.go:41', 0, 'Waiting for node sync before watching apiserver pods'),
  'start.runtime': say(
    'kuberuntime_manager.go:308',
    0,
    'Container runtime initialized',
    (about) => [
      ['containerRuntime', about.engine],
      ['version', about.message],
      ['apiVersion', 'v1'],
    ],
  ),
  'start.started': say('server.go:1291', 0, 'Started kubelet'),
  'start.status': say('status_manager.go:277', 0, 'Starting to sync pod status with apiserver'),
  'start.loop': say('kubelet.go:2637', 0, 'Starting kubelet main sync loop'),
  'start.listen': say('server.go:193', 0, 'Starting to listen', () => [
    ['address', '0.0.0.0'],
    ['port', 10_250],
  ]),
  'start.handlers': say('server.go:354', 0, 'Adding debug handlers to kubelet server'),
  'start.volumes': say('volume_manager.go:310', 0, 'Starting Kubelet Volume Manager'),
  'start.eviction': say('eviction_manager.go:194', 0, 'Eviction manager: starting control loop'),
  'start.logs': say(
    'container_log_manager.go:146',
    0,
    'Initializing container log rotate workers',
    (about) => [
      ['workers', 1],
      ['monitorPeriod', about.message],
    ],
  ),
  'start.log-worker': say(
    'container_log_manager.go:187',
    4,
    'Starting container log rotation worker',
    () => [['workerID', 1]],
  ),
  'logs.sequence': say(
    'container_log_manager.go:197',
    4,
    'Starting container log rotation sequence',
  ),
  'logs.queue': say(
    'container_log_manager.go:211',
    4,
    'Adding new entry to the queue for processing',
    (about) => [
      ['id', about.id],
      ['name', about.container],
      ['labels', about.resources],
    ],
  ),
  skipping: say(
    'kubelet.go:2661',
    0,
    'Skipping pod synchronization',
    ({ error }) => [['err', error]],
    'E',
  ),
  'runtime.status': say('kubelet.go:3270', 4, 'Container runtime status', ({ message }) => [
    ['status', message],
  ]),
  'node.annotation': say(
    'kubelet_node_status.go:391',
    2,
    'Setting node annotation to enable volume controller attach/detach',
  ),
  'node.ip': say('setters.go:89', 4, 'Using node IP', ({ ip }) => [['IP', ip]]),
  'node.event': say(
    'kubelet_node_status.go:689',
    2,
    'Recording event message for node',
    (about) => [...nodeOf(about), ['event', about.reason]],
  ),
  'node.register': say('kubelet_node_status.go:78', 0, 'Attempting to register node', nodeOf),
  'node.registered': say('kubelet_node_status.go:81', 0, 'Successfully registered node', nodeOf),
};
