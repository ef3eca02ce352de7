// Names of images: what people write, the whole name, and the short one Docker prints.
// Models github.com/distribution/reference (ParseNormalizedNamed, FamiliarString).

/** A parsed name. */
export interface ImageName {
  /** `docker.io` when nothing else is said. */
  readonly host: string;
  /** `library/nginx`. */
  readonly repository: string;
  /** `latest` when neither tag nor digest is said. */
  readonly tag?: string;
  readonly digest?: string;
}

const PATH_PART = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const HOST = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?\.?)+(?::\d+)?$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** The parsed name, or undefined when no runtime would take it. */
export function parseImageName(text: string): ImageName | undefined {
  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : text.slice(at + 1);
  if (digest !== undefined && !DIGEST.test(digest)) return undefined;
  const named = at < 0 ? text : text.slice(0, at);
  const slash = named.lastIndexOf('/');
  const colon = named.indexOf(':', slash + 1);
  const tag = colon < 0 ? undefined : named.slice(colon + 1);
  if (tag !== undefined && !TAG.test(tag)) return undefined;
  const { host, repository } = split(colon < 0 ? named : named.slice(0, colon));
  if (!HOST.test(host) || !repository.split('/').every((part) => PATH_PART.test(part))) {
    return undefined;
  }
  if (digest !== undefined) return { host, repository, digest };
  return { host, repository, tag: tag ?? 'latest' };
}

/** The whole name: `docker.io/library/nginx:1.25`. */
export function wholeName(name: ImageName): string {
  return `${name.host}/${name.repository}${suffix(name)}`;
}

/** The name without what everybody assumes: `nginx:1.25`. */
export function familiarName(name: ImageName): string {
  return familiarRepository(name) + suffix(name);
}

/** The repository as Docker prints it: `nginx`, `gcr.io/google-samples/hello-app`. */
export function familiarRepository(name: ImageName): string {
  if (name.host !== 'docker.io') return `${name.host}/${name.repository}`;
  return name.repository.startsWith('library/')
    ? name.repository.slice('library/'.length)
    : name.repository;
}

/** `:tag`, or `@sha256:…`. */
function suffix(name: ImageName): string {
  return name.digest === undefined ? `:${name.tag ?? 'latest'}` : `@${name.digest}`;
}

/** The host is what stands before the first slash, if it looks like one. */
function split(text: string): { readonly host: string; readonly repository: string } {
  const slash = text.indexOf('/');
  const first = slash < 0 ? '' : text.slice(0, slash);
  const isHost = first === 'localhost' || first.includes('.') || first.includes(':');
  const host = isHost ? first : 'docker.io';
  const rest = isHost ? text.slice(slash + 1) : text;
  const isDockerHub = host === 'docker.io' || host === 'index.docker.io';
  if (!isDockerHub) return { host, repository: rest };
  return { host: 'docker.io', repository: rest.includes('/') ? rest : `library/${rest}` };
}
