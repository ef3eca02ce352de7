// Which images may go, and in which order: what is known of each image, who uses it, how old it is.
// Pure rules. Models pkg/kubelet/images/image_gc_manager.go.

import { emptyMap, entries, get, type PersistentMap, set } from '../../../base/persistent-map.ts';
import type { Duration, Micros } from '../../../kernel/time.ts';
import type { CriImage } from '../../protocol/cri.ts';

/** What is known of an image. */
export interface ImageRecord {
  readonly firstDetected: Micros;
  /** When a container was last seen that has it, running or not. */
  readonly lastUsed?: Micros;
  readonly sizeBytes: number;
  readonly isPinned: boolean;
}

/** When images are collected, and how far. */
export interface ImageGcPolicy {
  readonly highPercent: number;
  readonly lowPercent: number;
  readonly minAge: Duration;
  /** Images that nobody used for longer go whatever the disk says; 0 is never. */
  readonly maxAge: Duration;
}

/** An image that may go. */
export interface Candidate {
  readonly id: string;
  readonly sizeBytes: number;
  /** It goes for its age, not for space. */
  readonly isOld?: boolean;
}

/** Space of the filesystem that holds images. */
export interface Space {
  readonly capacityBytes: number;
  readonly availableBytes: number;
}

/** What is wrong with a policy, in upstream's words; undefined when nothing is. */
export function policyProblem(highPercent: number, lowPercent: number): string | undefined {
  const range = 'must be in range [0-100]';
  const isPercent = (value: number): boolean => value >= 0 && value <= 100;
  if (!isPercent(highPercent)) return `invalid HighThresholdPercent ${highPercent}, ${range}`;
  if (!isPercent(lowPercent)) return `invalid LowThresholdPercent ${lowPercent}, ${range}`;
  if (lowPercent <= highPercent) return undefined;
  const low = `LowThresholdPercent ${lowPercent}`;
  return `${low} can not be higher than HighThresholdPercent ${highPercent}`;
}

/** The records after a look at the images and at those that containers have. */
export function detectImages(
  before: PersistentMap<ImageRecord>,
  images: readonly Pick<CriImage, 'id' | 'sizeBytes' | 'isPinned'>[],
  used: ReadonlySet<string>,
  now: Micros,
): PersistentMap<ImageRecord> {
  let records = emptyMap<ImageRecord>();
  for (const { id, sizeBytes, isPinned } of images) {
    const known = get(before, id);
    const lastUsed = used.has(id) ? now : known?.lastUsed;
    records = set(records, id, {
      firstDetected: known?.firstDetected ?? now,
      ...(lastUsed === undefined ? {} : { lastUsed }),
      sizeBytes,
      isPinned,
    });
  }
  return records;
}

/** Images nobody uses, the one unused for longest first, and of these the one seen first. */
function inEvictionOrder(
  records: PersistentMap<ImageRecord>,
  used: ReadonlySet<string>,
): readonly (readonly [string, ImageRecord])[] {
  const never = Number.NEGATIVE_INFINITY;
  return [...entries(records)]
    .filter(([id, { isPinned }]) => !used.has(id) && !isPinned)
    .toSorted(([, a], [, b]) => {
      const [usedA, usedB] = [a.lastUsed ?? never, b.lastUsed ?? never];
      return usedA === usedB ? a.firstDetected - b.firstDetected : usedA - usedB;
    });
}

/** The images to remove until `bytesToFree` is reached; not those that came a moment ago. */
export function imagesToFree(
  records: PersistentMap<ImageRecord>,
  used: ReadonlySet<string>,
  bytesToFree: number,
  minAge: Duration,
  now: Micros,
): readonly Candidate[] {
  const candidates: Candidate[] = [];
  let freed = 0;
  for (const [id, { sizeBytes, firstDetected, lastUsed }] of inEvictionOrder(records, used)) {
    if (lastUsed !== undefined && lastUsed >= now) continue;
    if (now - firstDetected < minAge) continue;
    candidates.push({ id, sizeBytes });
    freed += sizeBytes;
    if (freed >= bytesToFree) break;
  }
  return candidates;
}

/** Images that nobody used for longer than the maximum age. */
export function imagesTooOld(
  records: PersistentMap<ImageRecord>,
  used: ReadonlySet<string>,
  maxAge: Duration,
  now: Micros,
): readonly Candidate[] {
  return inEvictionOrder(records, used)
    .filter(([, { lastUsed }]) => lastUsed === undefined || now - lastUsed > maxAge)
    .map(([id, { sizeBytes }]) => ({ id, sizeBytes }));
}

/** Whole percents of the filesystem in use, rounded up. */
export function usedPercent({ capacityBytes, availableBytes }: Space): number {
  return 100 - Math.floor((Math.min(availableBytes, capacityBytes) * 100) / capacityBytes);
}

/** Bytes to free, to get down to the low threshold; 0 while the high one is not reached. */
export function bytesToFree(space: Space, policy: ImageGcPolicy): number {
  if (usedPercent(space) < policy.highPercent) return 0;
  const wanted = Math.trunc((space.capacityBytes * (100 - policy.lowPercent)) / 100);
  return Math.max(0, wanted - Math.min(space.availableBytes, space.capacityBytes));
}
