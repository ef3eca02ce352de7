// Halving: for lists in order, where the first items fulfil something and the rest do not.

/** How many of `length` places fulfil `holds`; those that do must come first. */
export function partitionPoint(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
