// Series in the text form that Prometheus reads. Models prometheus/common/expfmt.

import { compareText } from '../../../apimachinery/go-text.ts';
import { goFloat } from '../../../base/go-float.ts';
import { BOUNDS, type Histogram } from '../histogram.ts';

/** Labels of one sample, by name. */
export interface Labels {
  readonly [label: string]: string;
}

/** One sample. */
export interface Sample {
  readonly labels: Labels;
  readonly value: number;
  /** Milliseconds since 1970, where the sample is older than the answer. */
  readonly atMillis?: number;
  /** `_bucket`, `_sum` and `_count` of a histogram. */
  readonly suffix?: string;
}

/** One family of series. */
export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram' | 'summary';
  readonly samples: readonly Sample[];
}

/** The samples of a histogram with these labels. */
export function histogramOf(
  labels: Labels,
  { count, sum, buckets }: Histogram,
  upper: readonly number[] = BOUNDS,
): readonly Sample[] {
  const bounds = upper.map((bound, i): Sample => {
    return { suffix: '_bucket', labels: { ...labels, le: goFloat(bound) }, value: buckets[i] ?? 0 };
  });
  return [
    ...bounds,
    { suffix: '_bucket', labels: { ...labels, le: '+Inf' }, value: count },
    { suffix: '_sum', labels, value: sum },
    { suffix: '_count', labels, value: count },
  ];
}

/** The page: families by name, each with its samples in the order of their labels. */
export function exposition(families: readonly Family[]): string {
  const sorted = families
    .filter(({ samples }) => samples.length > 0)
    .toSorted((a, b) => compareText(a.name, b.name));
  return sorted.map(familyText).join('');
}

function familyText({ name, help, type, samples }: Family): string {
  const lines = samples.toSorted(byLabels).map((sample) => {
    const at = sample.atMillis === undefined ? '' : ` ${sample.atMillis}`;
    const whole = `${name}${sample.suffix ?? ''}${labelText(sample.labels)}`;
    return `${whole} ${goFloat(sample.value)}${at}\n`;
  });
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function labelText(labels: Labels): string {
  const names = Object.keys(labels).filter((name) => name !== 'le');
  const ordered = names.toSorted();
  if (labels['le'] !== undefined) ordered.push('le');
  if (ordered.length === 0) return '';
  return `{${ordered.map((name) => `${name}="${escaped(labels[name] ?? '')}"`).join(',')}}`;
}

function escaped(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
}

/** Buckets stay in the order they were made in. */
function byLabels(a: Sample, b: Sample): number {
  for (const name of Object.keys(a.labels).toSorted()) {
    if (name === 'le') continue;
    const order = compareText(a.labels[name] ?? '', b.labels[name] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}
