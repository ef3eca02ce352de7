// What every API object has, and the objects seen without knowing their kind.
// The shapes are those of kubernetes-types, made readonly and extended where the API is newer.

import type * as meta from 'kubernetes-types/meta/v1';
import type { DeepReadonly } from '../base/readonly.ts';

/** Metadata of an object. */
export type ObjectMeta = DeepReadonly<meta.ObjectMeta>;

/** Metadata of a list. */
export type ListMeta = DeepReadonly<meta.ListMeta>;

/** Who an object belongs to. */
export type OwnerReference = DeepReadonly<meta.OwnerReference>;

/** A selector by labels. */
export type LabelSelector = DeepReadonly<meta.LabelSelector>;

/** Any API object; the fields beyond its metadata are known to its own type only. */
export interface ApiObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
}

/** A list of API objects as the API server answers it. */
export interface ApiList<T extends ApiObject = ApiObject> {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ListMeta;
  readonly items: readonly T[];
}

/** A string map such as labels, annotations or a node selector. */
export interface StringMap {
  readonly [key: string]: string;
}

/** Names one object: enough to find it. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly uid?: string;
}

/** `namespace/name`, or the name alone for objects without a namespace. */
export function keyOf(object: { readonly metadata: ObjectMeta }): string {
  const { name = '', namespace } = object.metadata;
  return namespace === undefined || namespace === '' ? name : `${namespace}/${name}`;
}

/** The owner that controls this object, if any. */
export function controllerOf(object: {
  readonly metadata: ObjectMeta;
}): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((owner) => owner.controller === true);
}

/** Whom something is about, in the words of facts and descriptions: the kind in lower case. */
export function subjectOf(object: ApiObject): Omit<ObjectRef, 'apiVersion'> {
  const { name = '', namespace, uid } = object.metadata;
  return {
    kind: object.kind.toLowerCase(),
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(uid === undefined ? {} : { uid }),
  };
}
