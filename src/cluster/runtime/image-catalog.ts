// The catalogue of well-known images: which repositories and tags exist, their layers and what they
// run. Everything else exists too, with plausible sizes, and says that it is a guess.

import { hashText } from '../../base/hash.ts';
import type { ImageLayer, ImageManifest } from '../protocol/registry.ts';
import { sha256 } from './digest.ts';
import { BASE_LAYERS, CATALOG } from './image-catalog-data.ts';
import type { CatalogEntry, CatalogVariant } from './image-catalog-entry.ts';
import { imageConfig } from './image-config.ts';
import { familiarName, familiarRepository, type ImageName } from './image-name.ts';

/** What the catalogue says of a name: an image, no such tag, or that nobody knows it. */
export type CatalogAnswer = ImageManifest | 'unknown-tag' | 'unknown-repository';

/** Looks a name up. A digest names the newest image of its repository. */
export function lookUp(name: ImageName): CatalogAnswer {
  const entry = entryOf(name);
  if (entry === undefined) return 'unknown-repository';
  const tag = name.tag ?? 'latest';
  const variant = entry.variants.find((one) => one.tags.test(tag));
  return variant === undefined ? 'unknown-tag' : manifestOf(name, tag, variant);
}

/** The image of a name that may be used without asking: catalogued or guessed. */
export function imageOf(name: ImageName, sizeBytes?: number): ImageManifest {
  const known = lookUp(name);
  return typeof known === 'string' ? guess(name, sizeBytes) : known;
}

/** An image that nobody catalogued: one to four layers of 5 to 80 MB, by its name. */
export function guess(name: ImageName, sizeBytes?: number): ImageManifest {
  const publishedAs = familiarName({ ...name, tag: name.tag ?? 'latest' });
  const luck = hashText(publishedAs);
  const total = sizeBytes ?? 5_000_000 + (luck % 75_000_000);
  const count = sizeBytes === undefined ? 1 + (luck % 4) : 1;
  const layers: ImageLayer[] = [];
  for (let i = 0; i < count; i++) {
    const size = Math.floor(total / count) + (i === 0 ? total % count : 0);
    layers.push(layerOf(`${publishedAs}#${i}`, size));
  }
  return {
    publishedAs,
    digest: sha256(`manifest ${publishedAs}`),
    configDigest: sha256(`config ${publishedAs}`),
    layers,
    config: imageConfig({
      Cmd: [`/${name.repository.slice(name.repository.lastIndexOf('/') + 1)}`],
    }),
    isGuess: true,
  };
}

function entryOf(name: ImageName): CatalogEntry | undefined {
  const repository = familiarRepository(name);
  return CATALOG.find((entry) => entry.repositories.includes(repository));
}

function manifestOf(name: ImageName, tag: string, variant: CatalogVariant): ImageManifest {
  const publishedAs = familiarName({ host: name.host, repository: name.repository, tag });
  // What tags name one image share it; a repository's mirrors hold the same bytes.
  const content = `${variant.name} ${variant.isOneImage === true ? '' : versionOf(tag)}`;
  const layers = variant.layers.map((layer, i) =>
    typeof layer === 'string'
      ? layerOf(layer, BASE_LAYERS.get(layer) ?? 0)
      : layerOf(`${content}#${i}`, layer),
  );
  return {
    publishedAs,
    digest: sha256(`manifest ${content}`),
    configDigest: sha256(`config ${content}`),
    layers,
    config: imageConfig(variant.config),
    isGuess: false,
  };
}

function versionOf(tag: string): string {
  return tag === 'stable' || tag === 'mainline' ? 'latest' : tag;
}

function layerOf(content: string, sizeBytes: number): ImageLayer {
  // Compressed layers of systems and servers unpack to about two and a half times their size.
  return { digest: sha256(content), sizeBytes, unpackedBytes: Math.floor((sizeBytes * 5) / 2) };
}
