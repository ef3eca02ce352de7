// The image service of containerd: list, status, pull, remove, space, and how it words failures.
// Models containerd 2.1, internal/cri/server/images, over the store both engines share.

import type { Io, ReplyTo } from '../../kernel/component.ts';
import {
  type CriErrorCode,
  type CriImage,
  type CriRequestOf,
  criFailure,
  criResponse,
} from '../protocol/cri.ts';
import type { RegistryError } from '../protocol/registry.ts';
import { parseImageName, wholeName } from '../runtime/image-name.ts';
import {
  compressedSize,
  findImage,
  listImages,
  removeImage,
  type StoredImage,
  unnameImage,
  usedBytes,
} from '../runtime/images.ts';
import { type PullEnd, startPull } from '../runtime/pulls.ts';
import type { ContainerdState } from './state.ts';

/** All images. */
export function imageRows(state: ContainerdState): readonly CriImage[] {
  return listImages(state.images).map(imageView);
}

/** One image as CRI shows it. */
export function imageView(image: StoredImage): CriImage {
  const user = image.config.User.split(':')[0] ?? '';
  return {
    id: image.id,
    repoTags: image.names,
    repoDigests: image.digests,
    sizeBytes: compressedSize(image),
    ...(user === '' ? {} : /^\d+$/.test(user) ? { uid: Number(user) } : { username: user }),
    isPinned: image.isPinned,
  };
}

/** Starts a pull. */
export function pullImage(
  state: ContainerdState,
  { image, auth }: CriRequestOf<'PullImage'>['params'],
  to: ReplyTo,
  io: Io,
): ContainerdState {
  const name = parseImageName(image);
  if (name !== undefined) return { ...state, pulls: startPull(state.pulls, name, auth, to, io) };
  const reason = `failed to parse image reference "${image}": invalid reference format`;
  io.reply(to, criFailure('PullImage', 'Unknown', reason));
  return state;
}

/** Tells those who wait for a pull how it ended. */
export function answerPull(end: PullEnd, io: Io): void {
  const { pull, error } = end;
  for (const waiter of pull.waiters) {
    if (error === undefined) {
      const imageRef = pull.manifest?.configDigest ?? '';
      io.reply(waiter, criResponse('PullImage', { imageRef }));
      continue;
    }
    const whole = wholeName(pull.name);
    const { code, reason } = reasonOf(error, whole);
    const message = `failed to pull and unpack image "${whole}": ${reason}`;
    io.reply(waiter, criFailure('PullImage', code, message));
  }
}

/** Removes an image: every name when it was named by id, else that name. */
export function deleteImage(
  state: ContainerdState,
  image: string,
  to: ReplyTo,
  io: Io,
): ContainerdState {
  io.reply(to, criResponse('RemoveImage', {}));
  const found = findImage(state.images, image);
  if (found === undefined) return state;
  const name = parseImageName(image);
  const whole = name === undefined ? '' : wholeName(name);
  const images = found.names.includes(whole)
    ? unnameImage(state.images, whole)
    : removeImage(state.images, found.id);
  return { ...state, images };
}

/** How much the images take. */
export function spaceUsed(state: ContainerdState, to: ReplyTo, io: Io): void {
  const usage = {
    timestamp: io.now,
    mountpoint: '/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs',
    usedBytes: usedBytes(state.images),
    inodesUsed: 0,
  };
  io.reply(to, criResponse('ImageFsInfo', { imageFilesystems: [usage] }));
}

function reasonOf(
  error: RegistryError,
  whole: string,
): { readonly code: CriErrorCode; readonly reason: string } {
  const { host, repository, reference, detail } = error;
  const server = host === 'docker.io' ? 'registry-1.docker.io' : host;
  const request = `Head "https://${server}/v2/${repository}/manifests/${reference}": `;
  const resolving = 'failed to resolve image: ';
  const doing = `${resolving}failed to do request: ${request}`;
  if (detail !== undefined) return { code: 'Unknown', reason: doing + detail };
  switch (error.kind) {
    case '404':
      return { code: 'NotFound', reason: `${resolving}${whole}: not found` };
    case 'denied': {
      const denied = 'pull access denied, repository does not exist or may require authorization';
      const scope = 'server message: insufficient_scope: authorization failed';
      return { code: 'Unknown', reason: `${resolving}${denied}: ${scope}` };
    }
    case '401': {
      const what = 'failed to authorize: failed to fetch oauth token: unexpected status';
      const from = `from GET request to https://${server}/token: 401 Unauthorized`;
      return { code: 'Unknown', reason: `${resolving}${what} ${from}` };
    }
    case 'refused':
      return {
        code: 'Unknown',
        reason: `${doing}dial tcp ${dialled(server)}: connect: connection refused`,
      };
    case 'no-host':
      return {
        code: 'Unknown',
        reason: `${doing}dial tcp: lookup ${hostOf(server)}: no such host`,
      };
    case 'dns-timeout':
      return { code: 'Unknown', reason: `${doing}dial tcp: lookup ${hostOf(server)}: i/o timeout` };
    case 'timeout':
      return { code: 'Unknown', reason: `${doing}dial tcp ${dialled(server)}: i/o timeout` };
    case 'not-tls': {
      const what = 'tls: first record does not look like a TLS handshake';
      return { code: 'Unknown', reason: doing + what };
    }
    case '500': {
      const what = 'unexpected status from HEAD request to';
      const url = `https://${server}/v2/${repository}/manifests/${reference}`;
      return { code: 'Unknown', reason: `${resolving}${what} ${url}: 500 Internal Server Error` };
    }
  }
}

function dialled(server: string): string {
  return server.includes(':') ? server : `${server}:443`;
}

function hostOf(server: string): string {
  const colon = server.indexOf(':');
  return colon < 0 ? server : server.slice(0, colon);
}
