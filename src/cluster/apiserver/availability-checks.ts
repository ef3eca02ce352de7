// What makes an API service available, as far as the caches can say: its Service, the port, and
// ready endpoints behind it. Pure. Models kube-aggregator/pkg/controllers/status/remote (sync up
// to the discovery check), status/local, and apis/apiregistration/v1/helper.

import type { Endpoints, Service } from '../../api/config.ts';
import { type KindInfo, kindOfResource, storageKey } from '../../api/kinds.ts';
import type { ApiObject } from '../../apimachinery/meta.ts';
import { present } from '../../base/assert.ts';
import { get } from '../../base/persistent-map.ts';
import type { ApiServerState } from './state.ts';

/** The kind that says who serves a group. */
export const API_SERVICES: KindInfo = present(
  kindOfResource('apiregistration.k8s.io', 'apiservices'),
  'API services are served',
);
const SERVICES: KindInfo = present(kindOfResource('', 'services'), 'services are served');
const ENDPOINTS: KindInfo = present(kindOfResource('', 'endpoints'), 'endpoints are served');

/** Whether a group can be asked for, and why not. */
export interface AvailableCondition {
  readonly type: string;
  readonly status: string;
  readonly lastTransitionTime?: string;
  readonly reason: string;
  readonly message: string;
}

/** Stands for a group: who serves it. */
export interface ApiService extends ApiObject {
  readonly spec?: {
    readonly group?: string;
    readonly version?: string;
    readonly service?: {
      readonly namespace?: string;
      readonly name?: string;
      readonly port?: number;
    };
  };
  readonly status?: { readonly conditions?: readonly AvailableCondition[] };
}

/** A pod that serves a group. */
export interface Target {
  readonly ip: string;
  readonly port: number;
  readonly node: string;
}

/** What the caches say of an API service. */
export interface Verdict {
  readonly condition: AvailableCondition;
  /** Those who can be asked, when nothing speaks against it. */
  readonly targets: readonly Target[];
  /** `10.96.7.1:443` of the Service; empty for one served by this server itself. */
  readonly address: string;
}

/** The condition `Available` as it is stored. */
export function storedCondition({ status }: ApiService): AvailableCondition | undefined {
  return status?.conditions?.find(({ type }) => type === 'Available');
}

/** A new condition; its time is set when it is written. */
export function condition(status: string, reason: string, message: string): AvailableCondition {
  return { type: 'Available', status, reason, message };
}

/** Judges an API service by the caches. */
export function judged(state: ApiServerState, { spec }: ApiService): Verdict {
  if (spec?.service === undefined) {
    const local = condition('True', 'Local', 'Local APIServices are always available');
    return { condition: local, targets: [], address: '' };
  }
  const { namespace = '', name = '', port = 443 } = spec.service;
  const none = (reason: string, message: string): Verdict => ({
    condition: condition('False', reason, message),
    targets: [],
    address: '',
  });
  const about = `service/${name} in "${namespace}"`;
  const service = found(state, SERVICES, namespace, name) as Service | undefined;
  if (service === undefined) return none('ServiceNotFound', `${about} is not present`);
  const asked = service.spec?.ports?.find((one) => one.port === port);
  const isChecked = (service.spec?.type ?? 'ClusterIP') === 'ClusterIP';
  if (asked === undefined && isChecked) {
    return none('ServicePortError', `${about} is not listening on port ${port}`);
  }
  const where = state.config.edition === 'containerd' ? 'endpointslices' : 'endpoints';
  const endpoints = found(state, ENDPOINTS, namespace, name) as Endpoints | undefined;
  if (endpoints === undefined && isChecked) {
    return none('EndpointsNotFound', `cannot find ${where} for ${about}`);
  }
  const portName = asked?.name ?? '';
  const targets = targetsOf(endpoints, portName);
  if (targets.length === 0 && isChecked) {
    const why = `${where} for ${about} have no addresses with port name "${portName}"`;
    return none('MissingEndpoints', why);
  }
  const passed = condition('True', 'Passed', 'all checks passed');
  return { condition: passed, targets, address: `${service.spec?.clusterIP ?? ''}:${port}` };
}

function found(
  { caches }: ApiServerState,
  info: KindInfo,
  namespace: string,
  name: string,
): ApiObject | undefined {
  const cache = get(caches, info.storagePrefix);
  return cache === undefined ? undefined : get(cache.objects, storageKey(info, namespace, name));
}

function targetsOf(endpoints: Endpoints | undefined, portName: string): readonly Target[] {
  return (endpoints?.subsets ?? []).flatMap(({ addresses = [], ports = [] }) => {
    const port = ports.find(({ name = '' }) => name === portName);
    if (port === undefined) return [];
    return addresses.map(({ ip, nodeName = '' }) => ({ ip, port: port.port, node: nodeName }));
  });
}
