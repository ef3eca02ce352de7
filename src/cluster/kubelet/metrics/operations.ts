// What upstream calls the operations on a runtime: CRI's methods, and the requests to Docker.
// Models pkg/kubelet/kuberuntime/instrumented_services.go and pkg/kubelet/dockershim/libdocker/
// instrumented_client.go of v1.20.

import type { ShimStep } from '../dockershim/state.ts';

/** The name of a Docker operation by the step that makes it; of others the step's own. */
const DOCKER: { readonly [step in ShimStep]?: string } = {
  inspectSandboxImage: 'inspect_image',
  pullSandboxImage: 'pull_image',
  createSandbox: 'create_container',
  removeConflicting: 'remove_container',
  startSandbox: 'start_container',
  inspectSandbox: 'inspect_container',
  stopSandbox: 'stop_container',
  listSandboxContainers: 'list_containers',
  removeSandboxContainer: 'remove_container',
  removeSandbox: 'remove_container',
  inspectContainerImage: 'inspect_image',
  inspectPulledImage: 'inspect_image',
  listImagesForSpace: 'info',
  statusVersion: 'version',
  listSandboxes: 'list_containers',
};

/** `list_podsandbox` of `ListPodSandbox`, `create_exec` of `createExec`. */
export function operationName(operation: string): string {
  const docker = DOCKER[operation as ShimStep];
  if (docker !== undefined) return docker;
  return operation
    .replace('PodSandbox', 'Podsandbox')
    .replace(/^UpdateContainerResources$/, 'UpdateContainer')
    .replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`)
    .toLowerCase();
}
