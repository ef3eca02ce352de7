// What came of typed lines, as data: the process `user` keeps it, `shell/print` turns it into the
// text a terminal shows. The core never formats, so one answer can be a table, YAML or a picture.

import type { ApiObject } from '../../apimachinery/meta.ts';
import type { Status } from '../../apimachinery/status.ts';
import type { Json } from '../../kernel/message.ts';
import type { Micros } from '../../kernel/time.ts';
import type { CtrRow } from './containerd.ts';
import type { CriImage } from './cri.ts';
import type { CriContainer, PodSandbox } from './cri-objects.ts';
import type { DockerContainerSummary, DockerImage } from './docker.ts';
import type { EtcdEvent, KeyValue } from './etcd.ts';
import type { KubectlGet } from './kubectl-commands.ts';

/** How far a command is. */
export type TranscriptStatus = 'running' | 'done';

/** One typed line and everything that came back. */
export interface TranscriptEntry {
  readonly id: number;
  readonly at: Micros;
  readonly text: string;
  readonly status: TranscriptStatus;
  readonly exitCode: number;
  readonly output: readonly OutputPart[];
  readonly finishedAt?: Micros;
}

/** How `kubectl get` wants its objects shown. */
export type GetView = Pick<
  KubectlGet,
  | 'output'
  | 'isHeaderless'
  | 'showLabels'
  | 'showKind'
  | 'labelColumns'
  | 'sortBy'
  | 'allNamespaces'
>;

/** A piece of output. */
export type OutputPart =
  /** Finished lines such as `pod/web created`. */
  | { readonly kind: 'line'; readonly text: string; readonly isError?: boolean }
  /** Raw text that may lack a newline: logs, exec, curl. */
  | { readonly kind: 'text'; readonly text: string; readonly isError?: boolean }
  /** A refusal by the API server; `source` as kubectl puts it before the words. */
  | {
      readonly kind: 'error';
      readonly status: Status;
      readonly source?: { readonly verb: string; readonly source: string };
    }
  /** Objects of one kind, for kubectl get. */
  | {
      readonly kind: 'objects';
      /** `pods`, `nodes`; chooses the columns. */
      readonly resource: string;
      readonly objects: readonly ApiObject[];
      /** Whether one object was asked for by name. */
      readonly isSingle: boolean;
      readonly view: GetView;
      readonly at: Micros;
      readonly epochSeconds: number;
      readonly edition: string;
      /** Rows after the first of a watch: no header. */
      readonly isContinued?: boolean;
      readonly watchEvent?: string;
    }
  /** One object with what describe gathers around it. */
  | {
      readonly kind: 'description';
      readonly resource: string;
      readonly object: ApiObject;
      readonly events: readonly ApiObject[];
      /** Pods of a node, and the like. */
      readonly related: readonly ApiObject[];
      readonly showEvents: boolean;
      readonly at: Micros;
      readonly epochSeconds: number;
      readonly edition: string;
    }
  | {
      readonly kind: 'docker-ps';
      readonly containers: readonly DockerContainerSummary[];
      readonly isQuiet: boolean;
      readonly isUncut: boolean;
      readonly at: Micros;
    }
  | { readonly kind: 'docker-images'; readonly images: readonly DockerImage[]; readonly at: Micros }
  | {
      readonly kind: 'crictl-ps';
      readonly containers: readonly CriContainer[];
      readonly isQuiet: boolean;
      readonly at: Micros;
    }
  | {
      readonly kind: 'crictl-pods';
      readonly pods: readonly PodSandbox[];
      readonly isQuiet: boolean;
      readonly at: Micros;
    }
  | { readonly kind: 'crictl-images'; readonly images: readonly CriImage[] }
  | {
      readonly kind: 'ctr-rows';
      readonly list: 'tasks' | 'containers';
      readonly rows: readonly CtrRow[];
    }
  | {
      readonly kind: 'etcd-kvs';
      readonly kvs: readonly KeyValue[];
      readonly count: number;
      readonly revision: number;
      readonly isKeysOnly: boolean;
      readonly output: 'simple' | 'json' | 'fields';
    }
  | { readonly kind: 'etcd-events'; readonly events: readonly EtcdEvent[] }
  /** A plain table. */
  | { readonly kind: 'table'; readonly rows: readonly (readonly string[])[] }
  /** A value shown as indented JSON. */
  | { readonly kind: 'json'; readonly value: Json };
