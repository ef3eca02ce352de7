// The contract of one step of a plan, and what all steps share.

import type { CriMethod, CriParams } from '../../protocol/cri.ts';
import type { DockerErrorBody, DockerRequest, DockerResponse } from '../../protocol/docker.ts';
import type { DockershimState, ShimCall, StepVerdict } from './state.ts';

/** One call to Docker: what it asks, and what its answer means. */
export interface Step {
  ask(call: ShimCall, shim: DockershimState): DockerRequest;
  done(call: ShimCall, response: DockerResponse, shim: DockershimState): StepVerdict;
}

/** What the step's call was asked with. */
export function paramsOf<M extends CriMethod>(call: ShimCall, _method: M): CriParams<M> {
  return call.request.params as CriParams<M>;
}

/** Whether Docker refused. */
export function isRefused(response: DockerResponse): boolean {
  return response.status >= 400 || response.status === 0;
}

/** How Docker's client words a refusal; status 0 is a daemon that cannot be reached. */
export function errorText(response: DockerResponse): string {
  const { message } = response.body as DockerErrorBody;
  return response.status === 0 ? message : `Error response from daemon: ${message}`;
}

/** Every answer is fine except a refusal, which fails the call in the words of `wrap`. */
export function succeed(
  response: DockerResponse,
  result: unknown,
  wrap: (error: string) => string = (error) => error,
): StepVerdict {
  if (isRefused(response)) return { kind: 'fail', message: wrap(errorText(response)) };
  return { kind: 'answer', result };
}
