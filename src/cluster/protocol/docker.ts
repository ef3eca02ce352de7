// The Docker Engine API, shaped as HTTP, as plain data. Models the API of Docker 20.10 (v1.41).
// Fields keep Docker's names; instants are simulated microseconds where the wire has text, so
// that nobody parses what another prints.

import type { Message } from '../../kernel/message.ts';
import type { Micros } from '../../kernel/time.ts';
import type { AuthConfig } from './cri.ts';
import type { StringMap } from './cri-objects.ts';
import type { LogLine } from './linux-logs.ts';

/** The version of the engine, as it and all who ask it say. */
export const DOCKER_VERSION = '20.10.24';

/** The port of the process `docker@<node>` that takes requests. */
export const DOCKER_PORT: string = 'requests';

/** An HTTP method that the API uses. */
export type DockerMethod = 'GET' | 'POST' | 'DELETE' | 'HEAD';

/** A call: `POST /containers/create?name=…` with its body. */
export interface DockerRequest<Body = unknown> extends Message {
  readonly type: 'docker.request';
  readonly method: DockerMethod;
  readonly path: string;
  readonly query: StringMap;
  readonly body?: Body;
}

/** The answer; errors carry `DockerErrorBody`. */
export interface DockerResponse<Body = unknown> extends Message {
  readonly type: 'docker.response';
  readonly status: number;
  readonly body: Body;
}

/** What an answer of status 400 and above says. */
export interface DockerErrorBody {
  readonly message: string;
}

/** Body of `POST /containers/create` (`?name=`). */
export interface DockerCreateBody {
  readonly Hostname?: string;
  readonly User?: string;
  readonly Env: readonly string[];
  /** Null: the image's command. */
  readonly Cmd: readonly string[] | null;
  /** Null: the image's entrypoint. */
  readonly Entrypoint: readonly string[] | null;
  readonly Image: string;
  readonly WorkingDir?: string;
  readonly Labels: StringMap;
  readonly OpenStdin?: boolean;
  readonly StdinOnce?: boolean;
  readonly Tty?: boolean;
  readonly StopSignal?: string;
  readonly HostConfig: DockerHostConfig;
}

/** How a container sits on its host. */
export interface DockerHostConfig {
  /** `default`, `host`, `none` or `container:<id>`. */
  readonly NetworkMode: string;
  readonly PidMode?: string;
  readonly IpcMode?: string;
  readonly Binds?: readonly string[];
  readonly CgroupParent?: string;
  readonly Memory?: number;
  readonly MemorySwap?: number;
  readonly CpuShares?: number;
  readonly CpuPeriod?: number;
  readonly CpuQuota?: number;
  readonly CpusetCpus?: string;
  readonly OomScoreAdj?: number;
  readonly Privileged?: boolean;
  readonly ReadonlyRootfs?: boolean;
  readonly CapAdd?: readonly string[];
  readonly CapDrop?: readonly string[];
  readonly GroupAdd?: readonly string[];
  readonly SecurityOpt?: readonly string[];
  readonly Sysctls?: StringMap;
  readonly Dns?: readonly string[];
  readonly DnsSearch?: readonly string[];
  readonly DnsOptions?: readonly string[];
  /** `80/tcp` to the host ports it is published on. */
  readonly PortBindings?: {
    readonly [port: string]: readonly { readonly HostIp: string; readonly HostPort: string }[];
  };
}

/** Answer to create. */
export interface DockerCreated {
  readonly Id: string;
  readonly Warnings: readonly string[];
}

/** What Docker calls the life of a container. */
export type DockerStatus =
  | 'created'
  | 'running'
  | 'paused'
  | 'restarting'
  | 'removing'
  | 'exited'
  | 'dead';

/** One row of `GET /containers/json`. */
export interface DockerContainerSummary {
  readonly Id: string;
  /** Each with its leading slash. */
  readonly Names: readonly string[];
  readonly Image: string;
  readonly ImageID: string;
  readonly Command: string;
  readonly Created: Micros;
  readonly State: DockerStatus;
  /** What the words in `docker ps` are made of. */
  readonly StartedAt?: Micros;
  readonly FinishedAt?: Micros;
  readonly ExitCode: number;
  readonly Labels: StringMap;
  readonly Ports: readonly DockerPort[];
  readonly NetworkMode: string;
}

/** One published or exposed port. */
export interface DockerPort {
  readonly PrivatePort: number;
  readonly PublicPort?: number;
  readonly Type: string;
}

/** The `State` of `GET /containers/<id>/json`. */
export interface DockerState {
  readonly Status: DockerStatus;
  readonly Running: boolean;
  readonly OOMKilled: boolean;
  /** Pid on the host; 0 when it does not run. */
  readonly Pid: number;
  readonly ExitCode: number;
  readonly Error: string;
  readonly StartedAt?: Micros;
  readonly FinishedAt?: Micros;
}

/** One bind mount as inspect shows it. */
export interface DockerMount {
  readonly Type: 'bind';
  readonly Source: string;
  readonly Destination: string;
  readonly RW: boolean;
  readonly Propagation: string;
}

/** Answer to `GET /containers/<id>/json`. */
export interface DockerContainerInspect {
  readonly Id: string;
  readonly Created: Micros;
  readonly Name: string;
  readonly Path: string;
  readonly Args: readonly string[];
  readonly State: DockerState;
  /** `sha256:…` of the image's configuration. */
  readonly Image: string;
  readonly RestartCount: number;
  readonly LogPath: string;
  readonly HostConfig: DockerHostConfig;
  readonly Mounts: readonly DockerMount[];
  readonly Config: Omit<DockerCreateBody, 'HostConfig'>;
  readonly NetworkSettings: { readonly IPAddress: string; readonly Gateway: string };
}

/** One row of `GET /images/json`, and what inspect says of an image. */
export interface DockerImage {
  readonly Id: string;
  readonly RepoTags: readonly string[];
  readonly RepoDigests: readonly string[];
  readonly Size: number;
  readonly Config: DockerImageConfig;
}

/** What an image brings along for its containers. */
export interface DockerImageConfig {
  readonly Entrypoint: readonly string[];
  readonly Cmd: readonly string[];
  readonly Env: readonly string[];
  readonly WorkingDir: string;
  readonly User: string;
  readonly ExposedPorts: readonly string[];
  readonly StopSignal?: string;
}

/**
 * One line of what `POST /images/create` streams. The pull ends with `status`
 * "Status: Downloaded newer image for …", or with `error`; one that fails at once has HTTP status
 * 404 or 500.
 */
export interface DockerPullProgress {
  readonly id?: string;
  readonly status: string;
  readonly progressDetail?: { readonly current: number; readonly total: number };
  readonly error?: string;
}

/** Body of `POST /images/create?fromImage=…&tag=…`: what the header X-Registry-Auth carries. */
export interface DockerPullRequest {
  readonly auth?: AuthConfig;
}

/** Answers of a pull: several to one request, the last with `isEnd`. */
export interface DockerPullBody {
  readonly progress: readonly DockerPullProgress[];
  readonly isEnd: boolean;
}

/** Answer to `GET /exec/<id>/json` and to a finished start. */
export interface DockerExecInspect {
  readonly ID: string;
  readonly ContainerID: string;
  readonly Running: boolean;
  readonly ExitCode: number | null;
  readonly Pid: number;
}

/** Answer to `POST /containers/<id>/exec`. */
export interface DockerExecCreated {
  readonly Id: string;
}

/** Body of `POST /containers/<id>/exec`. */
export interface DockerExecCreateBody {
  readonly Cmd: readonly string[];
  readonly Tty?: boolean;
  /** What the client then sends down the hijacked connection. */
  readonly Stdin?: string;
}

/** Answer to `POST /exec/<id>/start`, given when the command ended or was detached. */
export interface DockerExecOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/** Answer to `GET /containers/<id>/logs`; with `follow=1` there are several. */
export interface DockerLogs {
  readonly lines: readonly LogLine[];
  readonly isEnd: boolean;
}

/** Body of `POST /containers/<id>/update`. */
export type DockerUpdateBody = Pick<
  DockerHostConfig,
  'Memory' | 'MemorySwap' | 'CpuShares' | 'CpuPeriod' | 'CpuQuota' | 'CpusetCpus'
>;

/** Answer to `GET /version`. */
export interface DockerVersion {
  readonly Version: string;
  readonly ApiVersion: string;
  readonly Os: string;
  readonly Arch: string;
  readonly KernelVersion: string;
}

/** Answer to `GET /info`. */
export interface DockerInfo {
  readonly Containers: number;
  readonly ContainersRunning: number;
  readonly ContainersStopped: number;
  readonly Images: number;
  readonly Driver: string;
  readonly LoggingDriver: string;
  readonly CgroupDriver: string;
  readonly DockerRootDir: string;
  readonly ServerVersion: string;
  readonly LiveRestoreEnabled: boolean;
  readonly Name: string;
}

/** SIGTERM for the daemon: it stops its containers, unless they may outlive it, and is gone. */
export interface DockerTerminate extends Message {
  readonly type: 'docker.terminate';
}

/** A start of the daemon waits its turn: answered when no end of it is under way. */
export interface DockerAwaitEnd extends Message {
  readonly type: 'docker.awaitEnd';
}

/** Answer to both: nothing is left to be done. */
export interface DockerStopped extends Message {
  readonly type: 'docker.stopped';
}

/** A call as a message. */
export function dockerRequest<Body>(
  method: DockerMethod,
  path: string,
  query: StringMap = {},
  body?: Body,
): DockerRequest<Body> {
  const head = { type: 'docker.request', method, path, query } as const;
  return body === undefined ? head : { ...head, body };
}

/** An answer as a message. */
export function dockerResponse<Body>(status: number, body: Body): DockerResponse<Body> {
  return { type: 'docker.response', status, body };
}

/** A refusal as a message. */
export function dockerFailure(status: number, message: string): DockerResponse<DockerErrorBody> {
  return dockerResponse(status, { message });
}
