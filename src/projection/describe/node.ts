// Words for what a node's operating system and cAdvisor are asked and answer.

import type { LinuxReply, LinuxRequest, StartProcess } from '../../cluster/protocol/linux.ts';
import type { FileOp } from '../../cluster/protocol/linux-files.ts';
import type { NetAnswer, NetPayload } from '../../cluster/protocol/linux-network.ts';
import type {
  CadvisorRefused,
  CadvisorRequest,
  CadvisorResponse,
  StatsAnswer,
  StatsRequest,
} from '../../cluster/protocol/stats.ts';
import type { WorkloadAnswer, WorkloadHttp } from '../../cluster/protocol/workload.ts';
import type { Subject } from '../../kernel/message.ts';
import { andMore, type Describers, type Description, described, shortId } from './description.ts';

/** Describers of `linux@<node>` and `cadvisor@<node>`. */
export const NODE: Describers<
  | LinuxRequest
  | LinuxReply
  | StatsRequest
  | StatsAnswer
  | CadvisorRequest
  | CadvisorResponse
  | CadvisorRefused
  | WorkloadHttp
  | WorkloadAnswer
> = {
  'linux.start': (message) =>
    os('request', `start ${message.program.argv.join(' ')}`.slice(0, 60), aboutLabel(message)),
  'linux.started': ({ pid }) => os('response', `pid ${pid}`),
  'linux.startFailed': ({ error }) => os('response', error),
  'linux.exited': ({ exitCode, signal }) =>
    os('signal', signal === undefined ? `exited ${exitCode}` : `exited ${exitCode} (${signal})`),
  'linux.signal': ({ signal, containerId, pid }) =>
    os('request', `${signal} ${containerId === undefined ? `pid ${pid}` : shortId(containerId)}`),
  'linux.exec': ({ argv }) => os('request', `exec ${argv.join(' ')}`.slice(0, 60)),
  'linux.execDone': ({ exitCode, isTimedOut }) =>
    os('response', isTimedOut ? 'timed out' : `exit ${exitCode}`),
  'linux.execFailed': ({ error }) => os('response', error),
  'linux.remove': ({ containerId }) => os('request', `remove ${shortId(containerId)}`),
  'linux.list': () => os('request', 'list processes'),
  'linux.containers': ({ containers }) => os('response', `${containers.length} processes`),
  'linux.adopt': () => os('request', 'watch processes'),
  'linux.readLogs': ({ containerId }) => os('request', `read log ${shortId(containerId)}`),
  'linux.logs': ({ lines }) => os('response', `${lines.length} lines`),
  'linux.killCgroup': ({ cgroup }) => os('request', `kill ${cgroup}`),
  'linux.cgroups': ({ ops }) =>
    os('request', andMore(`${ops[0]?.op ?? ''} cgroup ${ops[0]?.path ?? ''}`, ops.length)),
  'linux.readUsage': () => described('metrics', 'request', 'read cgroups'),
  'linux.usage': ({ cgroups }) => described('metrics', 'response', `${cgroups.length} cgroups`),
  'linux.listCgroups': () => described('metrics', 'request', 'list cgroups'),
  'linux.cgroupList': ({ cgroups }) =>
    described('metrics', 'response', `${cgroups.length} cgroups`),
  'linux.machine': () => os('request', 'read machine'),
  'linux.machineInfo': () => os('response', 'machine'),
  'linux.processes': () => os('request', 'list processes'),
  'linux.processList': ({ processes }) => os('response', `${processes.length} processes`),
  'linux.watchOom': () => os('request', 'watch kernel log'),
  'linux.oomKill': ({ process }) => os('signal', `OOM kill ${process}`),
  'linux.done': ({ isFound }) => os('response', isFound ? 'done' : 'not found'),
  'linux.files': ({ ops }) => os('request', andMore(fileText(ops[0]), ops.length)),
  'linux.filesDone': ({ outcomes }) =>
    os('response', outcomes.find((one) => !one.isOk)?.error ?? 'done'),
  'linux.watchFiles': ({ path }) => os('request', `watch ${path}`),
  'linux.fileChanged': ({ change, name }) => os('signal', `${change} ${name}`),
  'linux.netns': ({ op, ip }) => os('request', `${op} network ${ip ?? ''}`.trim()),
  'linux.call': ({ ip, port, payload }) =>
    described('probe', 'request', callText(ip, port, payload)),
  'linux.callDone': ({ answer }) => described('probe', 'response', answerText(answer)),
  'workload.http': ({ method, path }) => described('metrics', 'request', `${method} ${path}`),
  'workload.answer': ({ status }) => described('metrics', 'response', String(status)),
  'linux.serviceRules': ({ rules }) => os('request', `rules of ${rules.length} services`),
  'stats.containers': () => described('metrics', 'request', 'stats of containers'),
  'stats.answer': ({ containers }) =>
    described('metrics', 'response', `${containers.length} cgroups`),
  'cadvisor.request': ({ verb, path }) => described('metrics', 'request', `${verb} ${path}`),
  'cadvisor.response': ({ code }) => described('metrics', 'response', String(code)),
  'cadvisor.refused': () => described('metrics', 'response', 'connection refused'),
};

function os(shape: 'request' | 'response' | 'signal', label: string, about?: Subject): Description {
  return described('os', shape, label, about);
}

function aboutLabel({ label }: StartProcess): Subject | undefined {
  if (label === undefined) return undefined;
  const { name, namespace, uid } = label;
  return { kind: 'container', name, namespace, uid };
}

function fileText(op: FileOp | undefined): string {
  return op === undefined ? 'files' : `${op.op} ${op.path}`;
}

function callText(ip: string, port: number, payload: NetPayload): string {
  if (payload.kind === 'http') return `${payload.method} ${ip}:${port}${payload.path}`;
  return payload.kind === 'tcp' ? `connect ${ip}:${port}` : `grpc health ${ip}:${port}`;
}

function answerText(answer: NetAnswer): string {
  switch (answer.kind) {
    case 'http':
      return String(answer.status);
    case 'tcp':
      return 'connected';
    case 'grpc-health':
      return answer.status;
    default:
      return answer.error;
  }
}
