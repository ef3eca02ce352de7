// The image half of the Docker Engine API: list, inspect, pull, remove, tag.
// Models daemon/images of Docker 20.10, over the store both engines share.

import { values } from '../../base/persistent-map.ts';
import type { Io, ReplyTo } from '../../kernel/component.ts';
import type { AuthConfig } from '../protocol/cri.ts';
import {
  type DockerImage,
  type DockerPullBody,
  dockerFailure,
  dockerResponse,
} from '../protocol/docker.ts';
import { familiarName, parseImageName, wholeName } from '../runtime/image-name.ts';
import {
  findImage,
  listImages,
  nameImage,
  removeImage,
  type StoredImage,
  unnameImage,
  unpackedSize,
} from '../runtime/images.ts';
import { type Pull, type PullEnd, startPull } from '../runtime/pulls.ts';
import { refusalOf } from './image-errors.ts';
import type { DockerdState } from './state.ts';

/** All images. */
export function imageRows(state: DockerdState): readonly DockerImage[] {
  return listImages(state.images).map(imageView);
}

/** Inspects one image. */
export function inspectImage(state: DockerdState, image: string, to: ReplyTo, io: Io): void {
  const found = findImage(state.images, image);
  if (found === undefined) io.reply(to, dockerFailure(404, `No such image: ${withTag(image)}`));
  else io.reply(to, dockerResponse(200, imageView(found)));
}

/** Starts a pull. */
export function pullImage(
  state: DockerdState,
  image: string,
  auth: AuthConfig | undefined,
  to: ReplyTo,
  io: Io,
): DockerdState {
  const name = parseImageName(image);
  if (name === undefined) {
    io.reply(to, dockerFailure(400, 'invalid reference format'));
    return state;
  }
  return { ...state, pulls: startPull(state.pulls, name, auth, to, io) };
}

/** Tells those who wait for a pull how it ended. */
export function answerPull({ pull, error }: PullEnd, io: Io): void {
  for (const waiter of pull.waiters) {
    if (error !== undefined) {
      const { status, message } = refusalOf(error);
      io.reply(waiter, dockerFailure(status, message));
      continue;
    }
    const body: DockerPullBody = { progress: progressOf(pull), isEnd: true };
    io.reply(waiter, dockerResponse(200, body));
  }
}

/** What the client prints: the layers, the digest, and whether anything came. */
function progressOf({ name, manifest, isNews }: Pull): DockerPullBody['progress'] {
  const id = name.digest ?? name.tag ?? 'latest';
  const layers = (manifest?.layers ?? []).map((layer) => ({
    id: layer.digest.slice('sha256:'.length, 'sha256:'.length + 12),
    status: isNews ? 'Pull complete' : 'Already exists',
  }));
  const what = isNews ? 'Downloaded newer image' : 'Image is up to date';
  return [
    { id, status: `Pulling from ${name.repository}` },
    ...layers,
    { status: `Digest: ${manifest?.digest ?? ''}` },
    { status: `Status: ${what} for ${familiarName(name)}` },
  ];
}

/** Takes a name away, or the whole image when it was named by id. */
export function deleteImage(
  state: DockerdState,
  image: string,
  isForced: boolean,
  to: ReplyTo,
  io: Io,
): DockerdState {
  const found = findImage(state.images, image);
  if (found === undefined) {
    io.reply(to, dockerFailure(404, `No such image: ${withTag(image)}`));
    return state;
  }
  const name = parseImageName(image);
  const whole = name === undefined ? '' : wholeName(name);
  const isOneName = found.names.includes(whole) && found.names.length > 1;
  const user = isOneName ? undefined : userOf(state, found);
  if (user !== undefined && !(isForced && !user.isRunning)) {
    const kind = user.isRunning ? 'running' : 'stopped';
    const verb = user.isRunning ? 'cannot be forced' : 'must be forced';
    const reason =
      `conflict: unable to remove repository reference "${image}" (${verb}) - ` +
      `container ${user.id.slice(0, 12)} is using its referenced image ${shortId(found)} (${kind})`;
    io.reply(to, dockerFailure(409, reason));
    return state;
  }
  io.reply(to, dockerResponse(200, []));
  const images = isOneName ? unnameImage(state.images, whole) : removeImage(state.images, found.id);
  return { ...state, images };
}

/** Gives an image one more name. */
export function tagImage(
  state: DockerdState,
  image: string,
  target: string,
  to: ReplyTo,
  io: Io,
): DockerdState {
  const found = findImage(state.images, image);
  const name = parseImageName(target);
  if (found === undefined) {
    io.reply(to, dockerFailure(404, `No such image: ${withTag(image)}`));
    return state;
  }
  if (name === undefined) {
    io.reply(to, dockerFailure(400, 'invalid reference format'));
    return state;
  }
  io.reply(to, dockerResponse(201, null));
  return { ...state, images: nameImage(state.images, found.id, wholeName(name)) };
}

function imageView(image: StoredImage): DockerImage {
  return {
    Id: image.id,
    RepoTags: image.names.map(familiar),
    RepoDigests: image.digests.map(familiar),
    Size: unpackedSize(image),
    Config: image.config,
  };
}

function familiar(whole: string): string {
  const name = parseImageName(whole);
  return name === undefined ? whole : familiarName(name);
}

function withTag(image: string): string {
  const name = parseImageName(image);
  return name === undefined ? image : familiarName(name);
}

function userOf(
  state: DockerdState,
  image: StoredImage,
): { readonly id: string; readonly isRunning: boolean } | undefined {
  let user: { readonly id: string; readonly isRunning: boolean } | undefined;
  for (const record of values(state.containers)) {
    if (record.imageId !== image.id) continue;
    if (record.state.Running) return { id: record.id, isRunning: true };
    user = { id: record.id, isRunning: false };
  }
  return user;
}

function shortId(image: StoredImage): string {
  return image.id.slice('sha256:'.length, 'sha256:'.length + 12);
}
