// The port `sources`: everything by which a pod reaches the kubelet.
// Models pkg/kubelet/kubelet.go, makePodSourceConfig.

import { type Io, type PortHandler, port } from '../../../kernel/component.ts';
import type { Envelope } from '../../../kernel/message.ts';
import type { Duration } from '../../../kernel/time.ts';
import { kubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import { podSourceRules } from '../../editions/pod-sources.ts';
import type { FileChanged, FilesResult } from '../../protocol/linux-files.ts';
import type { NetResult } from '../../protocol/linux-network.ts';
import type { PodSource } from '../channels.ts';
import { urlSource } from '../late.ts';
import type { KubeletState } from '../state.ts';
import { beginReflector, reflectorAnswered, retryReflector } from './apiserver.ts';
import { beginFile, fileAnswered, fileChanged, fileDue } from './file.ts';
import { pushed } from './push.ts';
import type { PodsPushed, SourceDue, SourcesState } from './state.ts';

/** Owns what the sources read. */
export const sourcesPort: PortHandler<KubeletState, never> = port<KubeletState, 'sources'>(
  ['sources'],
  (state, envelope, io) => ({ sources: receive(state, envelope, io) }),
);

function receive(state: KubeletState, envelope: Envelope, io: Io): SourcesState {
  const { sources, config } = state;
  const { message } = envelope;
  switch (message.type) {
    case 'sources.start':
      return begin(state, io);
    case 'source.api':
      return { ...sources, ...startApi(state, io) };
    case 'source.due':
      return due(state, (message as SourceDue).source, io);
    case 'linux.fileChanged':
      return withFile(sources, (file) => fileChanged(file, message as FileChanged, config, io));
    case 'linux.filesDone':
      return withFile(sources, (file) => fileAnswered(file, message as FilesResult, config, io));
    case 'linux.callDone':
      return withUrl(sources, (url) =>
        urlSource.get().urlAnswered(url, message as NetResult, config, io),
      );
    case 'source.pushed':
      return { ...sources, push: pushed(message as PodsPushed, io) };
    case 'reflector.retry':
      return { ...sources, api: retryReflector(sources.api, config, io) };
    default:
      return { ...sources, api: reflectorAnswered(sources.api, envelope, config, io) };
  }
}

/** Every source that is configured reads at once, but for the API server's. */
function begin(state: KubeletState, io: Io): SourcesState {
  const { sources, config } = state;
  const file = beginFile(config, io);
  const hasUrl = config.staticPodUrl !== undefined;
  const url = hasUrl ? urlSource.get().beginUrl(config, io) : undefined;
  return {
    ...sources,
    ...(file === undefined ? {} : { file }),
    ...(url === undefined ? {} : { url }),
    ...(podSourceRules(config.edition).hasPush ? { push: { pods: [] } } : {}),
    ...startApi(state, io),
  };
}

/** Pods of the API are read once the node is known: admission asks it. */
function startApi({ sources, config, node }: KubeletState, io: Io): Pick<SourcesState, 'api'> {
  const { nodeSyncPeriod } = kubeletBehaviour(config.edition);
  if (nodeSyncPeriod !== undefined && node.resourceVersion === '') {
    io.after('api-source', nodeSyncPeriod as Duration, { type: 'source.api' });
    return { api: sources.api };
  }
  return { api: beginReflector(sources.api, config, io) };
}

function due({ sources, config }: KubeletState, source: PodSource, io: Io): SourcesState {
  return source === 'file'
    ? withFile(sources, (file) => fileDue(file, config, io))
    : withUrl(sources, (url) => urlSource.get().urlDue(url, config, io));
}

type File = NonNullable<SourcesState['file']>;
type Url = NonNullable<SourcesState['url']>;

function withFile(sources: SourcesState, change: (file: File) => File): SourcesState {
  return sources.file === undefined ? sources : { ...sources, file: change(sources.file) };
}

function withUrl(sources: SourcesState, change: (url: Url) => Url): SourcesState {
  return sources.url === undefined ? sources : { ...sources, url: change(sources.url) };
}
