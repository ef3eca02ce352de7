// The books as families of series. A key may tell more than its family shows: what then looks the
// same is added up.

import { get, withPrefix } from '../../../base/persistent-map.ts';
import { kubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import { kubeletServerRules } from '../../editions/kubelet-server.ts';
import type { KubeletConfig } from '../config.ts';
import { BOUNDS, type Histogram, noValues } from '../histogram.ts';
import { type Family, histogramOf, type Labels, type Sample } from '../server/prometheus.ts';
import type { MetricsBook } from './book.ts';
import { type BookFamily, FAMILIES, NEWER_FAMILIES, OLDER_FAMILIES } from './families.ts';
import { operationName } from './operations.ts';

/** The address that every kubelet of a simulated cluster has of its API server. */
const API_HOST = '10.96.0.1:6443';

/** All families that have anything to show. */
export function bookFamilies(book: MetricsBook, { edition }: KubeletConfig): readonly Family[] {
  const isNew = kubeletServerRules(edition).hasPressureAndSwap;
  const { requestBounds } = kubeletBehaviour(edition);
  return [...FAMILIES, ...(isNew ? NEWER_FAMILIES : OLDER_FAMILIES)].map((of): Family => {
    const isRequest = of.name === 'rest_client_request_duration_seconds';
    const family = isRequest ? { ...of, bounds: requestBounds } : of;
    const { name, help, type, stability = 'ALPHA' } = family;
    const samples = type === 'histogram' ? histograms(book, family) : values(book, family);
    const shown = samples.map((one) => ({ ...one, labels: hosted(name, one.labels, isNew) }));
    return { name, help: `[${stability}] ${help}`, type, samples: shown };
  });
}

function values(book: MetricsBook, family: BookFamily): readonly Sample[] {
  const sums = countsOf(book, family);
  const always = family.labels === undefined ? [[]] : (family.always ?? []);
  for (const labels of always) if (!sums.has(labels.join('\n'))) sums.set(labels.join('\n'), 0);
  return [...sums].map(([key, value]) => ({ labels: labelsOf(family, key), value }));
}

/** The total of calls is in the histogram of how long they took. */
function countsOf(book: MetricsBook, family: BookFamily): Map<string, number> {
  const sum = (a: number, b: number): number => a + b;
  if (!family.name.endsWith('_operations_total')) return collected(book.values, family, sum);
  const name = family.name.replace(/_total$/, '_duration_seconds');
  const found = collected(book.histograms, { ...family, name }, added);
  return new Map([...found].map(([key, { count }]) => [key, count]));
}

function histograms(book: MetricsBook, family: BookFamily): readonly Sample[] {
  const { bounds = BOUNDS } = family;
  const sums = collected(book.histograms, family, added);
  if (family.labels === undefined && family.isLate !== true && sums.size === 0) {
    sums.set('', noValues(bounds));
  }
  return [...sums].flatMap(([key, one]) => histogramOf(labelsOf(family, key), one, bounds));
}

function added(a: Histogram, b: Histogram): Histogram {
  const buckets = a.buckets.map((count, i) => count + (b.buckets[i] ?? 0));
  return { count: a.count + b.count, sum: a.sum + b.sum, buckets };
}

/** What the book has of a family, by the labels that are shown. */
function collected<V>(
  map: Parameters<typeof get<V>>[0],
  { name, labels }: BookFamily,
  add: (a: V, b: V) => V,
): Map<string, V> {
  const key = name.replace(/^kubelet_/, '');
  const found = new Map<string, V>();
  if (labels === undefined) {
    const value = get(map, key);
    return value === undefined ? found : found.set('', value);
  }
  for (const [whole, value] of withPrefix(map, `${key}\n`)) {
    const given = whole.split('\n').slice(1, 1 + labels.length);
    const shown = given.map((one, i) =>
      labels[i] === 'operation_type' ? operationName(one) : one,
    );
    const before = found.get(shown.join('\n'));
    found.set(shown.join('\n'), before === undefined ? value : add(before, value));
  }
  return found;
}

function labelsOf({ labels = [] }: BookFamily, key: string): Labels {
  const given = key.split('\n');
  return Object.fromEntries(labels.map((label, i) => [label, given[i] ?? '']));
}

/** Whom client-go asked: v1.20 shows a URL, whose names and paths its code masks. */
function hosted(name: string, labels: Labels, isNew: boolean): Labels {
  if (!name.startsWith('rest_client')) return labels;
  if (isNew || name === 'rest_client_requests_total') return { ...labels, host: API_HOST };
  return { ...labels, url: `https://${API_HOST}/%7Bprefix%7D` };
}
