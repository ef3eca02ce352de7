// Objects that configure pods or tell about them: Secret, ConfigMap, Event, Service, Namespace.

import type * as core from 'kubernetes-types/core/v1';
import type { ApiObject, StringMap } from '../apimachinery/meta.ts';
import type { DeepReadonly } from '../base/readonly.ts';

/** Secret data in base64. */
export interface Secret extends ApiObject {
  readonly kind: 'Secret';
  readonly apiVersion: 'v1';
  readonly data?: StringMap;
  readonly stringData?: StringMap;
  readonly type?: string;
  readonly immutable?: boolean;
}

/** Plain configuration data. */
export interface ConfigMap extends ApiObject {
  readonly kind: 'ConfigMap';
  readonly apiVersion: 'v1';
  readonly data?: StringMap;
  readonly binaryData?: StringMap;
  readonly immutable?: boolean;
}

/** What a service is wished to be. */
export type ServiceSpec = DeepReadonly<core.ServiceSpec>;

/** One port of a service. */
export type ServicePort = DeepReadonly<core.ServicePort>;

/** A service: for pods it is environment variables and a name. */
export interface Service extends ApiObject {
  readonly kind: 'Service';
  readonly apiVersion: 'v1';
  readonly spec?: ServiceSpec;
  readonly status?: DeepReadonly<core.ServiceStatus>;
}

/** Where the calls to a service go: addresses of pods, in groups with the same ports. */
export interface Endpoints extends ApiObject {
  readonly kind: 'Endpoints';
  readonly apiVersion: 'v1';
  readonly subsets?: readonly EndpointSubset[];
}

/** Addresses that share their ports. */
export type EndpointSubset = DeepReadonly<core.EndpointSubset>;

/** The address of a pod behind a service. */
export type EndpointAddress = DeepReadonly<core.EndpointAddress>;

/** A port of those addresses. */
export type EndpointPort = DeepReadonly<core.EndpointPort>;

/** A namespace. */
export interface Namespace extends ApiObject {
  readonly kind: 'Namespace';
  readonly apiVersion: 'v1';
  readonly spec?: DeepReadonly<core.NamespaceSpec>;
  readonly status?: DeepReadonly<core.NamespaceStatus>;
}

/** Names another object, of any kind. */
export type ObjectReference = DeepReadonly<core.ObjectReference>;

/** An Event in its v1 form; events.k8s.io events are stored in this form too. */
export interface Event extends ApiObject {
  readonly kind: 'Event';
  readonly apiVersion: 'v1';
  readonly involvedObject: ObjectReference;
  readonly reason?: string;
  readonly message?: string;
  readonly type?: string;
  readonly source?: { readonly component?: string; readonly host?: string };
  readonly firstTimestamp?: string | null;
  readonly lastTimestamp?: string | null;
  readonly count?: number;
  readonly eventTime?: string | null;
  readonly series?: DeepReadonly<core.EventSeries>;
  readonly action?: string;
  readonly related?: ObjectReference;
  readonly reportingComponent?: string;
  readonly reportingInstance?: string;
}

/** An event as the `events.k8s.io/v1` API shows it. */
export interface EventsV1Event extends ApiObject {
  readonly kind: 'Event';
  readonly apiVersion: 'events.k8s.io/v1';
  readonly eventTime?: string | null;
  readonly series?: { readonly count: number; readonly lastObservedTime: string };
  readonly reportingController?: string;
  readonly reportingInstance?: string;
  readonly action?: string;
  readonly reason?: string;
  readonly regarding?: ObjectReference;
  readonly related?: ObjectReference;
  readonly note?: string;
  readonly type?: string;
  readonly deprecatedSource?: { readonly component?: string; readonly host?: string };
  readonly deprecatedFirstTimestamp?: string | null;
  readonly deprecatedLastTimestamp?: string | null;
  readonly deprecatedCount?: number;
}
