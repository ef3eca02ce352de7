// The images of a pod's image volumes are pulled before any of its containers starts; only the
// containers that mount one which is not there suffer.
// Models pkg/kubelet/kuberuntime/kuberuntime_manager.go, getImageVolumes and
// toKubeContainerImageVolumes.

import type { Container } from '../../../api/container.ts';
import type { Pod } from '../../../api/pod.ts';
import type { EnsureImage, ImageDone } from '../channels.ts';
import { count } from '../metrics/book.ts';
import type { PodWorker, StartReason } from '../pod-workers/state.ts';
import type { PlanStep } from './plan.ts';
import {
  expect,
  next,
  planOf,
  type StepHandler,
  type StepResult,
  type Turn,
  wait,
  withContext,
} from './turn.ts';

type ImageVolumesStep = Extract<PlanStep, { do: 'image-volumes' }>;

/** Ensures them one after the other. */
export const imageVolumesStep: StepHandler<ImageVolumesStep> = {
  begin: (turn, worker) => ensureNext(turn, worker),
  answer(turn, worker, _step, volume, envelope) {
    const found = envelope.message as ImageDone;
    const { imageVolumes } = planOf(worker).context;
    return ensureNext(
      turn,
      withContext(worker, { imageVolumes: { ...imageVolumes, [volume]: found } }),
    );
  },
};

/** Whether the pod has volumes that are images. */
export function hasImageVolumes(pod: Pod): boolean {
  return pod.spec.volumes?.some((volume) => volume.image !== undefined) ?? false;
}

/** Why a container cannot start: an image that it mounts is not there. */
export function imageVolumeProblem(
  worker: PodWorker,
  container: Container,
): StartReason | undefined {
  const { imageVolumes } = planOf(worker).context;
  for (const { name } of container.volumeMounts ?? []) {
    const error = imageVolumes?.[name]?.error;
    if (error !== undefined) return error;
  }
  return undefined;
}

/** Of each start of a container that mounts images; nothing here makes such a mount fail. */
export function countImageVolumes(turn: Turn, worker: PodWorker, container: Container): void {
  const { imageVolumes } = planOf(worker).context;
  const mounts = (container.volumeMounts ?? []).filter(({ name }) => imageVolumes?.[name]);
  if (mounts.length === 0) return;
  const volumes = new Set(mounts.map(({ name }) => name));
  count(turn.io, 'image_volume_requested_total', volumes.size);
  count(turn.io, 'image_volume_mounted_succeed_total', mounts.length);
}

function ensureNext(turn: Turn, worker: PodWorker): StepResult {
  const { auths, imageVolumes } = planOf(worker).context;
  const volume = worker.pod.spec.volumes?.find(
    ({ name, image }) => image !== undefined && imageVolumes?.[name] === undefined,
  );
  if (volume === undefined) return next(worker);
  const request: EnsureImage = {
    type: 'image.ensure',
    pod: worker.pod,
    image: volume.image?.reference ?? '',
    pullPolicy: volume.image?.pullPolicy ?? 'IfNotPresent',
    auths,
  };
  expect(turn, worker, turn.io.signal('image-manager', request), volume.name);
  return wait({ ...worker, doing: `image of volume ${volume.name}` });
}
