// Admission of new objects: a list of functions, each may change the object or refuse it.
// Models the plugins on by default: NamespaceLifecycle (in create.ts, it may have to ask etcd),
// TaintNodesByCondition, Priority, DefaultTolerationSeconds, StorageObjectInUseProtection. The
// recorded server has no ServiceAccount plugin.

import type { Taint } from '../../api/node.ts';
import type { Pod, Toleration } from '../../api/pod.ts';
import { PV_PROTECTION, PVC_PROTECTION } from '../../api/storage.ts';
import type { ApiObject } from '../../apimachinery/meta.ts';
import { forbiddenStatus, type Status } from '../../apimachinery/status.ts';
import { runtimeClass } from './admission-runtime-class.ts';
import type { ApiServerConfig } from './config.ts';

/** What admission may look up. */
export interface AdmissionContext {
  readonly config: ApiServerConfig;
  readonly priorityClasses: readonly ApiObject[];
}

/** One plugin: the object as it shall be, or the refusal. */
export type AdmissionPlugin = (object: ApiObject, context: AdmissionContext) => ApiObject | Status;

/** The plugins in the order in which the server runs them. */
const PLUGINS: readonly AdmissionPlugin[] = [
  taintNode,
  priority,
  defaultTolerationSeconds,
  runtimeClass,
  storageProtection,
];

/** Runs all plugins on a new object. */
export function admitted(object: ApiObject, context: AdmissionContext): ApiObject | Status {
  let current = object;
  for (const plugin of PLUGINS) {
    const next = plugin(current, context);
    if (next.kind === 'Status') return next as Status;
    current = next as ApiObject;
  }
  return current;
}

/**
 * Claims and volumes get a finalizer (OUTAGE-22).
 * Models plugin/pkg/admission/storage/storageobjectinuseprotection.
 */
function storageProtection(object: ApiObject, { config }: AdmissionContext): ApiObject {
  const finalizer = { PersistentVolume: PV_PROTECTION, PersistentVolumeClaim: PVC_PROTECTION };
  const own = finalizer[object.kind as keyof typeof finalizer];
  const { finalizers = [] } = object.metadata;
  // It came with v1.9.
  if (own === undefined || config.edition === 'document' || finalizers.includes(own)) return object;
  return { ...object, metadata: { ...object.metadata, finalizers: [...finalizers, own] } };
}

/** A new node takes no pods before it was Ready. Models plugin/pkg/admission/nodetaint. */
function taintNode(object: ApiObject): ApiObject {
  if (object.kind !== 'Node') return object;
  const node = object as ApiObject & { readonly spec?: { readonly taints?: readonly Taint[] } };
  const taints = node.spec?.taints ?? [];
  const notReady: Taint = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };
  if (taints.some((one) => one.key === notReady.key && one.effect === notReady.effect)) {
    return object;
  }
  return { ...node, spec: { ...node.spec, taints: [...taints, notReady] } } as ApiObject;
}

interface PriorityClass extends ApiObject {
  readonly value?: number;
  readonly globalDefault?: boolean;
  readonly preemptionPolicy?: string;
}

/** The number behind the class name. Models plugin/pkg/admission/priority. */
function priority(object: ApiObject, context: AdmissionContext): ApiObject | Status {
  if (object.kind !== 'Pod') return object;
  const pod = object as Pod;
  const classes = context.priorityClasses as readonly PriorityClass[];
  const asked = pod.spec.priorityClassName ?? '';
  const found =
    asked === ''
      ? classes.find((one) => one.globalDefault === true)
      : classes.find((one) => one.metadata.name === asked);
  const resource = { group: '', resource: 'pods' };
  const name = pod.metadata.name ?? '';
  if (asked !== '' && found === undefined) {
    return forbiddenStatus(resource, name, `no PriorityClass with name ${asked} was found`);
  }
  const value = found?.value ?? 0;
  if (pod.spec.priority !== undefined && pod.spec.priority !== value) {
    const why = `the integer value of priority (${pod.spec.priority}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`;
    return forbiddenStatus(resource, name, why);
  }
  const className = found?.metadata.name;
  return {
    ...pod,
    spec: {
      ...pod.spec,
      ...(className === undefined ? {} : { priorityClassName: className }),
      priority: value,
      preemptionPolicy: found?.preemptionPolicy ?? 'PreemptLowerPriority',
    },
  } as ApiObject;
}

const TOLERATED: readonly string[] = [
  'node.kubernetes.io/not-ready',
  'node.kubernetes.io/unreachable',
];

/**
 * Five minutes of patience with a lost node. Models plugin/pkg/admission/defaulttolerationseconds.
 */
function defaultTolerationSeconds(object: ApiObject): ApiObject {
  if (object.kind !== 'Pod') return object;
  const pod = object as Pod;
  const tolerations: readonly Toleration[] = pod.spec.tolerations ?? [];
  const missing = TOLERATED.filter((key) => !tolerations.some((one) => tolerates(one, key)));
  if (missing.length === 0) return object;
  const added = missing.map((key) => {
    return { key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 };
  });
  return { ...pod, spec: { ...pod.spec, tolerations: [...tolerations, ...added] } } as ApiObject;
}

function tolerates(toleration: Toleration, key: string): boolean {
  const isKey = toleration.key === key || (toleration.key ?? '') === '';
  const effect = toleration.effect ?? '';
  return isKey && (effect === 'NoExecute' || effect === '');
}
