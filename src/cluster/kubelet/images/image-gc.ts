// The port `image-gc`: every five minutes it looks at images and their disk, and removes what
// nobody uses once the disk is too full. Models pkg/kubelet/images/image_gc_manager.go and
// pkg/kubelet/kubelet.go, StartGarbageCollection.

import { emptyMap, type PersistentMap, remove } from '../../../base/persistent-map.ts';
import { type Io, type PortHandler, port, type ReplyTo } from '../../../kernel/component.ts';
import type { Envelope } from '../../../kernel/message.ts';
import { elapsed, later, type Micros, milliseconds, minutes } from '../../../kernel/time.ts';
import { kubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import { type CriImage, type CriResponse, criErrorText, criRequest } from '../../protocol/cri.ts';
import type { CriContainer } from '../../protocol/cri-objects.ts';
import { LINUX_PORT, type LinuxMachine } from '../../protocol/linux.ts';
import { callRuntime } from '../cri-client.ts';
import { count, seriesKey } from '../metrics/book.ts';
import { sayNode } from '../node/calls.ts';
import type { KubeletState } from '../state.ts';
import {
  bytesToFree,
  type Candidate,
  detectImages,
  type ImageGcPolicy,
  type ImageRecord,
  imagesToFree,
  imagesTooOld,
  type Space,
  usedPercent,
} from './gc-policy.ts';
import { notEnoughFreed } from './gc-texts.ts';

/** Between two passes. */
const GC_PERIOD = minutes(5);

/** One pass: what it has learned so far, and what it waits for. */
interface GcPass {
  /** Who wants all unused images gone, whatever the disk says. */
  readonly replyTo?: ReplyTo;
  readonly images?: readonly CriImage[];
  readonly containers?: readonly CriContainer[];
  readonly space?: Space;
  /** Removals under way, by the ids of their requests. */
  readonly removing: { readonly [id: string]: Candidate };
  readonly wantedBytes: number;
  readonly freedBytes: number;
  readonly errors: readonly string[];
}

/** The slice `imageGc`. */
export interface ImageGcState {
  readonly records: PersistentMap<ImageRecord>;
  /** Nothing is too old before this kubelet itself has run for so long. */
  readonly beganAt: Micros;
  readonly pass?: GcPass;
  readonly calls: { readonly [id: string]: 'images' | 'containers' | 'machine' };
  /** Only the second failure in a row is told. */
  readonly hasFailed: boolean;
  readonly nextAt: Micros;
}

/** Before the first pass. */
export function initialImageGcState(now: Micros): ImageGcState {
  return { records: emptyMap(), beganAt: now, calls: {}, hasFailed: false, nextAt: now };
}

/** Owns the records of images. */
export const imageGcPort: PortHandler<KubeletState, never> = port<KubeletState, 'imageGc'>(
  ['imageGc'],
  (kubelet, envelope, io) => ({ imageGc: receive(kubelet, envelope, io) }),
);

/** Arms the first pass. */
export function startImageGc(io: Io): void {
  io.after('image-gc', milliseconds(100), { type: 'tick' }, 'image-gc');
}

function receive(kubelet: KubeletState, envelope: Envelope, io: Io): ImageGcState {
  const state = kubelet.imageGc;
  if (envelope.message.type === 'tick') return tick(kubelet, io);
  if (envelope.message.type === 'images.all-unused') {
    return begin(kubelet, state, io, { id: envelope.id, from: envelope.from });
  }
  return envelope.inReplyTo === undefined ? state : answered(kubelet, envelope, io);
}

function tick(kubelet: KubeletState, io: Io): ImageGcState {
  io.after('image-gc', GC_PERIOD, { type: 'tick' });
  const state = { ...kubelet.imageGc, nextAt: later(io.now, GC_PERIOD) };
  const { imageGcHighThresholdPercent: high, imageMaximumGcAge: maxAge } = kubelet.config;
  // Nothing would ever be collected.
  return high === 100 && maxAge === 0 ? state : begin(kubelet, state, io);
}

/** Asks for everything a pass has to know; a pass that was under way is given up. */
function begin(
  kubelet: KubeletState,
  state: ImageGcState,
  io: Io,
  replyTo?: ReplyTo,
): ImageGcState {
  if (state.pass?.replyTo !== undefined) io.reply(state.pass.replyTo, { type: 'gc.done' });
  const asked = replyTo === undefined ? {} : { replyTo };
  const pass: GcPass = { ...asked, removing: {}, wantedBytes: 0, freedBytes: 0, errors: [] };
  const { config } = kubelet;
  const calls: { [id: string]: ImageGcState['calls'][string] } = {
    [callRuntime(config, io, criRequest('ListImages', {}))]: 'images',
    [callRuntime(config, io, criRequest('ListContainers', {}))]: 'containers',
  };
  const machine = io.find(config.linux);
  if (machine !== undefined) {
    calls[io.send({ actor: machine, port: LINUX_PORT }, { type: 'linux.machine' })] = 'machine';
  }
  return { ...state, calls, pass };
}

function answered(kubelet: KubeletState, envelope: Envelope, io: Io): ImageGcState {
  const state = kubelet.imageGc;
  const id = String(envelope.inReplyTo);
  const { pass } = state;
  if (pass === undefined) return state;
  const error = errorOf(kubelet, envelope);
  const { [id]: candidate, ...removing } = pass.removing;
  if (candidate !== undefined) {
    const freedBytes = pass.freedBytes + (error === undefined ? candidate.sizeBytes : 0);
    const errors = error === undefined ? pass.errors : [...pass.errors, error];
    const gone = error === undefined ? remove(state.records, candidate.id) : state.records;
    const next = { ...pass, removing, freedBytes, errors };
    const isOver = Object.keys(removing).length === 0;
    const reason = candidate.isOld === true ? 'age' : 'space';
    if (error === undefined) count(io, seriesKey('image_garbage_collected_total', reason));
    return isOver
      ? removed(kubelet, { ...state, records: gone }, next, io)
      : { ...state, records: gone, pass: next };
  }
  const { [id]: call, ...calls } = state.calls;
  if (call === undefined) return state;
  if (error !== undefined) return finish({ ...state, calls: {} }, pass, io, error);
  const now: ImageGcState = { ...state, calls, pass: { ...pass, ...learned(call, envelope) } };
  return Object.keys(calls).length > 0 ? now : collect(kubelet, now, io);
}

function errorOf(kubelet: KubeletState, { message }: Envelope): string | undefined {
  if (message.type.startsWith('net.')) {
    const { runtimeGoneCode: code, runtimeGoneText } = kubeletBehaviour(kubelet.config.edition);
    return criErrorText({ code, message: runtimeGoneText });
  }
  const { error } = message as CriResponse;
  return error === undefined ? undefined : criErrorText(error);
}

function learned(call: ImageGcState['calls'][string], { message }: Envelope): Partial<GcPass> {
  if (call === 'machine') {
    const { diskBytes, diskUsedBytes } = message as LinuxMachine;
    const availableBytes = Math.max(0, diskBytes - diskUsedBytes);
    return { space: { capacityBytes: diskBytes, availableBytes } };
  }
  const { method, result } = message as CriResponse;
  if (method === 'ListImages') return { images: result?.images ?? [] };
  return method === 'ListContainers' ? { containers: result?.containers ?? [] } : {};
}

/** Everything is known: which images go? */
function collect(kubelet: KubeletState, state: ImageGcState, io: Io): ImageGcState {
  const { pass } = state;
  if (pass?.space === undefined) return state;
  const { config } = kubelet;
  const used = new Set((pass.containers ?? []).map(({ imageRef }) => imageRef));
  const images = (pass.images ?? []).map((one) => ({ ...one, isPinned: isPinned(kubelet, one) }));
  const records = detectImages(state.records, images, used, io.now);
  const policy = policyOf(kubelet);
  const isAll = pass.replyTo !== undefined;
  const wantedBytes = isAll ? Number.POSITIVE_INFINITY : bytesToFree(pass.space, policy);
  const isAged = policy.maxAge > 0 && elapsed(state.beganAt, io.now) > policy.maxAge && !isAll;
  const old = isAged ? imagesTooOld(records, used, policy.maxAge, io.now) : [];
  const forSpace =
    wantedBytes > 0 ? imagesToFree(records, used, wantedBytes, policy.minAge, io.now) : [];
  const aged = old.map((one) => ({ ...one, isOld: true }));
  const gone = [...aged, ...forSpace.filter(({ id }) => !old.some((one) => one.id === id))];
  const next: ImageGcState = { ...state, records };
  if (gone.length === 0) return removed(kubelet, next, { ...pass, wantedBytes }, io);
  const removing: { [id: string]: Candidate } = {};
  for (const one of gone) {
    removing[callRuntime(config, io, criRequest('RemoveImage', { image: one.id }))] = one;
  }
  return { ...next, pass: { ...pass, wantedBytes, removing } };
}

/** The runtime keeps the pause image; where it does not, the kubelet does. */
function isPinned(kubelet: KubeletState, image: CriImage): boolean {
  return image.isPinned || image.repoTags.includes(kubelet.config.podInfraContainerImage);
}

function policyOf({ config }: KubeletState): ImageGcPolicy {
  return {
    highPercent: config.imageGcHighThresholdPercent,
    lowPercent: config.imageGcLowThresholdPercent,
    minAge: config.imageMinimumGcAge,
    maxAge: config.imageMaximumGcAge,
  };
}

/** The last removal is done: was it enough? */
function removed(kubelet: KubeletState, state: ImageGcState, pass: GcPass, io: Io): ImageGcState {
  const { space, wantedBytes, freedBytes, errors } = pass;
  if (errors.length > 0) return finish(state, pass, io, errors.join(', '));
  if (pass.replyTo !== undefined || space === undefined || freedBytes >= wantedBytes) {
    return finish(state, pass, io);
  }
  const behaviour = kubeletBehaviour(kubelet.config.edition);
  const percent = usedPercent(space);
  const message = notEnoughFreed(behaviour, percent, space.capacityBytes, wantedBytes, freedBytes);
  sayNode(io, 'FreeDiskSpaceFailed', message, 'Warning');
  return finish(state, pass, io, message);
}

function finish(state: ImageGcState, pass: GcPass, io: Io, error?: string): ImageGcState {
  const { pass: _over, ...rest } = state;
  if (pass.replyTo !== undefined) {
    io.reply(pass.replyTo, { type: 'gc.done' });
    return rest;
  }
  if (error !== undefined && state.hasFailed) sayNode(io, 'ImageGCFailed', error, 'Warning');
  return { ...rest, hasFailed: error !== undefined };
}
