// A binary min-heap over a plain array, ordered by (time, id): nothing else decides what is next.

/** What the heap orders by. */
export interface Timed {
  readonly deliverAt: number;
  readonly id: number;
}

/** Adds `item` to the heap in `items`. */
export function push<T extends Timed>(items: T[], item: T): void {
  let index = items.length;
  items.push(item);
  while (index > 0) {
    const parent = (index - 1) >> 1;
    const above = items[parent] as T;
    if (!isBefore(item, above)) break;
    items[index] = above;
    index = parent;
  }
  items[index] = item;
}

/** Takes the earliest item off the heap in `items`. */
export function pop<T extends Timed>(items: T[]): T | undefined {
  const top = items[0];
  const last = items.pop();
  if (top === undefined || last === undefined || items.length === 0) return top;
  let index = 0;
  const size = items.length;
  for (;;) {
    let child = 2 * index + 1;
    if (child >= size) break;
    if (child + 1 < size && isBefore(items[child + 1] as T, items[child] as T)) child++;
    const below = items[child] as T;
    if (!isBefore(below, last)) break;
    items[index] = below;
    index = child;
  }
  items[index] = last;
  return top;
}

/** Whether `a` comes before `b`. */
export function isBefore(a: Timed, b: Timed): boolean {
  return a.deliverAt < b.deliverAt || (a.deliverAt === b.deliverAt && a.id < b.id);
}
