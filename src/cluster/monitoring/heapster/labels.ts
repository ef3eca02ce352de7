// How labels of pods and nodes come onto sets: all in one text, sorted, and those that were asked
// for by a name of their own. Models metrics/util/label_copier.go of Heapster v1.5.4.

import { sortedText } from '../../../apimachinery/go-text.ts';
import type { ObjectMeta } from '../../../apimachinery/meta.ts';
import type { LabelRules } from './flags.ts';
import type { Labels } from './metric-set.ts';

/** The labels that a set gets from an object. */
export function copiedLabels(
  { metadata }: { readonly metadata: ObjectMeta },
  { separator, ignored, stored }: LabelRules,
): Labels {
  const own = Object.entries(metadata.labels ?? {});
  const joined = own.filter(([key]) => !ignored.includes(key)).map((pair) => pair.join(':'));
  const copied = own.flatMap(([key, value]) =>
    stored.filter(({ from }) => from === key).map(({ to }) => [to, value] as const),
  );
  return { ...Object.fromEntries(copied), labels: sortedText(joined).join(separator) };
}
