// The port `image-manager`: makes sure an image is there before a container is made from it.
// Models pkg/kubelet/images/image_manager.go, EnsureImageExists, and puller.go.

import { podSubject } from '../../../api/pod-helpers.ts';
import { applyDefaultTag, imageNameProblem } from '../../../apimachinery/image-name.ts';
import { entries, get, remove, set } from '../../../base/persistent-map.ts';
import { type Io, type PortHandler, port } from '../../../kernel/component.ts';
import type { Envelope, Message } from '../../../kernel/message.ts';
import { milliseconds } from '../../../kernel/time.ts';
import { kubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import {
  type CriError,
  type CriImage,
  type CriResponse,
  criErrorText,
  criRequest,
} from '../../protocol/cri.ts';
import { tryTakeToken } from '../../record/token-bucket.ts';
import { callKey } from '../api-client.ts';
import type { EnsureImage } from '../channels.ts';
import { callRuntime } from '../cri-client.ts';
import { backoffUntilSinceUpdate, nextBackoff } from '../kuberuntime/backoff.ts';
import { notePodStart } from '../metrics/book.ts';
import type { KubeletState } from '../state.ts';
import { countEnsured, observePull } from './image-counts.ts';
import { backoffText, PULL_BACKOFF, pulledText, sayImage } from './image-texts.ts';
import type { ImageManagerState, ImageWish } from './state.ts';

type Images = ImageManagerState;

const TIMER = 'images.pull';
/** The serial puller looks into its queue without delay; the timer only breaks the recursion. */
const NEXT = milliseconds(0);

type ManagerMessage =
  | EnsureImage
  | CriResponse
  | (Message & { readonly type: 'tick' | 'net.refused' | 'net.closed' });

/** The port `image-manager`. */
export const imageManager: PortHandler<KubeletState, never> = port<KubeletState, 'images'>(
  ['images'],
  (kubelet, envelope, io) => ({ images: take(kubelet, envelope, io) }),
);

function take(kubelet: KubeletState, envelope: Envelope, io: Io): Images {
  const state = kubelet.images;
  const message = envelope.message as ManagerMessage;
  switch (message.type) {
    case 'image.ensure':
      return ensure(kubelet, envelope as Envelope<EnsureImage>, io);
    case 'cri.response':
      return answered(kubelet, envelope, io, message);
    case 'net.refused':
      return answered(kubelet, envelope, io, unavailable(kubelet));
    case 'net.closed':
      return disconnected(kubelet, io);
    case 'tick':
      return startPulls(kubelet, state, io);
    default:
      return state;
  }
}

function unavailable(kubelet: KubeletState): CriResponse {
  const { runtimeGoneCode: code, runtimeGoneText: message } = kubeletBehaviour(
    kubelet.config.edition,
  );
  return { type: 'cri.response', method: 'ImageStatus', error: { code, message } };
}

/** The runtime went away: nobody answers what was asked of it. */
function disconnected(kubelet: KubeletState, io: Io): Images {
  let state = kubelet.images;
  for (const [key, number] of entries(kubelet.images.calls)) {
    const entry = get(state.wishes, number);
    if (entry === undefined) continue;
    const known = { ...state, calls: remove(state.calls, key) };
    state = concerning(kubelet, known, io, number, entry, unavailable(kubelet));
  }
  return state;
}

function ensure(kubelet: KubeletState, envelope: Envelope<EnsureImage>, io: Io): Images {
  const state = kubelet.images;
  const wish = envelope.message;
  const problem = imageNameProblem(wish.image);
  const behaviour = kubeletBehaviour(kubelet.config.edition);
  const to = { id: envelope.id, from: envelope.from };
  if (problem !== undefined) {
    const text = behaviour.imageNameError(wish.image, problem);
    const message = `Failed to apply default image tag "${wish.image}": ${text}`;
    sayImage(io, wish, 'Warning', 'InspectFailed', message);
    countEnsured(io, wish, undefined, undefined);
    io.reply(to, { type: 'image.done', error: { reason: 'InvalidImageName', message } } as Message);
    return state;
  }
  const image = applyDefaultTag(wish.image);
  const number = String(state.nextWish).padStart(12, '0');
  const entry: ImageWish = {
    to,
    wish,
    image,
    step: 'inspecting',
    queuedAt: io.now,
    pullStartedAt: io.now,
    authIndex: 0,
    pullTook: 0,
  };
  const next = { ...state, nextWish: state.nextWish + 1, wishes: set(state.wishes, number, entry) };
  return ask(kubelet, next, io, number, criRequest('ImageStatus', { image }));
}

function ask(
  kubelet: KubeletState,
  state: Images,
  io: Io,
  number: string,
  request: Parameters<typeof callRuntime>[2],
): Images {
  const id = callRuntime(kubelet.config, io, request);
  return { ...state, calls: set(state.calls, callKey(id), number) };
}

function answered(
  kubelet: KubeletState,
  envelope: Envelope,
  io: Io,
  response: CriResponse,
): Images {
  if (envelope.inReplyTo === undefined) return kubelet.images;
  const key = callKey(envelope.inReplyTo);
  const number = get(kubelet.images.calls, key);
  const entry = number === undefined ? undefined : get(kubelet.images.wishes, number);
  if (number === undefined || entry === undefined) return kubelet.images;
  const state = { ...kubelet.images, calls: remove(kubelet.images.calls, key) };
  return concerning(kubelet, state, io, number, entry, response);
}

function concerning(
  kubelet: KubeletState,
  state: Images,
  io: Io,
  number: string,
  entry: ImageWish,
  response: CriResponse,
): Images {
  switch (entry.step) {
    case 'inspecting':
      return inspected(kubelet, state, io, number, entry, response);
    case 'pulling':
      return pulled(kubelet, state, io, number, entry, response);
    default:
      return measured(kubelet, state, io, number, entry, response);
  }
}

function imageIn(response: CriResponse): CriImage | undefined {
  if (response.error !== undefined || response.method !== 'ImageStatus') return undefined;
  return response.result.image;
}

/** The runtime said whether it has the image: use it, refuse, wait, or pull. */
function inspected(
  kubelet: KubeletState,
  state: Images,
  io: Io,
  number: string,
  entry: ImageWish,
  response: CriResponse,
): Images {
  const { wish } = entry;
  const behaviour = kubeletBehaviour(kubelet.config.edition);
  if (response.error !== undefined) {
    const message = `Failed to inspect image "${entry.image}": ${criErrorText(response.error)}`;
    sayImage(io, wish, 'Warning', 'InspectFailed', message);
    countEnsured(io, wish, undefined, undefined);
    return finish(state, io, number, entry, { reason: 'ImageInspectError', message });
  }
  const image = imageIn(response);
  if (image !== undefined && wish.pullPolicy !== 'Always') {
    const text = behaviour.texts.imagePresent.replace('%i', wish.image);
    sayImage(io, wish, 'Normal', 'Pulled', text);
    countEnsured(io, wish, true, false);
    notePodStart(io, wish.pod.metadata.uid ?? '', 'pulled');
    return finish(withUser(state, image), io, number, { ...entry, imageRef: image.id });
  }
  if (image === undefined && wish.pullPolicy === 'Never') {
    const message = `Container image "${wish.image}" is not present with pull policy of Never`;
    sayImage(io, wish, 'Warning', 'ErrImageNeverPull', message);
    countEnsured(io, wish, false, undefined);
    return finish(state, io, number, entry, { reason: 'ErrImageNeverPull', message });
  }
  countEnsured(io, wish, image !== undefined, true);
  return pullOrWait(kubelet, state, io, number, entry);
}

function backoffKey({ wish }: ImageWish): string {
  return `${wish.pod.metadata.uid ?? ''}_${wish.image}`;
}

function pullOrWait(
  kubelet: KubeletState,
  state: Images,
  io: Io,
  number: string,
  entry: ImageWish,
): Images {
  const { wish } = entry;
  const key = backoffKey(entry);
  if (backoffUntilSinceUpdate(state.backoffs, PULL_BACKOFF, key, io.now) !== undefined) {
    const plain = `Back-off pulling image "${wish.image}"`;
    sayImage(io, wish, 'Normal', 'BackOff', plain);
    const message = backoffText(
      kubeletBehaviour(kubelet.config.edition),
      plain,
      get(state.lastErrors, key),
    );
    return finish(state, io, number, entry, { reason: 'ImagePullBackOff', message });
  }
  sayImage(io, wish, 'Normal', 'Pulling', `Pulling image "${wish.image}"`);
  notePodStart(io, wish.pod.metadata.uid ?? '', 'pulling');
  const queued: ImageWish = { ...entry, step: 'queued', queuedAt: io.now };
  const wishes = set(state.wishes, number, queued);
  return startPulls(kubelet, { ...state, wishes, queue: [...state.queue, number] }, io);
}

/** Starts as many pulls as the limits allow. */
function startPulls(kubelet: KubeletState, state: Images, io: Io): Images {
  const { isSerializeImagePulls, maxParallelImagePulls } = kubelet.config;
  const limit = isSerializeImagePulls
    ? 1
    : maxParallelImagePulls > 0
      ? maxParallelImagePulls
      : Infinity;
  let next = state;
  while (next.queue.length > 0 && next.pulling < limit) {
    const [number, ...queue] = next.queue as readonly [string, ...string[]];
    const entry = get(next.wishes, number);
    next = { ...next, queue };
    if (entry === undefined) continue;
    const started: ImageWish = { ...entry, step: 'pulling', pullStartedAt: io.now };
    const pulling = { ...next, pulling: next.pulling + 1 };
    next = pull(kubelet, pulling, io, number, started);
  }
  return next;
}

function pull(
  kubelet: KubeletState,
  state: Images,
  io: Io,
  number: string,
  entry: ImageWish,
): Images {
  const { registryPullQps } = kubelet.config;
  const known = { ...state, wishes: set(state.wishes, number, entry) };
  if (registryPullQps > 0) {
    const bucket = tryTakeToken(state.bucket, io.now, registryPullQps, registryPullQps * 2);
    if (bucket === undefined) {
      return pullFailed(known, io, number, entry, 'pull QPS exceeded');
    }
    return startPull(kubelet, { ...known, bucket }, io, number, entry);
  }
  return startPull(kubelet, known, io, number, entry);
}

function startPull(
  kubelet: KubeletState,
  state: Images,
  io: Io,
  number: string,
  entry: ImageWish,
): Images {
  const auth = entry.wish.auths[entry.authIndex];
  const params = { image: entry.image, ...(auth === undefined ? {} : { auth }) };
  sayPull(io, entry.wish, { step: 'start' });
  return ask(kubelet, state, io, number, criRequest('PullImage', params));
}

function sayPull(io: Io, wish: EnsureImage, what: { step: string; bytes?: number }): void {
  io.fact('Pull', podSubject(wish.pod), { image: wish.image, ...what });
}

function pulled(
  kubelet: KubeletState,
  state: Images,
  io: Io,
  number: string,
  entry: ImageWish,
  response: CriResponse,
): Images {
  if (response.error !== undefined) {
    if (entry.authIndex + 1 < entry.wish.auths.length) {
      const again: ImageWish = { ...entry, authIndex: entry.authIndex + 1 };
      const wishes = set(state.wishes, number, again);
      return startPull(kubelet, { ...state, wishes }, io, number, again);
    }
    return pullFailed(state, io, number, entry, pullError(kubelet, response.error));
  }
  const imageRef = response.method === 'PullImage' ? response.result.imageRef : '';
  const pullTook = io.now - entry.pullStartedAt;
  const measuring: ImageWish = { ...entry, step: 'measuring', imageRef, pullTook };
  const freed: Images = {
    ...state,
    pulling: state.pulling - 1,
    wishes: set(state.wishes, number, measuring),
  };
  const asked = ask(kubelet, freed, io, number, criRequest('ImageStatus', { image: entry.image }));
  return startPulls(kubelet, asked, io);
}

function pullError(kubelet: KubeletState, error: CriError): string {
  const { isPullErrorBare } = kubeletBehaviour(kubelet.config.edition);
  return isPullErrorBare ? error.message : criErrorText(error);
}

function pullFailed(
  state: Images,
  io: Io,
  number: string,
  entry: ImageWish,
  error: string,
): Images {
  const { wish } = entry;
  const key = backoffKey(entry);
  sayImage(io, wish, 'Warning', 'Failed', `Failed to pull image "${wish.image}": ${error}`);
  sayPull(io, wish, { step: 'failed' });
  notePodStart(io, wish.pod.metadata.uid ?? '', 'pulled');
  const noted: Images = {
    ...state,
    pulling: state.pulling - 1,
    backoffs: nextBackoff(state.backoffs, PULL_BACKOFF, key, io.now, io.now),
    lastErrors: set(state.lastErrors, key, `ErrImagePull: ${error}`),
  };
  const done = finish(noted, io, number, entry, { reason: 'ErrImagePull', message: error });
  if (done.queue.length > 0) io.after(TIMER, NEXT, { type: 'tick' }, 'image-manager');
  return done;
}

/** The pulled image's size and user are known: say so, and answer. */
function measured(
  kubelet: KubeletState,
  state: Images,
  io: Io,
  number: string,
  entry: ImageWish,
  response: CriResponse,
): Images {
  const image = imageIn(response);
  const behaviour = kubeletBehaviour(kubelet.config.edition);
  const waited = entry.pullStartedAt + entry.pullTook - entry.queuedAt;
  const size = image?.sizeBytes ?? 0;
  sayImage(io, entry.wish, 'Normal', 'Pulled', pulledText(behaviour, entry, waited, size));
  sayPull(io, entry.wish, { step: 'done', bytes: size });
  notePodStart(io, entry.wish.pod.metadata.uid ?? '', 'pulled');
  observePull(io, entry, size);
  const key = backoffKey(entry);
  const known = image === undefined ? state : withUser(state, image);
  const forgotten = { ...known, lastErrors: remove(known.lastErrors, key) };
  return finish(forgotten, io, number, { ...entry, imageRef: image?.id ?? entry.imageRef ?? '' });
}

/** An image that names no user runs as root. */
function withUser(state: Images, image: CriImage): Images {
  const uid = image.uid ?? (image.username ? undefined : 0);
  const user = {
    ...(uid === undefined ? {} : { uid }),
    ...(image.username === undefined ? {} : { username: image.username }),
  };
  return { ...state, users: set(state.users, image.id, user) };
}

function finish(
  state: Images,
  io: Io,
  number: string,
  entry: ImageWish,
  error?: { readonly reason: string; readonly message: string },
): Images {
  const answer =
    error === undefined
      ? { type: 'image.done', imageRef: entry.imageRef ?? '' }
      : { type: 'image.done', error };
  io.reply(entry.to, answer as Message);
  return { ...state, wishes: remove(state.wishes, number) };
}
