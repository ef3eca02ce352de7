// Who may ask what of port 10250. Models pkg/kubelet/server/auth.go, GetRequestAttributes, and
// server.go, InstallAuthFilter.

import { kubeletServerRules } from '../../editions/kubelet-server.ts';
import type { KubeletRequest } from '../../protocol/kubelet-server.ts';
import type { KubeletConfig } from '../config.ts';
import { type Page, plainText } from './pages.ts';

const VERBS = { GET: 'get', POST: 'create', PUT: 'update', DELETE: 'delete' } as const;

const SUBRESOURCES: { readonly [first: string]: string } = {
  stats: 'stats',
  metrics: 'metrics',
  logs: 'log',
  spec: 'spec',
};

const LATER: { readonly [first: string]: string } = {
  checkpoint: 'checkpoint',
  statusz: 'statusz',
};

const FINE: { readonly [first: string]: string } = {
  pods: 'pods',
  runningpods: 'pods',
  healthz: 'healthz',
  configz: 'configz',
};

/** The refusal, or undefined: come in. A client with a certificate is the API server. */
export function refusal(config: KubeletConfig, request: KubeletRequest): Page | undefined {
  if (request.user !== undefined) return undefined;
  if (!config.isAnonymousAllowed) return plainText(401, 'Unauthorized');
  if (config.authorizationMode === 'AlwaysAllow') return undefined;
  const { areSubresourcesListed } = kubeletServerRules(config.edition);
  const tried = subresourcesOf(config, request.path);
  const what = areSubresourcesListed
    ? `subresource(s)=[${tried.join(' ')}]`
    : `subresource=${tried[0]}`;
  const who = `user=system:anonymous, verb=${VERBS[request.verb]}, resource=nodes`;
  return plainText(403, `Forbidden (${who}, ${what})`);
}

/** The subresources of the node any one of which lets the request in. */
function subresourcesOf({ edition }: KubeletConfig, path: string): readonly string[] {
  const rules = kubeletServerRules(edition);
  const first = path.split('/')[1] ?? '';
  const fine = rules.isAuthorizationFine ? FINE[first] : undefined;
  const known = SUBRESOURCES[first] ?? (rules.isAuthorizationFine ? LATER[first] : undefined);
  return [...(fine === undefined ? [] : [fine]), known ?? 'proxy'];
}
