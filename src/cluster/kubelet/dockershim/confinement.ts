// Seccomp profiles of the node: the dockershim reads them itself and hands Docker their content.
// Models pkg/kubelet/dockershim/helpers_linux.go of v1.20, getSeccompDockerOpts.

import type { CriRequest } from '../../protocol/cri.ts';

/** The file with the profile of what is to be created; undefined when it needs none. */
export function profileOf(request: CriRequest): string | undefined {
  if (request.method === 'RunPodSandbox') return request.params.config.linux.seccomp?.localhostRef;
  if (request.method !== 'CreateContainer') return undefined;
  return request.params.config.linux.securityContext.seccomp?.localhostRef;
}

/** What is said when the profile is not there. */
export function withoutProfile(request: CriRequest): string {
  const path = profileOf(request);
  const why =
    'failed to generate seccomp security options for container: cannot load seccomp profile ' +
    `"${path}": open ${path}: no such file or directory`;
  if (request.method === 'RunPodSandbox') {
    const { name } = request.params.config.metadata;
    const what = `failed to generate sandbox security options for sandbox "${name}"`;
    return `failed to make sandbox docker config for pod "${name}": ${what}: ${why}`;
  }
  const { name } =
    request.method === 'CreateContainer' ? request.params.config.metadata : { name: '' };
  return `failed to generate security options for container "${name}": ${why}`;
}
