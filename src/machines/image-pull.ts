// An image on its way to the node. Models pkg/kubelet/images/image_manager.go, EnsureImageExists.

import type { MachineDefinition } from '../kernel/machine.ts';

/** Where the image is. */
export type ImagePullStateName = 'Absent' | 'Pulling' | 'BackOff' | 'Present';

/** What moves it on. */
export type ImagePullEvent = 'ENSURE' | 'PULLED' | 'FAILED' | 'RETRY';

/** What the guards look at. */
export interface ImagePullContext {
  readonly isPresent: boolean;
}

/** The definition. */
export const IMAGE_PULL: MachineDefinition<ImagePullStateName, ImagePullEvent> = {
  id: 'image-pull',
  initial: 'Absent',
  states: {
    Absent: {
      on: { ENSURE: [{ target: 'Present', guard: 'isPresent' }, { target: 'Pulling' }] },
      meta: {
        doc: 'The runtime does not have it, or the policy asks the registry first.',
        models: 'pkg/kubelet/images/image_manager.go, shouldPullImage',
      },
    },
    Pulling: {
      on: { PULLED: { target: 'Present' }, FAILED: { target: 'BackOff' } },
      meta: {
        doc: 'Layers come from the registry; by default one pull at a time.',
        models: 'pkg/kubelet/images/puller.go, serialImagePuller',
      },
    },
    BackOff: {
      on: { RETRY: { target: 'Pulling' } },
      meta: {
        doc: 'Waits 10 s, doubled to 5 min, before the registry is asked again.',
        models: 'pkg/kubelet/images/image_manager.go, imagePullPrecheck',
      },
    },
    Present: {
      on: { ENSURE: [{ guard: 'isPresent' }, { target: 'Pulling' }] },
      meta: {
        doc: 'Containers can be made from it.',
        models: 'pkg/kubelet/images/image_manager.go, EnsureImageExists',
      },
    },
  },
};
