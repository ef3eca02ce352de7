// The form of the catalogue's entries, and the shorthand its tables are written in.

import type { DockerImageConfig } from '../protocol/docker.ts';

/** Some tags of a repository that are built alike. */
export interface CatalogVariant {
  readonly name: string;
  readonly tags: RegExp;
  /** Bytes, or the name of a shared base layer. */
  readonly layers: readonly (number | string)[];
  readonly config: Partial<DockerImageConfig>;
  /** All these tags name the same image. */
  readonly isOneImage?: boolean;
}

/** Repositories (mirrors of each other) with what they hold. */
export interface CatalogEntry {
  readonly repositories: readonly string[];
  readonly variants: readonly CatalogVariant[];
}

type Variant = Omit<CatalogVariant, 'name' | 'tags' | 'layers'>;

/** Some tags of a repository. */
export function variant(
  name: string,
  tags: RegExp,
  layers: readonly (number | string)[],
  config: Partial<DockerImageConfig>,
  more: Partial<Variant> = {},
): CatalogVariant {
  return { name, tags, layers, config, ...more };
}

/** `/docker-entrypoint.sh server`, as the official images have it. */
export function entry(
  command: readonly string[],
  ports: readonly string[],
  more: Partial<DockerImageConfig> = {},
): Partial<DockerImageConfig> {
  return { Entrypoint: ['docker-entrypoint.sh'], Cmd: command, ExposedPorts: ports, ...more };
}
