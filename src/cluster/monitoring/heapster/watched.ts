// What Heapster watches at the API server: nodes, pods and namespaces.
// Models the reflectors that metrics/util/util.go and metrics/heapster.go of v1.5.4 make.

import type { Node } from '../../../api/node.ts';
import type { Pod } from '../../../api/pod.ts';
import type { ApiObject } from '../../../apimachinery/meta.ts';
import type { PersistentMap } from '../../../base/persistent-map.ts';
import { type Reflected, reflected, type Watch } from '../../reflect/reflector.ts';

/** Who watches what. */
export const WATCH: Watch = {
  userAgent: 'heapster',
  user: 'system:serviceaccount:kube-system:heapster',
  resources: ['nodes', 'pods', 'namespaces'],
  keep: (object) => object,
};

/** What is known of the cluster, by key. */
export interface Known {
  readonly nodes: PersistentMap<Node>;
  readonly pods: PersistentMap<Pod>;
  readonly namespaces: PersistentMap<ApiObject>;
}

/** What the watches have told. */
export function knownOf(state: Reflected): Known {
  return {
    nodes: reflected(state, 'nodes') as unknown as Known['nodes'],
    pods: reflected(state, 'pods') as unknown as Known['pods'],
    namespaces: reflected(state, 'namespaces'),
  };
}
