// Everything a person, a lesson or a scenario can do, as plain data: the parse of one typed line.
// `shell` makes these from text; the process `user` and `cluster/commands.ts` carry them out.
// Words stay as typed where the real tool would look them up at the server (resource names).

import type { Json, Message } from '../../kernel/message.ts';

/** What is stored in the log: the words and the files that lay beside them. */
export interface TypedLine {
  readonly text: string;
  readonly files?: { readonly [name: string]: string };
  readonly note?: string;
}

/** The message that starts a command at the process `user`. */
export interface UserCommand extends Message {
  readonly type: 'command';
  /** Unique in the log; names the entry of the transcript. */
  readonly id: number;
  readonly text: string;
  readonly command: Command;
}

/** One document of a manifest file, as plain values. */
export interface ManifestDocument {
  /** The file as it was named on the line; `STDIN` for `-f -`. */
  readonly source: string;
  readonly value: Json;
  /** Paths of fields that stood twice, such as `spec.containers[0].image`; the last one won. */
  readonly duplicates: readonly string[];
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

/** On which node a node-local tool is typed; absent means the first node (`--node NAME`, `node:`). */
export interface OnNode {
  readonly node?: string;
}

/** The Docker client. Containers are named by name, by id or by the start of either. */
export type DockerCommand = OnNode &
  (
    | {
        readonly type: 'docker.ps';
        readonly all: boolean;
        readonly quiet: boolean;
        readonly noTrunc: boolean;
      }
    | {
        readonly type: 'docker.kill';
        readonly containers: readonly string[];
        readonly signal: string;
      }
    | {
        readonly type: 'docker.rm';
        readonly containers: readonly string[];
        readonly isForced: boolean;
      }
    | {
        readonly type: 'docker.stop' | 'docker.restart';
        readonly containers: readonly string[];
        readonly timeoutSeconds: number;
      }
    | { readonly type: 'docker.start'; readonly containers: readonly string[] }
    | {
        readonly type: 'docker.exec';
        readonly container: string;
        readonly command: readonly string[];
      }
    | {
        readonly type: 'docker.logs';
        readonly container: string;
        readonly tail?: number;
        readonly follow?: boolean;
        readonly timestamps?: boolean;
      }
    | { readonly type: 'docker.inspect'; readonly objects: readonly string[] }
    | { readonly type: 'docker.images' }
    | { readonly type: 'docker.pull'; readonly image: string }
    | {
        readonly type: 'docker.rmi';
        readonly images: readonly string[];
        readonly isForced: boolean;
      }
    | { readonly type: 'docker.tag'; readonly source: string; readonly target: string }
  );

/** The CRI client. */
export type CrictlCommand = OnNode &
  (
    | { readonly type: 'crictl.ps'; readonly all: boolean; readonly quiet: boolean }
    | { readonly type: 'crictl.pods'; readonly quiet: boolean }
    | {
        readonly type: 'crictl.stop';
        readonly containers: readonly string[];
        readonly timeoutSeconds: number;
      }
    | {
        readonly type: 'crictl.rm';
        readonly containers: readonly string[];
        readonly isForced: boolean;
      }
    | { readonly type: 'crictl.stopp'; readonly pods: readonly string[] }
    | { readonly type: 'crictl.rmp'; readonly pods: readonly string[]; readonly isForced: boolean }
    | { readonly type: 'crictl.images' }
    | { readonly type: 'crictl.pull'; readonly image: string }
    | { readonly type: 'crictl.rmi'; readonly images: readonly string[] }
    | { readonly type: 'crictl.logs'; readonly container: string; readonly tail?: number }
    | {
        readonly type: 'crictl.exec';
        readonly container: string;
        readonly command: readonly string[];
      }
    | { readonly type: 'crictl.inspect'; readonly container: string }
    | { readonly type: 'crictl.inspectp'; readonly pod: string }
  );

/** A container as `ctr` names it: an id, or `<pod>/<container>#<attempt>` (`POD` is the sandbox). */
export type CtrContainer =
  | { readonly id: string }
  | { readonly pod: string; readonly container: string; readonly attempt: number };

/** containerd's own client, in namespace k8s.io. */
export type CtrCommand = OnNode &
  (
    | { readonly type: 'ctr.tasks-kill'; readonly container: CtrContainer; readonly signal: string }
    | {
        readonly type: 'ctr.tasks-delete';
        readonly container: CtrContainer;
        readonly isForced: boolean;
      }
    | { readonly type: 'ctr.tasks-ls' }
    | { readonly type: 'ctr.containers-delete'; readonly container: CtrContainer }
    | { readonly type: 'ctr.containers-ls' }
    | { readonly type: 'ctr.images-tag'; readonly source: string; readonly target: string }
  );

/** etcd's client. */
export type EtcdctlCommand =
  | {
      readonly type: 'etcdctl.get';
      readonly key: string;
      readonly rangeEnd?: string;
      readonly isPrefix: boolean;
      readonly isKeysOnly: boolean;
      readonly limit?: number;
      readonly revision?: number;
      readonly output: 'simple' | 'json' | 'fields';
    }
  | { readonly type: 'etcdctl.put'; readonly key: string; readonly value: string }
  | { readonly type: 'etcdctl.del'; readonly key: string; readonly isPrefix: boolean }
  | {
      readonly type: 'etcdctl.watch';
      readonly key: string;
      readonly isPrefix: boolean;
      readonly revision?: number;
    };

/** curl of any simulated port. */
export interface CurlCommand extends OnNode {
  readonly type: 'curl';
  readonly method: string;
  readonly url: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly body?: string;
  readonly showHeaders: boolean;
}

/** Starting and stopping services. */
export interface SystemctlCommand extends OnNode {
  readonly type: 'systemctl';
  readonly verb: 'start' | 'stop' | 'restart' | 'kill' | 'status';
  /** `kubelet`, `docker`, `containerd`, `kube-apiserver`, `kube-scheduler`, `kube-controller-manager`, `etcd`. */
  readonly unit: string;
  /** `SIGTERM` unless `-s` says otherwise; `kill` only. */
  readonly signal?: string;
  /** Flags that replace those of the unit from this start on. */
  readonly flags?: { readonly [flag: string]: string };
}

/** Files on a node, and what a simulated HTTP address answers. */
export type NodeFileCommand = OnNode &
  (
    | { readonly type: 'write'; readonly path: string; readonly content: string }
    | { readonly type: 'rm'; readonly path: string }
    | {
        readonly type: 'serve';
        readonly url: string;
        readonly content: string;
        readonly status: number;
      }
  );

/** Faults and knobs of the laboratory. Processes are named as in the simulation: `kubelet@node-1`. */
export type Fault =
  | { readonly type: 'lab.partition'; readonly a: string; readonly b: string }
  | { readonly type: 'lab.heal'; readonly a?: string; readonly b?: string }
  | {
      readonly type: 'lab.drop';
      readonly from: string;
      readonly to: string;
      readonly count: number;
    }
  | {
      readonly type: 'lab.delay';
      readonly a: string;
      readonly b: string;
      readonly delayMicros: number;
    }
  | {
      readonly type: 'lab.registry';
      readonly isDown?: boolean;
      readonly bytesPerSecond?: number;
      readonly latencyMicros?: number;
    }
  | {
      readonly type: 'lab.image';
      readonly image: string;
      readonly answer: 'ok' | 'not-found' | 'unauthorized';
    }
  | { readonly type: 'lab.fill-disk'; readonly node?: string; readonly percent: number }
  | { readonly type: 'lab.crash'; readonly process: string }
  | { readonly type: 'lab.restart'; readonly process: string }
  | {
      readonly type: 'lab.load';
      readonly pod: string;
      readonly container?: string;
      readonly milliCpu?: number;
      readonly memoryBytes?: number;
    };

/** A line no tool could read: its own words, as it would print them. */
export interface RefusedCommand {
  readonly type: 'refused';
  readonly tool: string;
  readonly message: string;
  readonly exitCode: number;
  /** Where in the line or file the trouble stands. */
  readonly place?: Place;
}

/** A line whose answer needs nobody: `kubectl --help`, an empty line, a comment. */
export interface LocalCommand {
  readonly type: 'local';
  readonly lines: readonly string[];
}

/** A position in a typed line (no `file`) or in one of its files; line and column count from 1. */
export interface Place {
  readonly file?: string;
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** The parse of one typed line. */
export type Command =
  | KubectlCommand
  | DockerCommand
  | CrictlCommand
  | CtrCommand
  | EtcdctlCommand
  | CurlCommand
  | SystemctlCommand
  | NodeFileCommand
  | Fault
  | LocalCommand
  | RefusedCommand;

/** The name of one kind of command, such as `kubectl.get`. */
export type CommandType = Command['type'];
