// What is typed on a node, as plain data: the clients of Docker, CRI and containerd, services,
// files and curl; and etcd's client.

import type { Json } from '../../kernel/message.ts';

/**
 * On which node a node-local tool is typed; absent means the first node (`--node NAME`,
 * `node:`).
 */
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

/**
 * A container as `ctr` names it: an id, or `<pod>/<container>#<attempt>` (`POD` is the sandbox).
 */
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
  /** Certificates are not looked at. */
  readonly isInsecure?: boolean;
}

/** Starting and stopping services. */
export interface SystemctlCommand extends OnNode {
  readonly type: 'systemctl';
  readonly verb: 'start' | 'stop' | 'restart' | 'kill' | 'status';
  /**
   * `kubelet`, `docker`, `containerd`, `kube-apiserver`, `kube-scheduler`, `kube-controller-
   * manager`, `etcd`.
   */
  readonly unit: string;
  /** `SIGTERM` unless `-s` says otherwise; `kill` only. */
  readonly signal?: string;
  /** Flags that replace those of the unit from this start on. */
  readonly flags?: { readonly [flag: string]: string };
  /** What those flags come to, by process; worked out when the command enters the cluster. */
  readonly configs?: { readonly [process: string]: Json };
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
