// What the eviction manager watches: the signals with the resource each stands for, the condition
// of the node it raises, and the order in which they are dealt with.
// Models pkg/kubelet/eviction/api/types.go and helpers.go.

/** The conditions of a node under pressure. */
export type PressureCondition = 'MemoryPressure' | 'DiskPressure' | 'PIDPressure';

/** What is scarce, as events and messages call it. */
export type StarvedResource = 'memory' | 'ephemeral-storage' | 'inodes' | 'pids';

interface SignalMeaning {
  readonly resource: StarvedResource;
  readonly condition: PressureCondition;
}

const MEMORY: SignalMeaning = { resource: 'memory', condition: 'MemoryPressure' };
const DISK: SignalMeaning = { resource: 'ephemeral-storage', condition: 'DiskPressure' };
const INODES: SignalMeaning = { resource: 'inodes', condition: 'DiskPressure' };

const SIGNALS: { readonly [signal: string]: SignalMeaning } = {
  'memory.available': MEMORY,
  'allocatableMemory.available': MEMORY,
  'nodefs.available': DISK,
  'nodefs.inodesFree': INODES,
  'imagefs.available': DISK,
  'imagefs.inodesFree': INODES,
  'containerfs.available': DISK,
  'containerfs.inodesFree': INODES,
  'pid.available': { resource: 'pids', condition: 'PIDPressure' },
};

/** What a signal means; undefined when there is no such signal. */
export function meaningOf(signal: string): SignalMeaning | undefined {
  return Object.hasOwn(SIGNALS, signal) ? SIGNALS[signal] : undefined;
}

/** Memory first, then whatever can be reclaimed, then the rest; otherwise as they came. */
export function sortByEvictionPriority<T extends { readonly signal: string }>(
  thresholds: readonly T[],
): readonly T[] {
  return thresholds.toSorted((a, b) => rankOf(a.signal) - rankOf(b.signal));
}

function rankOf(signal: string): number {
  const meaning = meaningOf(signal);
  if (meaning === undefined) return 2;
  return meaning.resource === 'memory' ? 0 : 1;
}
