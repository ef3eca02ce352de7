// What is said about images, in events and waiting messages, letter by letter.

import { goDurationText } from '../../../base/go-duration.ts';
import type { Io } from '../../../kernel/component.ts';
import { seconds } from '../../../kernel/time.ts';
import type { KubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import type { EnsureImage, RecordEvent } from '../channels.ts';
import type { BackoffLimits } from '../kuberuntime/backoff.ts';
import type { ImageWish } from './state.ts';

/** Back-off of failed pulls, per pod and image. */
export const PULL_BACKOFF: BackoffLimits = { initial: seconds(10), max: seconds(300) };

/** Records an event about a container's image. */
export function sayImage(
  io: Pick<Io, 'signal'>,
  wish: EnsureImage,
  eventType: RecordEvent['eventType'],
  reason: string,
  message: string,
): void {
  const { pod, fieldPath } = wish;
  const about = fieldPath === undefined ? { pod } : { pod, fieldPath };
  const record: RecordEvent = { type: 'event.record', ...about, eventType, reason, message };
  io.signal('events', record);
}

/** The waiting message of ImagePullBackOff; a later version adds the cause. */
export function backoffText(
  behaviour: KubeletBehaviour,
  plain: string,
  lastError: string | undefined,
): string {
  return behaviour.isPullErrorBare && lastError !== undefined ? `${plain}: ${lastError}` : plain;
}

/** Text of the event Pulled after a pull; `waited` counts the queue too. */
export function pulledText(
  behaviour: KubeletBehaviour,
  entry: ImageWish,
  waited: number,
  sizeBytes: number,
): string {
  const what = `Successfully pulled image "${entry.wish.image}" in`;
  if (!behaviour.isPullErrorBare) return `${what} ${goDurationText(waited)}`;
  const [pull, all] = [entry.pullTook, waited].map((micros) =>
    goDurationText(Math.floor(micros / 1_000) * 1_000),
  );
  return `${what} ${pull} (${all} including waiting). Image size: ${sizeBytes} bytes.`;
}
