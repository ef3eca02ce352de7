// Topic image-pull: attempts one second apart, through the kubelet's own image manager.

import type { Pod } from '../../src/api/pod.ts';
import { applyDefaultTag } from '../../src/apimachinery/image-name.ts';
import { first } from '../../src/base/persistent-map.ts';
import type { EditionName } from '../../src/cluster/editions/edition.ts';
import type { EnsureImage, ImageDone } from '../../src/cluster/kubelet/channels.ts';
import { imageManager } from '../../src/cluster/kubelet/images/image-manager.ts';
import {
  type ImageManagerState,
  initialImageManagerState,
} from '../../src/cluster/kubelet/images/state.ts';
import type { KubeletState } from '../../src/cluster/kubelet/state.ts';
import type { CriRequest, CriResponse } from '../../src/cluster/protocol/cri.ts';
import type { EventId, Message } from '../../src/kernel/message.ts';
import { testEnvelope, testIo } from '../../src/kernel/test-io.ts';
import { type Micros, seconds } from '../../src/kernel/time.ts';

interface Input {
  readonly image: string;
  readonly imagePullPolicy: string;
  readonly imagesPresent: readonly string[];
  readonly inspectError?: string | null;
  readonly pullError?: string | null;
  readonly serializeImagePulls?: boolean;
  readonly registryPullQPS?: number;
  readonly backoffBaseSeconds?: number;
  readonly backoffMaxSeconds?: number;
}

interface Attempt {
  readonly pullAttempted: boolean;
  readonly error?: string;
}

const ATTEMPTS = 6;
const POD: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'test_pod', namespace: 'test-ns', uid: 'bar' },
  spec: { containers: [{ name: 'container_name' }] },
};

/** image-pull.json: as many attempts as any case expects; the rest is not looked at. */
export function imagePull(raw: unknown, edition: EditionName): unknown {
  const input = raw as Input;
  const present = new Set(input.imagesPresent);
  let state = initialImageManagerState(input.registryPullQPS ?? 0);
  const attempts: Attempt[] = [];
  for (let i = 0; i < ATTEMPTS; i++) {
    // The unit test's back-off begins at one second, the kubelet's at ten: a second there is ten
    // here.
    const scale = 10 / (input.backoffBaseSeconds ?? 10);
    const now = seconds((i + 1) * scale) as number as Micros;
    const done = ensure(input, state, present, edition, now);
    state = done.state;
    attempts.push(done.attempt);
  }
  return { attempts, imagesAfter: [...present] };
}

function ensure(
  input: Input,
  before: ImageManagerState,
  present: Set<string>,
  edition: EditionName,
  now: Micros,
): { readonly state: ImageManagerState; readonly attempt: Attempt } {
  let state = before;
  let isPulled = false;
  let answer: ImageDone | undefined;
  let sent = 0;
  const io = testIo({ now, processes: ['engine'] });
  const deliver = (message: Message, inReplyTo?: EventId): void => {
    const kubelet = {
      config: {
        edition,
        engine: 'engine',
        isSerializeImagePulls: input.serializeImagePulls ?? true,
        maxParallelImagePulls: 0,
        registryPullQps: input.registryPullQPS ?? 0,
      },
      images: state,
    } as unknown as KubeletState;
    const parts = inReplyTo === undefined ? {} : { inReplyTo };
    const owned = imageManager.receive(
      kubelet,
      testEnvelope(message, parts),
      io,
    ) as unknown as Pick<KubeletState, 'images'>;
    state = owned.images;
  };
  deliver(wishOf(input));
  for (; sent < io.effects.length; sent++) {
    const effect = io.effects[sent];
    if (effect?.do === 'reply') answer = effect.message as ImageDone;
    if (effect?.do !== 'send') continue;
    const request = effect.message as CriRequest;
    isPulled ||= request.method === 'PullImage';
    deliver(runtimeAnswer(input, present, request), idOf(state));
  }
  const error = answer?.error?.reason;
  return { state, attempt: { pullAttempted: isPulled, ...(error === undefined ? {} : { error }) } };
}

/** The id of the one request under way. */
function idOf(state: ImageManagerState): EventId {
  const [key = 'r0'] = first(state.calls) ?? [];
  return Number(key.slice(1)) as EventId;
}

function wishOf({ image, imagePullPolicy }: Input): EnsureImage {
  return {
    type: 'image.ensure',
    pod: POD,
    container: 'container_name',
    fieldPath: 'spec.containers{container_name}',
    image,
    pullPolicy: imagePullPolicy,
    auths: [],
  };
}

function runtimeAnswer(input: Input, present: Set<string>, request: CriRequest): CriResponse {
  const image = applyDefaultTag(input.image);
  const fail = (method: CriRequest['method'], message: string): CriResponse => ({
    type: 'cri.response',
    method,
    error: { code: 'Unknown', message },
  });
  if (request.method === 'PullImage') {
    if (input.pullError != null) return fail('PullImage', input.pullError);
    present.add(image);
    return { type: 'cri.response', method: 'PullImage', result: { imageRef: image } };
  }
  if (input.inspectError != null) return fail('ImageStatus', input.inspectError);
  const found = { id: image, repoTags: [image], repoDigests: [], sizeBytes: 1, isPinned: false };
  const result = present.has(image) ? { image: found } : {};
  return { type: 'cri.response', method: 'ImageStatus', result };
}
