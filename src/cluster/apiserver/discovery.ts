// What the server says of itself: groups, resources, version, health. Models
// apiserver/pkg/endpoints/discovery and pkg/server/healthz.

import { apiVersionOf, KINDS, type KindInfo } from '../../api/kinds.ts';
import type { EditionName } from '../editions/edition.ts';

/** The answer to a path that is no collection, or undefined when there is nothing. */
export function discovery(path: string, edition: EditionName): unknown {
  switch (path) {
    case '/api':
      return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] };
    case '/apis':
      return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups().map(groupOf) };
    case '/version':
      return versionOf(edition);
    case '/healthz':
    case '/livez':
    case '/readyz':
      return 'ok';
    default:
      return resourcesAt(path, edition);
  }
}

/** Subresources that the older API server does not have. */
const LATER: readonly string[] = ['ephemeralcontainers', 'resize'];

/** Whether the API server of this edition knows the subresource. */
export function hasSubresource(edition: EditionName, name: string): boolean {
  return edition === 'containerd' || !LATER.includes(name);
}

/** What `/version` says. */
export function versionOf(edition: EditionName): { readonly [field: string]: string } {
  const isModern = edition === 'containerd';
  const [minor, gitVersion] = isModern ? ['36', 'v1.36.2'] : ['20', 'v1.20.2'];
  return {
    major: '1',
    minor,
    gitVersion,
    gitTreeState: 'clean',
    goVersion: isModern ? 'go1.26' : 'go1.15.15',
    compiler: 'gc',
    platform: 'linux/amd64',
  };
}

function groups(): readonly string[] {
  return [...new Set(KINDS.map((info) => info.group))].filter((group) => group !== '');
}

function groupOf(name: string): object {
  const version = { groupVersion: `${name}/v1`, version: 'v1' };
  return { name, versions: [version], preferredVersion: version };
}

function resourcesAt(path: string, edition: EditionName): unknown {
  const match = /^\/(?:api\/v1|apis\/([^/]+)(?:\/v1)?)$/.exec(path);
  if (match === null) return undefined;
  const group = match[1] ?? '';
  const kinds = KINDS.filter((info) => info.group === group);
  if (kinds.length === 0) return undefined;
  if (group !== '' && !path.endsWith('/v1')) {
    return { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(group) };
  }
  const groupVersion = apiVersionOf(kinds[0] as KindInfo);
  const resources = kinds.flatMap((info) => [
    resource(info),
    ...info.subresources
      .filter((name) => hasSubresource(edition, name))
      .map((name) => subresource(info, name)),
  ]);
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources };
}

function resource(info: KindInfo): object {
  return {
    name: info.resource,
    singularName: info.singular,
    namespaced: info.isNamespaced,
    kind: info.kind,
    verbs: info.verbs,
    ...(info.shortNames.length === 0 ? {} : { shortNames: info.shortNames }),
  };
}

const SUBRESOURCE_KINDS: { readonly [name: string]: readonly [string, readonly string[]] } = {
  attach: ['PodAttachOptions', ['create', 'get']],
  binding: ['Binding', ['create']],
  eviction: ['Eviction', ['create']],
  exec: ['PodExecOptions', ['create', 'get']],
  log: ['Pod', ['get']],
  portforward: ['PodPortForwardOptions', ['create', 'get']],
};

function subresource(info: KindInfo, name: string): object {
  const [kind, verbs] = SUBRESOURCE_KINDS[name] ?? [info.kind, ['get', 'patch', 'update']];
  const base = {
    name: `${info.resource}/${name}`,
    singularName: '',
    namespaced: info.isNamespaced,
  };
  return { ...base, kind, verbs };
}
