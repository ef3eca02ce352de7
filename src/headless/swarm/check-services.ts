// Services once nothing breaks any more: their Endpoints come to be the pods that are ready, and
// every node comes to know them.

import type { Endpoints, Service } from '../../api/config.ts';
import type { Pod } from '../../api/pod.ts';
import { isPodReady, isPodTerminal } from '../../api/pod-helpers.ts';
import { keyOf } from '../../apimachinery/meta.ts';
import { hasLabels } from '../../apimachinery/selector.ts';
import type { ServiceRule } from '../../cluster/protocol/services.ts';

/** What a service leads to, by the API server and by the nodes. */
export interface ServiceView {
  readonly services: readonly Service[];
  readonly endpoints: readonly Endpoints[];
  readonly pods: readonly Pod[];
  /** The rules of each node that is there. */
  readonly rules: ReadonlyMap<string, readonly ServiceRule[]>;
  readonly isModern: boolean;
}

/** What is amiss with services, and with which. */
export function* serviceDifferences({
  services,
  endpoints,
  pods,
  rules,
  isModern,
}: ServiceView): Generator<{ readonly how: string; readonly of: string }> {
  const known = new Map(endpoints.map((one) => [keyOf(one), one]));
  for (const service of services) {
    if (service.spec?.selector === undefined) continue;
    const of = keyOf(service);
    const written = addressesIn(known.get(of));
    if (written !== wantedBy(service, pods, isModern)) {
      yield { how: 'its endpoints are not its ready pods', of };
    }
    for (const [node, own] of rules) {
      if (ruledIn(own, of) !== written) {
        yield { how: 'a node knows other endpoints of it', of: `${of} on ${node}` };
      }
    }
  }
}

function textOf(ips: readonly string[]): string {
  return [...new Set(ips)].sort().join(' ');
}

/** What tolerates pods that are not ready leads to those that go, in older times to dead ones. */
function wantedBy({ spec, metadata }: Service, pods: readonly Pod[], isModern: boolean): string {
  const { selector = {}, publishNotReadyAddresses } = spec ?? {};
  const ready = pods.filter((pod) => {
    const { namespace, labels, deletionTimestamp } = pod.metadata;
    if (namespace !== metadata.namespace || !hasLabels(labels, selector)) return false;
    if (publishNotReadyAddresses === true) return !isModern || !isPodTerminal(pod);
    return deletionTimestamp === undefined && isPodReady(pod);
  });
  return textOf(ready.flatMap(({ status }) => (status?.podIP ? [status.podIP] : [])));
}

function addressesIn(endpoints: Endpoints | undefined): string {
  const subsets = endpoints?.subsets ?? [];
  return textOf(subsets.flatMap(({ addresses = [] }) => addresses.map(({ ip }) => ip)));
}

function ruledIn(rules: readonly ServiceRule[], key: string): string {
  const found = rules.filter(({ namespace, name }) => `${namespace}/${name}` === key);
  return textOf(
    found.flatMap(({ ports }) => ports.flatMap((port) => port.endpoints.map(({ ip }) => ip))),
  );
}
