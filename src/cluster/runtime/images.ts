// The images on a node: what both engines keep of them. Names point to images, images share
// layers. Knows neither engine's words nor where the bytes came from.

import {
  emptyMap,
  get,
  type PersistentMap,
  remove,
  set,
  values,
} from '../../base/persistent-map.ts';
import type { DockerImageConfig } from '../protocol/docker.ts';
import type { ImageLayer, ImageManifest } from '../protocol/registry.ts';
import { imageOf } from './image-catalog.ts';
import { familiarName, type ImageName, parseImageName, wholeName } from './image-name.ts';

/** One image in the store. */
export interface StoredImage {
  /** `sha256:…` of its configuration. */
  readonly id: string;
  /** Whole names with tags, sorted. */
  readonly names: readonly string[];
  /** Whole names with digests, sorted; none when it was loaded instead of pulled. */
  readonly digests: readonly string[];
  readonly layers: readonly ImageLayer[];
  readonly config: DockerImageConfig;
  /** The name it was published under: what its programs are known by. */
  readonly publishedAs: string;
  readonly isGuess: boolean;
  readonly isPinned: boolean;
}

/** All images of a node. */
export interface ImageStore {
  readonly images: PersistentMap<StoredImage>;
  /** Whole name to image id. */
  readonly names: PersistentMap<string>;
}

/** A store without images. */
export function emptyImages(): ImageStore {
  return { images: emptyMap(), names: emptyMap() };
}

/** A store that holds these from the start, as if loaded from a file. */
export function presentImages(present: readonly string[], pinned?: string): ImageStore {
  let store = emptyImages();
  for (const text of present) {
    const name = parseImageName(text);
    if (name === undefined) continue;
    const added = addImage(store, name, imageOf(name), false);
    store = text === pinned ? pin(added, name) : added;
  }
  return store;
}

/** Marks an image as never to be collected. */
export function pin(store: ImageStore, name: ImageName): ImageStore {
  const image = findImage(store, wholeName(name));
  if (image === undefined || image.isPinned) return store;
  return { ...store, images: set(store.images, image.id, { ...image, isPinned: true }) };
}

/** The image that a name, an id or a digest names; any way people write it. */
export function findImage(store: ImageStore, text: string): StoredImage | undefined {
  const byId = get(store.images, text.startsWith('sha256:') ? text : `sha256:${text}`);
  if (byId !== undefined) return byId;
  const name = parseImageName(text);
  if (name !== undefined) {
    const whole = wholeName(name);
    const id = get(store.names, whole);
    if (id !== undefined) return get(store.images, id);
    if (name.digest !== undefined) return byDigest(store, whole);
  }
  return byPrefix(store, text);
}

/** Adds an image under a name; a name that pointed elsewhere moves. */
export function addImage(
  store: ImageStore,
  name: ImageName,
  manifest: ImageManifest,
  isPulled: boolean,
): ImageStore {
  const known = get(store.images, manifest.configDigest);
  const repository = `${name.host}/${name.repository}`;
  const digest = `${repository}@${manifest.digest}`;
  const image: StoredImage = {
    id: manifest.configDigest,
    names: known?.names ?? [],
    digests: isPulled ? merged(known?.digests ?? [], digest) : (known?.digests ?? []),
    layers: manifest.layers,
    config: manifest.config,
    publishedAs: known?.publishedAs ?? manifest.publishedAs,
    isGuess: manifest.isGuess,
    isPinned: known?.isPinned ?? false,
  };
  const added = { ...store, images: set(store.images, image.id, image) };
  return name.digest === undefined ? nameImage(added, image.id, wholeName(name)) : added;
}

/** Gives an image one more name, taking it from whichever had it. */
export function nameImage(store: ImageStore, id: string, whole: string): ImageStore {
  const image = get(store.images, id);
  if (image === undefined) return store;
  const previous = get(store.names, whole);
  let { images } = store;
  const loser = previous === undefined || previous === id ? undefined : get(images, previous);
  if (loser !== undefined) {
    images = set(images, loser.id, { ...loser, names: loser.names.filter((n) => n !== whole) });
  }
  images = set(images, id, { ...image, names: merged(image.names, whole) });
  return { images, names: set(store.names, whole, id) };
}

/** Takes one name away; the image stays as long as it has another. */
export function unnameImage(store: ImageStore, whole: string): ImageStore {
  const id = get(store.names, whole);
  const image = id === undefined ? undefined : get(store.images, id);
  if (image === undefined) return store;
  const names = image.names.filter((name) => name !== whole);
  const rest = { ...store, names: remove(store.names, whole) };
  if (names.length === 0) return { ...rest, images: remove(store.images, image.id) };
  return { ...rest, images: set(store.images, image.id, { ...image, names }) };
}

/** Takes an image away with all its names. */
export function removeImage(store: ImageStore, id: string): ImageStore {
  const image = get(store.images, id);
  if (image === undefined) return store;
  let { names } = store;
  for (const name of image.names) names = remove(names, name);
  return { images: remove(store.images, id), names };
}

/** All images, by id. */
export function listImages(store: ImageStore): readonly StoredImage[] {
  return [...values(store.images)];
}

/** The layers of `manifest` that no image of the store has. */
export function missingLayers(store: ImageStore, manifest: ImageManifest): readonly ImageLayer[] {
  const have = new Set<string>();
  for (const image of values(store.images)) for (const one of image.layers) have.add(one.digest);
  return manifest.layers.filter((layer) => !have.has(layer.digest));
}

/** Bytes on disk, every shared layer counted once. */
export function usedBytes(store: ImageStore): number {
  const counted = new Set<string>();
  let bytes = 0;
  for (const image of values(store.images)) {
    for (const layer of image.layers) {
      if (counted.has(layer.digest)) continue;
      counted.add(layer.digest);
      bytes += layer.unpackedBytes;
    }
  }
  return bytes;
}

/** The signal that asks a container of this image to end; a replaced program knows only SIGTERM. */
export function imageStopSignal(
  store: ImageStore,
  id: string,
  replaced: readonly string[] = [],
): string {
  const image = get(store.images, id);
  const isReplaced = replaced.some((text) => {
    const name = parseImageName(text);
    return name !== undefined && familiarName(name) === image?.publishedAs;
  });
  return (isReplaced ? undefined : image?.config.StopSignal) ?? 'SIGTERM';
}

/** Bytes of one image on disk: what Docker calls its size. */
export function unpackedSize(image: StoredImage): number {
  return image.layers.reduce((sum, layer) => sum + layer.unpackedBytes, 0);
}

/** Bytes of one image on the wire: what containerd calls its size. */
export function compressedSize(image: StoredImage): number {
  return image.layers.reduce((sum, layer) => sum + layer.sizeBytes, 0);
}

function merged(list: readonly string[], item: string): readonly string[] {
  return list.includes(item) ? list : [...list, item].sort();
}

function byDigest(store: ImageStore, whole: string): StoredImage | undefined {
  for (const image of values(store.images)) if (image.digests.includes(whole)) return image;
  return undefined;
}

/** Docker's short ids: at least some digits, and only one image that starts so. */
function byPrefix(store: ImageStore, text: string): StoredImage | undefined {
  const digits = text.startsWith('sha256:') ? text.slice('sha256:'.length) : text;
  if (!/^[0-9a-f]{4,63}$/.test(digits)) return undefined;
  const found = listImages(store).filter((image) => image.id.startsWith(`sha256:${digits}`));
  return found.length === 1 ? found[0] : undefined;
}
