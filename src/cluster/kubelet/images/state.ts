// The image manager's slice: back-offs per pod and image, and the queue of pulls.
// Models pkg/kubelet/images/image_manager.go and puller.go.

import { emptyMap, type PersistentMap } from '../../../base/persistent-map.ts';
import type { ReplyTo } from '../../../kernel/component.ts';
import type { Micros } from '../../../kernel/time.ts';
import { fullBucket, type TokenBucket } from '../../record/token-bucket.ts';
import type { EnsureImage } from '../channels.ts';
import type { ImageUser } from '../container-config/security.ts';
import { type Backoff, emptyBackoff } from '../kuberuntime/backoff.ts';

/** One wish for an image, from asking the runtime to the answer. */
export interface ImageWish {
  readonly to: ReplyTo;
  readonly wish: EnsureImage;
  /** With the default tag. */
  readonly image: string;
  readonly step: 'inspecting' | 'queued' | 'pulling' | 'measuring';
  readonly queuedAt: Micros;
  readonly pullStartedAt: Micros;
  readonly imageRef?: string;
  /** Which of the credentials is tried. */
  readonly authIndex: number;
  /** How long the pull itself took. */
  readonly pullTook: number;
}

/** Slice `images`. */
export interface ImageManagerState {
  /** By `<uid>_<image>`. */
  readonly backoffs: Backoff;
  /** Error text of the latest failed pull, by the same key. */
  readonly lastErrors: PersistentMap<string>;
  /** By number, padded so that the order of keys is the order of asking. */
  readonly wishes: PersistentMap<ImageWish>;
  readonly nextWish: number;
  /** Numbers of wishes that wait for a puller, in order. */
  readonly queue: readonly string[];
  /** How many pull now. */
  readonly pulling: number;
  /** Numbers of wishes by `r<request id>`. */
  readonly calls: PersistentMap<string>;
  readonly bucket: TokenBucket;
  /** As whom images run, by their ids. */
  readonly users: PersistentMap<ImageUser>;
}

/** No image wished for yet. */
export function initialImageManagerState(pullQps: number): ImageManagerState {
  return {
    backoffs: emptyBackoff(),
    lastErrors: emptyMap(),
    wishes: emptyMap(),
    nextWish: 1,
    queue: [],
    pulling: 0,
    calls: emptyMap(),
    bucket: fullBucket(pullQps * 2),
    users: emptyMap(),
  };
}
