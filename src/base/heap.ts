// A binary min-heap ordered by (time, id): nothing else decides what is next. Times stand in a list
// of their own beside the items: what is compared most lies side by side.

/** What the heap orders by. */
export interface Timed {
  readonly deliverAt: number;
  readonly id: number;
}

/** Items, and the time of each at the same place. */
export interface Heap<T extends Timed> {
  readonly items: T[];
  readonly times: number[];
}

/** A heap of these items. */
export function heapOf<T extends Timed>(items: readonly T[]): Heap<T> {
  // What is sorted is a heap already.
  const sorted = [...items].sort((a, b) => (isBefore(a, b) ? -1 : 1));
  return { items: sorted, times: sorted.map(({ deliverAt }) => deliverAt) };
}

/** A copy that later changes leave alone. */
export function copyHeap<T extends Timed>({ items, times }: Heap<T>): Heap<T> {
  return { items: items.slice(), times: times.slice() };
}

/** Adds `item` to the heap. */
export function push<T extends Timed>({ items, times }: Heap<T>, item: T): void {
  const at = item.deliverAt;
  let index = items.length;
  items.push(item);
  times.push(at);
  while (index > 0) {
    const parent = (index - 1) >> 1;
    const above = times[parent] as number;
    if (!isSooner(at, item, above, items[parent] as T)) break;
    items[index] = items[parent] as T;
    times[index] = above;
    index = parent;
  }
  items[index] = item;
  times[index] = at;
}

/** Takes the earliest item off the heap. */
export function pop<T extends Timed>({ items, times }: Heap<T>): T | undefined {
  const top = items[0];
  const last = items.pop();
  const at = times.pop() as number;
  if (top === undefined || last === undefined || items.length === 0) return top;
  const size = items.length;
  let index = 0;
  for (;;) {
    const child = smallerChild(items, times, index, size);
    if (child === undefined) break;
    const below = times[child] as number;
    if (!isSooner(below, items[child] as T, at, last)) break;
    items[index] = items[child] as T;
    times[index] = below;
    index = child;
  }
  items[index] = last;
  times[index] = at;
  return top;
}

function smallerChild(
  items: readonly Timed[],
  times: readonly number[],
  index: number,
  size: number,
): number | undefined {
  const left = 2 * index + 1;
  const right = left + 1;
  if (right >= size) return left < size ? left : undefined;
  const at = times[left] as number;
  const isLeft = isSooner(at, items[left] as Timed, times[right] as number, items[right] as Timed);
  return isLeft ? left : right;
}

/** Whether `a` comes before `b`. */
export function isBefore(a: Timed, b: Timed): boolean {
  return isSooner(a.deliverAt, a, b.deliverAt, b);
}

/** The same of items whose times are at hand: an item is looked at only when they are equal. */
function isSooner(atA: number, a: Timed, atB: number, b: Timed): boolean {
  return atA < atB || (atA === atB && a.id < b.id);
}
