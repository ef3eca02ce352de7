// How often each worker's probes ended how, for `/metrics/probes`.
// Models pkg/kubelet/prober/prober_manager.go, ProberResults and ProberDuration.

import { get, type PersistentMap, set } from '../../../base/persistent-map.ts';
import { type Histogram, noValues, observed } from '../histogram.ts';

/** What `result` may say; probes that could not be carried out are not counted. */
export type CountedResult = 'successful' | 'failed';

/** One worker's numbers. */
export interface ProbeCount extends Readonly<Record<CountedResult, number>> {
  readonly durations: Histogram;
}

const NOTHING: ProbeCount = { successful: 0, failed: 0, durations: noValues() };

/** The counts with one probe more, which took so many microseconds. */
export function withProbe(
  counts: PersistentMap<ProbeCount>,
  key: string,
  result: CountedResult,
  took: number,
): PersistentMap<ProbeCount> {
  const { successful, failed, durations } = get(counts, key) ?? NOTHING;
  return set(counts, key, {
    successful: result === 'successful' ? successful + 1 : successful,
    failed: result === 'failed' ? failed + 1 : failed,
    durations: observed(durations, took / 1_000_000),
  });
}
