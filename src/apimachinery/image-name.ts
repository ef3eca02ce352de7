// Image references: repository, tag, digest, the registry's host, defaults, normalised names.
// Models the distribution reference grammar and pkg/util/parsers/parsers.go.

/** The parts of a reference; absent parts are empty. */
export interface ImageName {
  /** As written, without tag and digest. */
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
}

/** A reference with its registry told apart: `docker.io` and `library/` are filled in. */
export interface NormalizedImage extends ImageName {
  readonly domain: string;
  readonly path: string;
}

const DOMAIN_PART = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const DOMAIN = `${DOMAIN_PART}(?:\\.${DOMAIN_PART})*(?::[0-9]+)?`;
const PATH_PART = '[a-z0-9]+(?:(?:[._]|__|[-]*)[a-z0-9]+)*';
const DIGEST = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
const REFERENCE: RegExp = new RegExp(
  `^((?:${DOMAIN}/)?${PATH_PART}(?:/${PATH_PART})*)(?::([\\w][\\w.-]{0,127}))?(?:@(${DIGEST}))?$`,
);

/** Reads a reference as written; undefined when it breaks the grammar. */
export function parseImageName(image: string): ImageName | undefined {
  const match = REFERENCE.exec(image);
  if (match === null) return undefined;
  return { repository: match[1] ?? '', tag: match[2] ?? '', digest: match[3] ?? '' };
}

/** Why a text is no reference, in the words of the distribution library. */
export function imageNameProblem(image: string): string | undefined {
  if (parseImageName(image) !== undefined) return undefined;
  if (image === '') return 'repository name must have at least one component';
  const isCaseOnly = parseImageName(image.toLowerCase()) !== undefined;
  return isCaseOnly ? 'repository name must be lowercase' : 'invalid reference format';
}

/** The parts with the defaults a pull uses: tag `latest` when neither tag nor digest is given. */
export function normalizeImage(image: string): NormalizedImage | undefined {
  const parsed = parseImageName(image);
  if (parsed === undefined) return undefined;
  const slash = parsed.repository.indexOf('/');
  const first = slash < 0 ? '' : parsed.repository.slice(0, slash);
  const isHost = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  const rest = isHost ? parsed.repository.slice(slash + 1) : parsed.repository;
  const domain = !isHost || first === 'index.docker.io' ? 'docker.io' : first;
  const path = domain === 'docker.io' && !rest.includes('/') ? `library/${rest}` : rest;
  const tag = parsed.tag === '' && parsed.digest === '' ? 'latest' : parsed.tag;
  return { ...parsed, tag, domain, path, repository: `${domain}/${path}` };
}

/** The familiar name Docker prints: `nginx` for `docker.io/library/nginx`. */
export function familiarRepository(image: NormalizedImage): string {
  if (image.domain !== 'docker.io') return image.repository;
  return image.path.startsWith('library/') ? image.path.slice('library/'.length) : image.path;
}

/** `docker.io/library/nginx:1.25`, the name containerd keeps an image by. */
export function canonicalImage(image: NormalizedImage): string {
  const tag = image.tag === '' ? '' : `:${image.tag}`;
  const digest = image.digest === '' ? '' : `@${image.digest}`;
  return `${image.repository}${tag}${digest}`;
}

/** Adds `:latest` as written. Models pkg/kubelet/images/image_manager.go, applyDefaultImageTag. */
export function applyDefaultTag(image: string): string {
  const parsed = parseImageName(image);
  if (parsed === undefined || parsed.tag !== '' || parsed.digest !== '') return image;
  return `${image}:latest`;
}

/** The tag that decides the default pull policy: `latest` when there is neither tag nor digest. */
export function tagForPullPolicy(image: string): string {
  const parsed = parseImageName(image);
  if (parsed === undefined) return '';
  return parsed.tag === '' && parsed.digest === '' ? 'latest' : parsed.tag;
}
