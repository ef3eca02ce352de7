// From Docker's answers to CRI objects. Models pkg/kubelet/dockershim/convert.go and
// docker_container.go (ContainerStatus) of v1.20: reasons and states are decided here.

import { emptyMap, get, set } from '../../../base/persistent-map.ts';
import type { Micros } from '../../../kernel/time.ts';
import type { CriImage } from '../../protocol/cri.ts';
import type {
  CriContainer,
  CriContainerState,
  CriContainerStatus,
  Mount,
  PodSandbox,
  PodSandboxStatus,
} from '../../protocol/cri-objects.ts';
import type {
  DockerContainerInspect,
  DockerContainerSummary,
  DockerImage,
  DockerState,
} from '../../protocol/docker.ts';
import { parseContainerName, parseSandboxName, SANDBOX_LABEL, splitLabels } from './naming.ts';
import type { ListCache } from './state.ts';

/** The list made of Docker's rows; rows of before are taken over where nothing changed. */
export function listOf<Row>(
  cache: ListCache<Row>,
  source: readonly DockerContainerSummary[],
  convert: (summary: DockerContainerSummary) => Row | undefined,
): ListCache<Row> {
  if (source === cache.source) return cache;
  let byId: ListCache<Row>['byId'] = emptyMap();
  const rows: Row[] = [];
  for (const summary of source) {
    const before = get(cache.byId, summary.Id);
    const row = before?.summary === summary ? before.row : convert(summary);
    if (row === undefined) continue;
    rows.push(row);
    byId = set(byId, summary.Id, { summary, row });
  }
  return { source, rows, byId };
}

/** One sandbox of a list. */
export function sandboxRow(summary: DockerContainerSummary): PodSandbox | undefined {
  const metadata = parseSandboxName(summary.Names[0] ?? '');
  if (metadata === undefined) return undefined;
  const { labels, annotations } = splitLabels(summary.Labels);
  return {
    id: summary.Id,
    metadata,
    state: summary.State === 'running' ? 'SANDBOX_READY' : 'SANDBOX_NOTREADY',
    createdAt: summary.Created,
    labels,
    annotations,
    runtimeHandler: '',
  };
}

/** One container of a list. */
export function containerRow(summary: DockerContainerSummary): CriContainer | undefined {
  const metadata = parseContainerName(summary.Names[0] ?? '');
  if (metadata === undefined) return undefined;
  const { labels, annotations } = splitLabels(summary.Labels);
  return {
    id: summary.Id,
    podSandboxId: summary.Labels[SANDBOX_LABEL] ?? '',
    metadata,
    image: summary.Image,
    imageRef: summary.ImageID,
    state: rowState(summary),
    createdAt: summary.Created,
    labels,
    annotations,
  };
}

function rowState(summary: DockerContainerSummary): CriContainerState {
  switch (summary.State) {
    case 'running':
    case 'paused':
      return 'CONTAINER_RUNNING';
    case 'exited':
      return 'CONTAINER_EXITED';
    case 'created':
      return 'CONTAINER_CREATED';
    default:
      return 'CONTAINER_UNKNOWN';
  }
}

/** What a sandbox is now. */
export function sandboxStatus(inspected: DockerContainerInspect): PodSandboxStatus {
  const { labels, annotations } = splitLabels(inspected.Config.Labels);
  const host = inspected.HostConfig;
  const ip = inspected.NetworkSettings.IPAddress;
  const isReady = inspected.State.Running;
  return {
    id: inspected.Id,
    metadata: parseSandboxName(inspected.Name) ?? { name: '', namespace: '', uid: '', attempt: 0 },
    state: isReady ? 'SANDBOX_READY' : 'SANDBOX_NOTREADY',
    createdAt: inspected.Created,
    ...(ip === '' ? {} : { network: { ip, additionalIps: [] } }),
    namespaces: {
      network: host.NetworkMode === 'host' ? 'NODE' : 'POD',
      pid: host.PidMode === 'host' ? 'NODE' : 'CONTAINER',
      ipc: host.IpcMode === 'host' ? 'NODE' : 'POD',
    },
    labels,
    annotations,
    runtimeHandler: '',
  };
}

/** What a container is now. */
export function containerStatus(
  inspected: DockerContainerInspect,
  image: DockerImage | undefined,
): CriContainerStatus {
  const { labels, annotations, logPath } = splitLabels(inspected.Config.Labels);
  const ended = endOf(inspected.State, inspected.Created);
  return {
    id: inspected.Id,
    metadata: parseContainerName(inspected.Name) ?? { name: '', attempt: 0 },
    createdAt: inspected.Created,
    ...ended,
    exitCode: inspected.State.ExitCode,
    image: image?.RepoTags[0] ?? inspected.Config.Image,
    imageRef: pullable(image, inspected.Image),
    message: inspected.State.Error,
    labels,
    annotations,
    mounts: inspected.Mounts.map(mountOf),
    logPath,
  };
}

/** Running, ended (how?), failed to start, or never started: Docker does not say it in one word. */
function endOf(
  state: DockerState,
  createdAt: Micros,
): Pick<CriContainerStatus, 'state' | 'startedAt' | 'finishedAt' | 'reason'> {
  const started = state.StartedAt === undefined ? {} : { startedAt: state.StartedAt };
  if (state.Running) return { state: 'CONTAINER_RUNNING', ...started, reason: '' };
  if (state.FinishedAt !== undefined && state.Status !== 'created') {
    const finished = { ...started, finishedAt: state.FinishedAt };
    return { state: 'CONTAINER_EXITED', ...finished, reason: reasonOf(state) };
  }
  if (state.ExitCode !== 0) {
    const never = { startedAt: createdAt, finishedAt: createdAt };
    return { state: 'CONTAINER_EXITED', ...never, reason: 'ContainerCannotRun' };
  }
  return { state: 'CONTAINER_CREATED', reason: '' };
}

function reasonOf(state: DockerState): string {
  if (state.OOMKilled) return 'OOMKilled';
  return state.ExitCode === 0 ? 'Completed' : 'Error';
}

function mountOf(mount: DockerContainerInspect['Mounts'][number]): Mount {
  return {
    hostPath: mount.Source,
    containerPath: mount.Destination,
    isReadonly: !mount.RW,
  };
}

function pullable(image: DockerImage | undefined, id: string): string {
  const digest = image?.RepoDigests[0];
  return digest === undefined ? `docker://${image?.Id ?? id}` : `docker-pullable://${digest}`;
}

/** One image. */
export function imageOf(image: DockerImage): CriImage {
  const user = image.Config.User.split(':')[0] ?? '';
  const isNumber = /^\d+$/.test(user);
  return {
    id: image.Id,
    repoTags: image.RepoTags,
    repoDigests: image.RepoDigests,
    sizeBytes: image.Size,
    ...(user === '' ? {} : isNumber ? { uid: Number(user) } : { username: user }),
    isPinned: false,
  };
}

/** What a container's configuration is to name after a pull: a digest, or the id. */
export function imageRefOf(image: DockerImage): string {
  return image.RepoDigests[0] ?? image.Id;
}
