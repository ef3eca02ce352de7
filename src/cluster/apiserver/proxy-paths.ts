// Which paths the API server passes on to a node's kubelet.
// Models pkg/registry/core/pod/strategy.go and pkg/registry/core/node/rest/proxy.go.

/** The subresources of pods that live on the node, with the kubelet's own path for each. */
export const KUBELET_PATHS: { readonly [subresource: string]: string } = {
  log: '/containerLogs',
  exec: '/exec',
  attach: '/attach',
  portforward: '/portForward',
};

/** Whether a subresource is served by the kubelet. */
export function isProxied(subresource: string | undefined): boolean {
  return subresource !== undefined && subresource in KUBELET_PATHS;
}

/** A page of a node. */
export interface NodeProxy {
  readonly node: string;
  readonly port?: number;
  readonly path: string;
}

/** `/api/v1/nodes/<node>[:<port>]/proxy/<path>`. */
export function nodeProxyOf(path: string): NodeProxy | undefined {
  const found = /^\/api\/v1\/nodes\/([^/:]+)(?::(\d+))?\/proxy(\/.*)?$/.exec(path);
  if (found === null) return undefined;
  const [, node = '', port, rest = '/'] = found;
  return { node, path: rest, ...(port === undefined ? {} : { port: Number(port) }) };
}
