// `kubectl describe service`. Models kubectl/pkg/describe/describe.go, describeService; where ports
// lead is read from the Endpoints of the service, as v1.20 does, also where newer ones read slices.

import type { Endpoints, Service } from '../../api/config.ts';
import { endpointsText } from '../../api/endpoints-text.ts';
import type { ApiObject } from '../../apimachinery/meta.ts';
import type { Moment } from './ages.ts';
import { annotationLines, eventLines, labelLines } from './describe-writer.ts';

type Port = NonNullable<NonNullable<Service['spec']>['ports']>[number];

/** The lines of a service; `related` holds its endpoints. */
export function serviceLines(
  service: Service,
  related: readonly ApiObject[],
  events: readonly ApiObject[] | undefined,
  now: Moment,
): readonly string[] {
  const { metadata, spec = {} } = service;
  const endpoints = related.find(({ kind }) => kind === 'Endpoints') as Endpoints | undefined;
  const families = spec.ipFamilies?.join(',') ?? '<none>';
  return [
    `Name:\t${metadata.name ?? ''}`,
    `Namespace:\t${metadata.namespace ?? ''}`,
    ...labelLines('Labels', metadata.labels),
    ...annotationLines(metadata.annotations),
    `Selector:\t${selectorText(spec.selector)}`,
    `Type:\t${spec.type ?? ''}`,
    ...given('IP Family Policy', spec.ipFamilyPolicy),
    `IP Families:\t${families}`,
    `IP:\t${spec.clusterIP ?? ''}`,
    `IPs:\t${spec.clusterIPs?.join(',') ?? '<none>'}`,
    ...given('External IPs', spec.externalIPs?.join(',')),
    ...given('External Name', spec.externalName),
    ...(spec.ports ?? []).flatMap((port) => portLines(port, endpoints)),
    `Session Affinity:\t${spec.sessionAffinity ?? ''}`,
    ...given('External Traffic Policy', spec.externalTrafficPolicy),
    ...given('Internal Traffic Policy', spec.internalTrafficPolicy),
    ...(events === undefined ? [] : eventLines(events, now)),
  ];
}

function given(title: string, value: string | undefined): readonly string[] {
  return value === undefined || value === '' ? [] : [`${title}:\t${value}`];
}

function selectorText(selector: { readonly [key: string]: string } = {}): string {
  const pairs = Object.entries(selector).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? '<none>' : pairs.sort().join(',');
}

function portLines(port: Port, endpoints: Endpoints | undefined): readonly string[] {
  const { name = '<unset>', protocol = '', nodePort = 0 } = port;
  return [
    `Port:\t${name}\t${port.port}/${protocol}`,
    `TargetPort:\t${port.targetPort ?? port.port}/${protocol}`,
    ...given('AppProtocol', port.appProtocol),
    ...(nodePort === 0 ? [] : [`NodePort:\t${name}\t${nodePort}/${protocol}`]),
    `Endpoints:\t${addressesText(endpoints ?? {}, port.name ?? '')}`,
  ];
}

/** Where a port leads: the addresses that are ready. */
function addressesText({ subsets = [] }: Pick<Endpoints, 'subsets'>, portName: string): string {
  const own = subsets.flatMap((subset) => {
    const ports = subset.ports?.filter(({ name = '' }) => name === portName) ?? [];
    return ports.length === 0 && subset.ports?.length ? [] : [{ ...subset, ports }];
  });
  return endpointsText({ subsets: own });
}
