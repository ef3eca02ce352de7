// What an engine and an image registry say to each other: manifests and blobs.
// Models the Docker Registry HTTP API v2. One registry process answers for every registry host;
// the host stands in the reference. Knows nothing of how an engine prints a failure.

import type { Message } from '../../kernel/message.ts';
import type { Duration } from '../../kernel/time.ts';
import type { AuthConfig } from './cri.ts';
import type { DockerImageConfig } from './docker.ts';

/** One compressed layer of an image. */
export interface ImageLayer {
  /** `sha256:…` of the compressed layer. */
  readonly digest: string;
  /** Bytes on the wire. */
  readonly sizeBytes: number;
  /** Bytes on disk. */
  readonly unpackedBytes: number;
}

/** The port of the process `registry` that takes requests. */
export const REGISTRY_PORT: string = 'requests';

/** What a registry knows of one image. */
export interface ImageManifest {
  /** The name it was published under, such as `nginx:1.25`; tagging anew does not change it. */
  readonly publishedAs: string;
  /** `sha256:…` of the manifest: what `repo@sha256:…` names. */
  readonly digest: string;
  /** `sha256:…` of the configuration: the image's id. */
  readonly configDigest: string;
  readonly layers: readonly ImageLayer[];
  readonly config: DockerImageConfig;
  /** Nobody catalogued it: sizes and program are plausible, not known. */
  readonly isGuess: boolean;
}

/** Asks for the manifest of `host/repository:tag` (or `@digest`). */
export interface RegistryGetManifest extends Message {
  readonly type: 'registry.getManifest';
  readonly host: string;
  readonly repository: string;
  /** A tag or a digest. */
  readonly reference: string;
  readonly auth?: AuthConfig;
}

/** Asks for one layer. Its answer takes as long as its bytes take. */
export interface RegistryGetBlob extends Message {
  readonly type: 'registry.getBlob';
  readonly host: string;
  readonly repository: string;
  readonly digest: string;
  /** Bytes that are to come, for those who watch the wire. */
  readonly sizeBytes: number;
}

/** The manifest. */
export interface RegistryManifest extends Message {
  readonly type: 'registry.manifest';
  readonly manifest: ImageManifest;
}

/** A layer arrived whole. */
export interface RegistryBlob extends Message {
  readonly type: 'registry.blob';
  readonly digest: string;
}

/**
 * Ways in which a registry fails. `404` no such tag, `denied` no such repository or no right to
 * it, `401` credentials are wrong, `refused` nobody listens, `no-host` the name is unknown,
 * `dns-timeout` no name server answers, `timeout` the host does not answer, `not-tls` it speaks
 * plain HTTP where TLS is due, `500` the registry itself fails.
 */
export type RegistryFailureKind =
  | '404'
  | 'denied'
  | '401'
  | 'refused'
  | 'no-host'
  | 'dns-timeout'
  | 'timeout'
  | 'not-tls'
  | '500';

/** Why there is no manifest or layer. */
export interface RegistryError extends Message {
  readonly type: 'registry.error';
  readonly kind: RegistryFailureKind;
  readonly host: string;
  readonly repository: string;
  readonly reference: string;
  /** The engine's whole sentence, when the scenario gives it. */
  readonly detail?: string;
}

/** How a registry answers for one image or a whole host, against the catalogue. */
export interface RegistryRule {
  /** A host, `repository`, or `repository:tag`; the most exact rule wins. */
  readonly image: string;
  /** `private`: only with the credentials given in `auth` (or any, when none are given). */
  readonly answer: 'ok' | 'private' | RegistryFailureKind;
  /** How long the answer takes; a plain refusal takes one round trip. */
  readonly afterSeconds?: number;
  /** The engine's own words for the failure, when they are known. */
  readonly detail?: string;
  /** Bytes of an image that nobody catalogued. */
  readonly sizeBytes?: number;
  readonly auth?: AuthConfig;
}

/** Changes a running registry; a rule replaces one for the same image. Answer: RegistryDone. */
export interface RegistryConfigure extends Message {
  readonly type: 'registry.configure';
  readonly isDown?: boolean;
  readonly bytesPerSecond?: number;
  readonly latency?: Duration;
  readonly rules?: readonly RegistryRule[];
}

/** The change is made. */
export interface RegistryDone extends Message {
  readonly type: 'registry.done';
}

/** What a registry process is asked. */
export type RegistryRequest = RegistryGetManifest | RegistryGetBlob | RegistryConfigure;

/** What a registry process answers. */
export type RegistryAnswer = RegistryManifest | RegistryBlob | RegistryError | RegistryDone;
