// Topic image-gc: images and who uses them, and what is removed when space is to be freed.

import { parseGoDuration } from '../../src/base/go-duration.ts';
import { emptyMap, entries, type PersistentMap } from '../../src/base/persistent-map.ts';
import {
  bytesToFree,
  type Candidate,
  detectImages,
  type ImageRecord,
  imagesToFree,
  policyProblem,
  type Space,
} from '../../src/cluster/kubelet/images/gc-policy.ts';
import { type Duration, type Micros, seconds } from '../../src/kernel/time.ts';

interface Image {
  readonly id: string;
  readonly sizeBytes: number;
  readonly pinned?: boolean;
}

interface Policy {
  readonly imageGCHighThresholdPercent?: number;
  readonly imageGCLowThresholdPercent?: number;
  readonly minAge?: string;
}

interface Input extends Policy {
  readonly op: string;
  readonly images?: readonly Image[];
  readonly usedByContainers?: readonly string[];
  readonly bytesToFree?: number;
  readonly policy?: Policy;
  readonly imageFs?: string | Space;
  readonly steps?: readonly (Pick<Input, 'images' | 'usedByContainers'> & {
    readonly at?: number;
  })[];
  /** In words: `both used`, `only image-1 used`, `image-1 appears, unused`, `none used`. */
  readonly history?: readonly string[];
}

type Records = PersistentMap<ImageRecord>;

/** How far two looks lie apart. */
const STEP = seconds(60);

/** image-gc.json */
export function imageGc(raw: unknown): unknown {
  const input = raw as Input;
  switch (input.op) {
    case 'validatePolicy': {
      const { imageGCHighThresholdPercent: high = 0, imageGCLowThresholdPercent: low = 0 } = input;
      return { error: policyProblem(high, low) };
    }
    case 'detect':
      return { records: detected(input) };
    case 'garbageCollect':
      return collected(input);
    case 'deleteUnused':
      return freed(input, Number.POSITIVE_INFINITY);
    default:
      return freed(input, input.bytesToFree ?? 0);
  }
}

function look(
  before: Records,
  images: readonly Image[],
  used: readonly string[],
  now: number,
): Records {
  const listed = images.map(({ id, sizeBytes, pinned }) => {
    // The runtime pins the sandbox image.
    return { id, sizeBytes, isPinned: pinned === true || /sandbox/.test(id) };
  });
  return detectImages(before, listed, new Set(used), now as Micros);
}

function detected({ steps = [] }: Input): unknown {
  let records: Records = emptyMap();
  const times = steps.map(({ at }, index) => at ?? index);
  for (const [index, { images = [], usedByContainers = [] }] of steps.entries()) {
    records = look(records, images, usedByContainers, times[index] ?? index);
  }
  const now = times.at(-1);
  return Object.fromEntries(
    [...entries(records)].map(([id, { firstDetected, lastUsed }]) => {
      const step = times.indexOf(lastUsed ?? Number.NaN) + 1;
      const when =
        lastUsed === undefined ? null : lastUsed === now ? 'now' : `time of step ${step}`;
      return [id, { firstDetected, lastUsed: when }];
    }),
  );
}

/** The looks that were made before, and the instant at which space is freed. */
function lookedAt(input: Input): { readonly records: Records; readonly now: Micros } {
  const { images = [], usedByContainers = [], history = [] } = input;
  let records: Records = emptyMap();
  let now = 0;
  let there = images.filter(({ id }) => !history.some((text) => appears(text, id)));
  for (const text of history) {
    const named = images.filter(({ id }) => text.includes(id));
    const only = /^only .* exists/.test(text) ? named : undefined;
    there = only ?? images.filter((one) => there.includes(one) || named.includes(one));
    const used = /unused|none/.test(text) ? [] : named.length > 0 ? named : there;
    const ids = used.map(({ id }) => id);
    records = look(records, there, ids, now);
    now += STEP;
  }
  return { records: look(records, images, usedByContainers, now), now: (now + STEP) as Micros };
}

function appears(text: string, id: string): boolean {
  return text.startsWith(`${id} appears`);
}

function freed(input: Input, bytes: number): object {
  const { records, now } = lookedAt(input);
  const minAge = parseGoDuration(input.policy?.minAge ?? '0') as Duration;
  const used = new Set(input.usedByContainers ?? []);
  const gone = imagesToFree(records, used, bytes, minAge, now);
  return { freedBytes: sizeOf(gone), remaining: remaining(input, gone), error: false };
}

function collected(input: Input): unknown {
  const { imageFs, policy = {} } = input;
  if (typeof imageFs !== 'object' || imageFs.capacityBytes === 0) return { error: true };
  const limits = {
    highPercent: policy.imageGCHighThresholdPercent ?? 85,
    lowPercent: policy.imageGCLowThresholdPercent ?? 80,
    minAge: 0 as Duration,
    maxAge: 0 as Duration,
  };
  const wanted = bytesToFree(imageFs, limits);
  if (wanted === 0) return { error: false, freedBytes: 0, remaining: remaining(input, []) };
  const { records, now } = lookedAt(input);
  const used = new Set(input.usedByContainers ?? []);
  const gone = imagesToFree(records, used, wanted, limits.minAge, now);
  const freedBytes = sizeOf(gone);
  return { error: freedBytes < wanted, freedBytes, remaining: remaining(input, gone) };
}

function sizeOf(gone: readonly Candidate[]): number {
  return gone.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

function remaining({ images = [] }: Input, gone: readonly Candidate[]): readonly string[] {
  return images.map(({ id }) => id).filter((id) => !gone.some((one) => one.id === id));
}
