// What a new cluster has from the start: four namespaces, two priority classes, the service
// `kubernetes`, and what the setup adds. Models pkg/controlplane and pkg/registry/scheduling/rest.
// Done in two rounds, because nothing can be created in a namespace that is not there yet.

import { kindOf, pathOf, storageKey } from '../../api/kinds.ts';
import type { ApiObject } from '../../apimachinery/meta.ts';
import { present } from '../../base/assert.ts';
import type { ApiRequest } from '../protocol/apiserver.ts';
import { startCreate } from './create.ts';
import { cached, type Desk, openCache } from './desk.ts';
import { type ResourceRequest, requestInfo } from './request-info.ts';

/** The two rounds. */
export type BootRound = 'clusterwide' | 'namespaced';

function initialObjects(desk: Desk): readonly ApiObject[] {
  const { prefix } = desk.state.config.serviceRange;
  const namespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];
  const classes: readonly (readonly [string, number])[] = [
    ['system-cluster-critical', 2_000_000_000],
    ['system-node-critical', 2_000_001_000],
  ];
  const objects: readonly unknown[] = [
    ...namespaces.map((name) => ({ kind: 'Namespace', apiVersion: 'v1', metadata: { name } })),
    ...classes.map(([name, value]) => ({
      kind: 'PriorityClass',
      apiVersion: 'scheduling.k8s.io/v1',
      metadata: { name },
      value,
    })),
    {
      kind: 'Service',
      apiVersion: 'v1',
      metadata: {
        name: 'kubernetes',
        namespace: 'default',
        labels: { component: 'apiserver', provider: 'kubernetes' },
      },
      spec: {
        type: 'ClusterIP',
        clusterIP: `${prefix[0]}.${prefix[1]}.0.1`,
        ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: 6443 }],
      },
    },
  ];
  return [...(objects as readonly ApiObject[]), ...desk.state.config.objects];
}

/**
 * Creates what is missing of a round. When nothing is, this is not the first start: then API
 * services are looked for, as anybody may have made some.
 */
export function bootstrap(desk: Desk, round: BootRound): void {
  let isNew = false;
  for (const object of initialObjects(desk)) {
    const info = present(kindOf(object.apiVersion, object.kind), `${object.kind} is served`);
    if (info.isNamespaced !== (round === 'namespaced')) continue;
    const { name = '', namespace = 'default' } = object.metadata;
    if (cached(desk, info, storageKey(info, namespace, name)) !== undefined) continue;
    isNew = true;
    const request: ApiRequest = {
      type: 'api.request',
      verb: 'POST',
      path: pathOf(info, namespace),
      userAgent: 'kube-apiserver',
      body: object,
    };
    const target = requestInfo(request) as ResourceRequest;
    startCreate(desk, {
      request,
      replyTo: null,
      target,
      step: { do: 'create', object },
      startedAt: desk.io.now,
      attempts: 0,
      isSecondHalf: false,
      warnings: [],
    });
  }
  if (round === 'namespaced' && !isNew) openCache(desk, present(API_SERVICES, 'they are served'));
}

const API_SERVICES = kindOf('apiregistration.k8s.io/v1', 'APIService');
