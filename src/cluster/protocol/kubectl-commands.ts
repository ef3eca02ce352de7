// What kubectl can be told, as plain data. Resource names stay as typed: the real kubectl looks
// them up at the server, so the process `user` does.

import type { Json } from '../../kernel/message.ts';

/** One document of a manifest file, as plain values. */
export interface ManifestDocument {
  /** The file as it was named on the line; `STDIN` for `-f -`. */
  readonly source: string;
  readonly value: Json;
  /** Paths of fields that stood twice, such as `spec.containers[0].image`; the last one won. */
  readonly duplicates: readonly string[];
  /** The document could not be read: the words of the YAML reader, and where. */
  readonly problem?: { readonly message: string; readonly line: number; readonly column: number };
}

/** A resource named on the line: `pod web`, `po/web`, `pods`. */
export interface ResourceArgument {
  /** As typed: `po`, `pods`, `Pod`. */
  readonly resource: string;
  readonly name?: string;
}

/** Where and which: the flags that choose objects. */
export interface Selection {
  readonly namespace?: string;
  readonly allNamespaces?: boolean;
  readonly selector?: string;
  readonly fieldSelector?: string;
  readonly all?: boolean;
}

/** `-o`. */
export type OutputFormat =
  | { readonly format: 'table' | 'wide' | 'yaml' | 'json' | 'name' }
  | { readonly format: 'jsonpath'; readonly template: string }
  | {
      readonly format: 'custom-columns';
      readonly columns: readonly { readonly header: string; readonly path: string }[];
    };

/** `--dry-run`. */
export type DryRun = 'none' | 'client' | 'server';

/** Flags of the verbs that write manifests. */
export interface WriteFlags {
  readonly namespace?: string;
  readonly dryRun?: DryRun;
  readonly validate?: 'strict' | 'warn' | 'ignore';
  readonly output?: OutputFormat;
}

/** `kubectl create -f`, and what `kubectl create secret generic …` and its like make themselves. */
export interface KubectlCreate extends WriteFlags {
  readonly type: 'kubectl.create';
  readonly documents: readonly ManifestDocument[];
  /** Set when kubectl made the object itself: `configmap`, `secret`, `namespace`. */
  readonly generator?: string;
}

/** `kubectl create --raw PATH -f FILE`. */
export interface KubectlCreateRaw {
  readonly type: 'kubectl.create-raw';
  readonly path: string;
  readonly body: Json;
}

/** `kubectl apply -f`. */
export interface KubectlApply extends WriteFlags {
  readonly type: 'kubectl.apply';
  readonly documents: readonly ManifestDocument[];
  readonly isServerSide?: boolean;
  readonly fieldManager?: string;
  readonly isForced?: boolean;
}

/** `kubectl replace -f`; with `--force` delete first. */
export interface KubectlReplace extends WriteFlags {
  readonly type: 'kubectl.replace';
  readonly documents: readonly ManifestDocument[];
  readonly isForced?: boolean;
  readonly gracePeriodSeconds?: number;
}

/** `kubectl edit`: the edited text stands beside the line. */
export interface KubectlEdit extends WriteFlags {
  readonly type: 'kubectl.edit';
  readonly target: ResourceArgument;
  readonly document: ManifestDocument;
}

/** `kubectl run NAME --image=…`. */
export interface KubectlRun extends WriteFlags {
  readonly type: 'kubectl.run';
  readonly document: ManifestDocument;
}

/** `kubectl debug`: the container, still without its name when nobody gave one. */
export interface KubectlDebug {
  readonly type: 'kubectl.debug';
  readonly target: ResourceArgument;
  readonly namespace?: string;
  readonly container?: string;
  readonly ephemeral: { readonly [field: string]: Json } & {
    readonly targetContainerName?: string;
  };
}

/** `kubectl get`. */
export interface KubectlGet extends Selection {
  readonly type: 'kubectl.get';
  readonly targets: readonly ResourceArgument[];
  readonly output: OutputFormat;
  readonly isWatch?: boolean;
  readonly isWatchOnly?: boolean;
  readonly isHeaderless?: boolean;
  readonly showLabels?: boolean;
  readonly showKind?: boolean;
  readonly labelColumns?: readonly string[];
  readonly sortBy?: string;
  readonly ignoreNotFound?: boolean;
  readonly raw?: string;
}

/** `kubectl describe`. */
export interface KubectlDescribe extends Selection {
  readonly type: 'kubectl.describe';
  readonly targets: readonly ResourceArgument[];
  readonly showEvents?: boolean;
}

/** `kubectl delete`. */
export interface KubectlDelete extends Selection {
  readonly type: 'kubectl.delete';
  readonly targets: readonly ResourceArgument[];
  readonly documents?: readonly ManifestDocument[];
  /** As typed; absent means the object's own grace. */
  readonly gracePeriodSeconds?: number;
  readonly isForced?: boolean;
  readonly isNow?: boolean;
  readonly wait?: boolean;
  readonly timeoutSeconds?: number;
  readonly ignoreNotFound?: boolean;
  readonly output?: OutputFormat;
  readonly dryRun?: DryRun;
}

/** `kubectl patch`. */
export interface KubectlPatch {
  readonly type: 'kubectl.patch';
  readonly target: ResourceArgument;
  readonly namespace?: string;
  readonly patchType: 'json' | 'merge' | 'strategic';
  readonly patch: Json;
  readonly subresource?: string;
  readonly output?: OutputFormat;
}

/** `kubectl set image`. */
export interface KubectlSetImage {
  readonly type: 'kubectl.set-image';
  readonly target: ResourceArgument;
  readonly namespace?: string;
  /** Container name (`*` for all) and image. */
  readonly images: readonly { readonly container: string; readonly image: string }[];
}

/** One `key=value` or `key-` of label, annotate and taint. */
export interface KeyChange {
  readonly key: string;
  /** Absent: remove the key. */
  readonly value?: string;
  /** Taints only. */
  readonly effect?: string;
}

/** `kubectl label` and `kubectl annotate`. */
export interface KubectlLabel extends Selection {
  readonly type: 'kubectl.label' | 'kubectl.annotate';
  readonly targets: readonly ResourceArgument[];
  readonly changes: readonly KeyChange[];
  readonly isOverwrite?: boolean;
}

/** `kubectl taint nodes`. */
export interface KubectlTaint extends Selection {
  readonly type: 'kubectl.taint';
  readonly nodes: readonly string[];
  readonly changes: readonly KeyChange[];
  readonly isOverwrite?: boolean;
}

/** `kubectl cordon` and `kubectl uncordon`. */
export interface KubectlCordon extends Selection {
  readonly type: 'kubectl.cordon' | 'kubectl.uncordon';
  readonly nodes: readonly string[];
}

/** `kubectl drain`. */
export interface KubectlDrain extends Selection {
  readonly type: 'kubectl.drain';
  readonly nodes: readonly string[];
  readonly isForced?: boolean;
  readonly ignoreDaemonSets?: boolean;
  readonly deleteEmptyDirData?: boolean;
  readonly disableEviction?: boolean;
  readonly gracePeriodSeconds?: number;
  readonly timeoutSeconds?: number;
}

/** `kubectl logs`. */
export interface KubectlLogs extends Selection {
  readonly type: 'kubectl.logs';
  readonly pod: ResourceArgument;
  readonly container?: string;
  readonly allContainers?: boolean;
  readonly previous?: boolean;
  readonly follow?: boolean;
  readonly tail?: number;
  readonly sinceSeconds?: number;
  readonly timestamps?: boolean;
  readonly limitBytes?: number;
}

/** `kubectl exec`. */
export interface KubectlExec {
  readonly type: 'kubectl.exec';
  readonly pod: ResourceArgument;
  readonly namespace?: string;
  readonly container?: string;
  readonly command: readonly string[];
  readonly stdin?: boolean;
  readonly tty?: boolean;
}

/** `kubectl wait --for=…`. */
export interface KubectlWait extends Selection {
  readonly type: 'kubectl.wait';
  readonly targets: readonly ResourceArgument[];
  readonly condition:
    | { readonly kind: 'delete' }
    | { readonly kind: 'condition'; readonly name: string; readonly status: string }
    | { readonly kind: 'jsonpath'; readonly path: string; readonly value?: string };
  readonly timeoutSeconds: number;
}

/** `kubectl top`. */
export interface KubectlTop extends Selection {
  readonly type: 'kubectl.top';
  readonly what: 'pods' | 'nodes';
  readonly name?: string;
  readonly showContainers?: boolean;
  readonly showCapacity?: boolean;
  readonly showSwap?: boolean;
  readonly isSummed?: boolean;
  readonly sortBy?: string;
  readonly isHeaderless?: boolean;
}

/** `kubectl version`, `kubectl api-resources`. */
export interface KubectlPlain {
  readonly type: 'kubectl.version' | 'kubectl.api-resources';
}

/** Everything kubectl does here. */
export type KubectlCommand =
  | KubectlCreate
  | KubectlCreateRaw
  | KubectlApply
  | KubectlReplace
  | KubectlEdit
  | KubectlRun
  | KubectlDebug
  | KubectlGet
  | KubectlDescribe
  | KubectlDelete
  | KubectlPatch
  | KubectlSetImage
  | KubectlLabel
  | KubectlTaint
  | KubectlCordon
  | KubectlDrain
  | KubectlLogs
  | KubectlExec
  | KubectlWait
  | KubectlTop
  | KubectlPlain;
