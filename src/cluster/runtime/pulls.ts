// Pulling an image, for both engines: manifest, then the missing layers one after the other, each
// unpacked when it has come. What a pull waits for is data, so it can be seen, saved and joined.

import {
  emptyMap,
  get,
  type PersistentMap,
  remove,
  set,
  values as valuesOf,
} from '../../base/persistent-map.ts';
import type { Io, ReplyTo } from '../../kernel/component.ts';
import type { Envelope, Message, Subject } from '../../kernel/message.ts';
import { type Micros, microseconds } from '../../kernel/time.ts';
import type { AuthConfig } from '../protocol/cri.ts';
import {
  type ImageLayer,
  type ImageManifest,
  REGISTRY_PORT,
  type RegistryAnswer,
  type RegistryError,
  type RegistryRequest,
} from '../protocol/registry.ts';
import { familiarName, type ImageName, wholeName } from './image-name.ts';
import { addImage, findImage, type ImageStore, missingLayers } from './images.ts';

/** One pull under way. */
export interface Pull {
  readonly name: ImageName;
  readonly startedAt: Micros;
  /** Who is to be told of its end. */
  readonly waiters: readonly ReplyTo[];
  /** Absent until the registry has answered. */
  readonly manifest?: ImageManifest;
  /** Layers still to come; the first is on the wire, or being unpacked. */
  readonly missing: readonly ImageLayer[];
  readonly isUnpacking: boolean;
  /** The node did not have this very image before. */
  readonly isNews: boolean;
}

/** All pulls of an engine. */
export interface PullBook {
  /** By whole name. */
  readonly pulls: PersistentMap<Pull>;
  /** Event id of what was asked of the registry, to the pull it is for. */
  readonly asked: PersistentMap<string>;
}

/** How a pull ended. */
export interface PullEnd {
  readonly pull: Pull;
  /** Absent when it succeeded. */
  readonly error?: RegistryError;
}

/** A pull's own timer: a layer is unpacked. */
interface Unpacked extends Message {
  readonly type: 'pull.unpacked';
  readonly key: string;
}

/** What the book and the store became, and a pull that ended, if one did. */
interface PullStep {
  readonly book: PullBook;
  readonly images: ImageStore;
  readonly end?: PullEnd;
}

/** No pulls. */
export function emptyPulls(): PullBook {
  return { pulls: emptyMap(), asked: emptyMap() };
}

/** Starts a pull, or joins one of the same image. */
export function startPull(
  book: PullBook,
  name: ImageName,
  auth: AuthConfig | undefined,
  waiter: ReplyTo,
  io: Io,
): PullBook {
  const key = wholeName(name);
  const running = get(book.pulls, key);
  if (running !== undefined) {
    const joined = { ...running, waiters: [...running.waiters, waiter] };
    return { ...book, pulls: set(book.pulls, key, joined) };
  }
  const pull: Pull = {
    name,
    startedAt: io.now,
    waiters: [waiter],
    missing: [],
    isUnpacking: false,
    isNews: false,
  };
  tell(io, pull, 'resolving');
  const { host, repository } = name;
  const reference = name.digest ?? name.tag ?? 'latest';
  const request = { type: 'registry.getManifest', host, repository, reference } as const;
  const started = { ...book, pulls: set(book.pulls, key, pull) };
  return ask(started, key, auth === undefined ? request : { ...request, auth }, io);
}

/** What an engine needs to have, so that it can pull. */
export interface Puller {
  readonly config: { readonly unpackBytesPerSecond: number };
  readonly pulls: PullBook;
  readonly images: ImageStore;
}

/**
 * Takes an engine's pulls further by what its port received: `registry.*`, `pull.unpacked`, and
 * `net.refused` or `net.closed` of the registry. `answer` tells those who wait for a pull how it
 * ended.
 */
export function receivePull<S extends Puller>(
  state: S,
  envelope: Envelope,
  answer: (end: PullEnd, io: Io) => void,
  io: Io,
): S {
  const { pulls, images, config } = state;
  const message = envelope.message as Message & { readonly peer?: string };
  if (message.type === 'net.refused' || message.type === 'net.closed') {
    if (message.peer !== 'registry') return state;
    for (const end of onRegistryGone(pulls, io)) answer(end, io);
    return { ...state, pulls: withoutWaiting(pulls) };
  }
  const step =
    message.type === 'pull.unpacked'
      ? onUnpacked(pulls, images, (message as Unpacked).key, io)
      : onRegistryAnswer(
          pulls,
          images,
          envelope as Envelope<RegistryAnswer>,
          io,
          config.unpackBytesPerSecond,
        );
  if (step.end !== undefined) answer(step.end, io);
  return { ...state, pulls: step.book, images: step.images };
}

/** Takes the registry's answer further. */
function onRegistryAnswer(
  book: PullBook,
  images: ImageStore,
  envelope: Envelope<RegistryAnswer>,
  io: Io,
  unpackBytesPerSecond: number,
): PullStep {
  const asked = String(envelope.inReplyTo);
  const key = get(book.asked, asked);
  const pull = key === undefined ? undefined : get(book.pulls, key);
  if (key === undefined || pull === undefined) return { book, images };
  const rest = { ...book, asked: remove(book.asked, asked) };
  const { message } = envelope;
  switch (message.type) {
    case 'registry.error':
      return fail(rest, images, key, pull, message, io);
    case 'registry.manifest': {
      const { manifest } = message;
      const isNews = findImage(images, manifest.configDigest) === undefined;
      const found = { ...pull, manifest, missing: missingLayers(images, manifest), isNews };
      return next(rest, images, key, found, io);
    }
    case 'registry.blob': {
      const layer = pull.missing[0];
      if (layer === undefined) return { book: rest, images };
      const unpacking = { ...pull, isUnpacking: true };
      tell(io, unpacking, 'extracting');
      const time = microseconds((layer.unpackedBytes * 1_000_000) / unpackBytesPerSecond);
      io.after(`unpack/${key}`, time, { type: 'pull.unpacked', key } as Unpacked);
      return { book: { ...rest, pulls: set(rest.pulls, key, unpacking) }, images };
    }
    default:
      return { book: rest, images };
  }
}

/** A layer is on disk: on with the next one. */
function onUnpacked(book: PullBook, images: ImageStore, key: string, io: Io): PullStep {
  const pull = get(book.pulls, key);
  if (pull === undefined) return { book, images };
  const unpacked = { ...pull, missing: pull.missing.slice(1), isUnpacking: false };
  return next(book, images, key, unpacked, io);
}

/** The registry's process is not there: every pull that waits for it fails. */
function onRegistryGone(book: PullBook, io: Io): readonly PullEnd[] {
  const ends: PullEnd[] = [];
  const { pulls } = book;
  for (const key of waitingFor(book)) {
    const pull = get(pulls, key);
    if (pull === undefined) continue;
    tell(io, pull, 'failed');
    ends.push({ pull, error: errorOf(pull.name, 'refused') });
  }
  return ends;
}

/** The book without the pulls that waited for the registry. */
function withoutWaiting(book: PullBook): PullBook {
  let { pulls } = book;
  for (const key of waitingFor(book)) pulls = remove(pulls, key);
  return { pulls, asked: emptyMap() };
}

function waitingFor(book: PullBook): readonly string[] {
  const keys: string[] = [];
  if (book.asked.size === 0) return keys;
  for (const key of valuesOf(book.asked)) if (!keys.includes(key)) keys.push(key);
  return keys;
}

function next(book: PullBook, images: ImageStore, key: string, pull: Pull, io: Io): PullStep {
  const layer = pull.missing[0];
  const { name, manifest } = pull;
  if (layer !== undefined) {
    const { host, repository } = name;
    const { digest, sizeBytes } = layer;
    tell(io, pull, 'downloading');
    const request = { type: 'registry.getBlob', host, repository, digest, sizeBytes } as const;
    return { book: ask({ ...book, pulls: set(book.pulls, key, pull) }, key, request, io), images };
  }
  const done = { ...book, pulls: remove(book.pulls, key) };
  if (manifest === undefined) return { book: done, images };
  tell(io, pull, 'done');
  return { book: done, images: addImage(images, name, manifest, true), end: { pull } };
}

function fail(
  book: PullBook,
  images: ImageStore,
  key: string,
  pull: Pull,
  error: RegistryError,
  io: Io,
): PullStep {
  tell(io, pull, 'failed');
  return { book: { ...book, pulls: remove(book.pulls, key) }, images, end: { pull, error } };
}

function ask(book: PullBook, key: string, request: RegistryRequest, io: Io): PullBook {
  const actor = io.find('registry');
  if (actor === undefined) return book;
  const id = io.send({ actor, port: REGISTRY_PORT }, request);
  return { ...book, asked: set(book.asked, String(id), key) };
}

function errorOf(name: ImageName, kind: RegistryError['kind']): RegistryError {
  const { host, repository } = name;
  const reference = name.digest ?? name.tag ?? 'latest';
  return { type: 'registry.error', kind, host, repository, reference };
}

/** The fact of one step of a pull, with how much of it has come. */
function tell(io: Io, pull: Pull, phase: string): void {
  const about: Subject = { kind: 'image', name: familiarName(pull.name) };
  const layers = pull.manifest?.layers ?? [];
  const totalBytes = layers.reduce((sum, layer) => sum + layer.sizeBytes, 0);
  const missingBytes = pull.missing.reduce((sum, layer) => sum + layer.sizeBytes, 0);
  io.fact('Pull', about, {
    phase,
    layer: layers.length - pull.missing.length + (pull.missing.length > 0 ? 1 : 0),
    layers: layers.length,
    bytes: totalBytes - missingBytes,
    totalBytes,
  });
}
