// The Container Runtime Interface: the calls a kubelet makes to its runtime, as plain data.
// Models k8s.io/cri-api, api.proto v1 (RuntimeService, ImageService). Instants are simulated
// microseconds where the wire has nanoseconds. Knows nothing of how an engine carries a call out.

import type { Message } from '../../kernel/message.ts';
import type { Micros } from '../../kernel/time.ts';
import type {
  ContainerConfig,
  ContainerFilter,
  ContainerResources,
  CriContainer,
  CriContainerStatus,
  PodSandbox,
  PodSandboxConfig,
  PodSandboxFilter,
  PodSandboxStatus,
  RuntimeCondition,
} from './cri-objects.ts';
import type { LogLine } from './linux-logs.ts';

/** Credentials for a pull, as a pull secret or a credential provider gives them. */
export interface AuthConfig {
  readonly username?: string;
  readonly password?: string;
  readonly auth?: string;
  readonly serverAddress?: string;
  readonly identityToken?: string;
  readonly registryToken?: string;
}

/** One image in the runtime's store. */
export interface CriImage {
  /** `sha256:…`, the digest of the image's configuration. */
  readonly id: string;
  readonly repoTags: readonly string[];
  readonly repoDigests: readonly string[];
  readonly sizeBytes: number;
  /** Numeric user of the image's configuration. */
  readonly uid?: number;
  /** User name of the image's configuration when it is not a number. */
  readonly username?: string;
  /** Never removed by image garbage collection (the pause image). */
  readonly isPinned: boolean;
}

/** Space that a store of images takes. */
export interface FilesystemUsage {
  readonly timestamp: Micros;
  readonly mountpoint: string;
  readonly usedBytes: number;
  readonly inodesUsed: number;
}

/** What ended an `ExecSync` or an `Exec`. */
export interface ExecResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** Nothing to say but that it worked. */
export interface Empty {
  readonly [none: string]: never;
}

/** Every method with what it takes and what it gives. */
export interface CriCalls {
  readonly Version: {
    readonly params: Empty;
    readonly result: {
      readonly version: string;
      readonly runtimeName: string;
      readonly runtimeVersion: string;
      readonly runtimeApiVersion: string;
    };
  };
  readonly Status: {
    readonly params: Empty;
    readonly result: { readonly conditions: readonly RuntimeCondition[] };
  };
  readonly UpdateRuntimeConfig: {
    readonly params: { readonly podCidr: string };
    readonly result: Empty;
  };
  readonly RunPodSandbox: {
    readonly params: { readonly config: PodSandboxConfig; readonly runtimeHandler?: string };
    readonly result: { readonly podSandboxId: string };
  };
  readonly StopPodSandbox: {
    readonly params: { readonly podSandboxId: string };
    readonly result: Empty;
  };
  readonly RemovePodSandbox: {
    readonly params: { readonly podSandboxId: string };
    readonly result: Empty;
  };
  readonly PodSandboxStatus: {
    readonly params: { readonly podSandboxId: string };
    readonly result: { readonly status: PodSandboxStatus };
  };
  readonly ListPodSandbox: {
    readonly params: { readonly filter?: PodSandboxFilter };
    /** An unchanged sandbox is the same object as in the list before. */
    readonly result: { readonly items: readonly PodSandbox[] };
  };
  readonly CreateContainer: {
    readonly params: {
      readonly podSandboxId: string;
      readonly config: ContainerConfig;
      readonly sandboxConfig: PodSandboxConfig;
    };
    readonly result: { readonly containerId: string };
  };
  readonly StartContainer: {
    readonly params: { readonly containerId: string };
    readonly result: Empty;
  };
  readonly StopContainer: {
    /** Whole seconds between the stop signal and SIGKILL. */
    readonly params: { readonly containerId: string; readonly timeoutSeconds: number };
    readonly result: Empty;
  };
  readonly RemoveContainer: {
    readonly params: { readonly containerId: string };
    readonly result: Empty;
  };
  readonly ListContainers: {
    readonly params: { readonly filter?: ContainerFilter };
    /** An unchanged container is the same object as in the list before. */
    readonly result: { readonly containers: readonly CriContainer[] };
  };
  readonly ContainerStatus: {
    readonly params: { readonly containerId: string };
    readonly result: { readonly status: CriContainerStatus };
  };
  readonly UpdateContainerResources: {
    readonly params: { readonly containerId: string; readonly linux: ContainerResources };
    readonly result: Empty;
  };
  readonly ReopenContainerLog: {
    readonly params: { readonly containerId: string };
    readonly result: Empty;
  };
  readonly ExecSync: {
    /** A timeout of 0 waits for ever. */
    readonly params: {
      readonly containerId: string;
      readonly cmd: readonly string[];
      readonly timeoutSeconds: number;
    };
    readonly result: ExecResult;
  };
  /** The streaming `Exec`, answered once when its streams close. */
  readonly Exec: {
    readonly params: {
      readonly containerId: string;
      readonly cmd: readonly string[];
      readonly stdin?: string;
      readonly isTty?: boolean;
    };
    readonly result: ExecResult;
  };
  /**
   * The container's log file, which the kubelet really opens by itself. With `isFollowing` every
   * further batch of lines is one more answer to the same request, the last with `isEnd`.
   */
  readonly ReadLogs: {
    readonly params: {
      readonly containerId: string;
      readonly tailLines?: number;
      readonly limitBytes?: number;
      readonly since?: Micros;
      readonly isFollowing?: boolean;
    };
    readonly result: { readonly lines: readonly LogLine[]; readonly isEnd: boolean };
  };
  readonly ListImages: {
    readonly params: { readonly image?: string };
    readonly result: { readonly images: readonly CriImage[] };
  };
  readonly ImageStatus: {
    readonly params: { readonly image: string };
    /** No image when the store has none of that name: not an error. */
    readonly result: { readonly image?: CriImage };
  };
  readonly PullImage: {
    readonly params: {
      readonly image: string;
      readonly auth?: AuthConfig;
      readonly sandboxConfig?: PodSandboxConfig;
    };
    readonly result: { readonly imageRef: string };
  };
  readonly RemoveImage: { readonly params: { readonly image: string }; readonly result: Empty };
  readonly ImageFsInfo: {
    readonly params: Empty;
    readonly result: { readonly imageFilesystems: readonly FilesystemUsage[] };
  };
}

/** The name of a call. */
export type CriMethod = keyof CriCalls;

/** What method `M` takes. */
export type CriParams<M extends CriMethod> = CriCalls[M]['params'];

/** What method `M` gives. */
export type CriResult<M extends CriMethod> = CriCalls[M]['result'];

/** gRPC status codes that runtimes answer with. */
export type CriErrorCode =
  | 'Unknown'
  | 'NotFound'
  | 'DeadlineExceeded'
  | 'Unavailable'
  | 'InvalidArgument'
  | 'AlreadyExists'
  | 'FailedPrecondition'
  | 'Unimplemented';

/** Why a call failed; the kubelet prints it as `rpc error: code = … desc = …`. */
export interface CriError {
  readonly code: CriErrorCode;
  readonly message: string;
}

/** The call of method `M`. */
export interface CriRequestOf<M extends CriMethod> extends Message {
  readonly type: 'cri.request';
  readonly method: M;
  readonly params: CriParams<M>;
}

/** A call, by method. */
export type CriRequest = { readonly [M in CriMethod]: CriRequestOf<M> }[CriMethod];

/** The good answer of method `M`. */
export interface CriResponseOf<M extends CriMethod> extends Message {
  readonly type: 'cri.response';
  readonly method: M;
  readonly result: CriResult<M>;
  readonly error?: undefined;
}

/** The bad answer to any method. */
export interface CriFailure extends Message {
  readonly type: 'cri.response';
  readonly method: CriMethod;
  readonly result?: undefined;
  readonly error: CriError;
}

/** An answer: test `error` first, then `method` says which result it carries. */
export type CriResponse = { readonly [M in CriMethod]: CriResponseOf<M> }[CriMethod] | CriFailure;

/** A call as a message. */
export function criRequest<M extends CriMethod>(method: M, params: CriParams<M>): CriRequestOf<M> {
  return { type: 'cri.request', method, params };
}

/** A good answer as a message. */
export function criResponse<M extends CriMethod>(
  method: M,
  result: CriResult<M>,
): CriResponseOf<M> {
  return { type: 'cri.response', method, result };
}

/** A bad answer as a message. */
export function criFailure(method: CriMethod, code: CriErrorCode, message: string): CriFailure {
  return { type: 'cri.response', method, error: { code, message } };
}

/** How gRPC clients print an error. */
export function criErrorText(error: CriError): string {
  return `rpc error: code = ${error.code} desc = ${error.message}`;
}
