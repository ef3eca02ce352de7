// Words for what goes to and from the engines: CRI, Docker's API, ctr, the registry.

import type { CtrRequest, CtrResponse } from '../../cluster/protocol/containerd.ts';
import type { CriRequest, CriResponse } from '../../cluster/protocol/cri.ts';
import type {
  DockerCreateBody,
  DockerErrorBody,
  DockerRequest,
  DockerResponse,
} from '../../cluster/protocol/docker.ts';
import type { RegistryAnswer, RegistryRequest } from '../../cluster/protocol/registry.ts';
import type { Subject } from '../../kernel/message.ts';
import { type Describers, type Description, described, shortId } from './description.ts';

/** Describers of the engines' protocols. */
export const ENGINE: Describers<
  | CriRequest
  | CriResponse
  | DockerRequest
  | DockerResponse
  | CtrRequest
  | CtrResponse
  | RegistryRequest
  | RegistryAnswer
> = {
  'cri.request': criRequest,
  'cri.response': (message) =>
    described(
      'cri',
      'response',
      message.error === undefined ? message.method : `${message.method}: ${message.error.code}`,
      aboutStatus(message.result),
    ),
  'docker.request': dockerRequest,
  'docker.response': ({ status, body }) => {
    const text = status >= 400 ? (body as DockerErrorBody | null)?.message : undefined;
    return described('docker', 'response', text === undefined ? `${status}` : `${status} ${text}`);
  },
  'ctr.request': ({ call }) => described('cri', 'request', `ctr ${call.op.replace('-', ' ')}`),
  'ctr.response': ({ error }) => described('cri', 'response', error ?? 'ok'),
  'registry.getManifest': ({ repository, reference }) =>
    registry('request', `GET /v2/${repository}/manifests/${reference}`, repository),
  'registry.getBlob': ({ repository, digest }) =>
    registry('request', `GET /v2/${repository}/blobs/${digest.slice(0, 19)}`, repository),
  'registry.configure': () => registry('request', 'configure'),
  'registry.manifest': ({ manifest }) =>
    registry('response', `200 ${manifest.layers.length} layers`, manifest.publishedAs),
  'registry.blob': ({ digest }) => registry('response', `200 ${digest.slice(0, 19)}`),
  'registry.error': ({ kind, repository }) => registry('response', kind, repository),
  'registry.done': () => registry('response', 'done'),
};

function registry(shape: 'request' | 'response', label: string, image?: string): Description {
  const about = image === undefined ? undefined : { kind: 'image', name: image };
  return described('registry', shape, label, about);
}

interface Labelled {
  readonly labels?: { readonly [key: string]: string };
}

/** Whose sandbox or container it is, by the labels the kubelet writes. */
export function subjectOfLabels(labels: Labelled['labels']): Subject | undefined {
  const uid = labels?.['io.kubernetes.pod.uid'];
  if (uid === undefined) return undefined;
  const container = labels?.['io.kubernetes.container.name'];
  return {
    kind: 'pod',
    name: labels?.['io.kubernetes.pod.name'] ?? '',
    namespace: labels?.['io.kubernetes.pod.namespace'] ?? 'default',
    uid,
    ...(container === undefined ? {} : { container }),
  };
}

function criRequest(message: CriRequest): Description {
  const about = criSubject(message);
  const detail = criDetail(message);
  return described(
    'cri',
    'request',
    `${message.method}${detail === '' ? '' : ` ${detail}`}`,
    about,
  );
}

function criSubject({ params }: CriRequest): Subject | undefined {
  const { config, sandboxConfig } = params as {
    readonly config?: Labelled;
    readonly sandboxConfig?: Labelled;
  };
  return subjectOfLabels(config?.labels) ?? subjectOfLabels(sandboxConfig?.labels);
}

function criDetail(message: CriRequest): string {
  switch (message.method) {
    case 'RunPodSandbox':
      return message.params.config.metadata.name;
    case 'CreateContainer':
      return message.params.config.metadata.name;
    case 'PullImage':
    case 'ImageStatus':
    case 'RemoveImage':
      return message.params.image;
    case 'StartContainer':
    case 'StopContainer':
    case 'RemoveContainer':
    case 'ContainerStatus':
    case 'ReadLogs':
      return shortId(message.params.containerId);
    case 'ExecSync':
    case 'Exec':
      return message.params.cmd[0] ?? '';
    case 'StopPodSandbox':
    case 'RemovePodSandbox':
    case 'PodSandboxStatus':
      return shortId(message.params.podSandboxId);
    default:
      return '';
  }
}

function aboutStatus(result: unknown): Subject | undefined {
  const status = (result as { readonly status?: Labelled } | undefined)?.status;
  return subjectOfLabels(status?.labels);
}

const LONG_ID = /[0-9a-f]{64}/g;

function dockerRequest({ method, path, query, body }: DockerRequest): Description {
  const short = path.replace(LONG_ID, shortId);
  const image = query['fromImage'];
  const label = image === undefined ? short : `${short} ${image}:${query['tag'] ?? 'latest'}`;
  const labels = (body as Partial<DockerCreateBody> | undefined)?.Labels;
  return described('docker', 'request', `${method} ${label}`, subjectOfLabels(labels));
}
