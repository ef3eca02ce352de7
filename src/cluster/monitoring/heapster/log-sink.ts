// `--sink=log`: a batch as text. Models metrics/sinks/log/log_sink.go of Heapster v1.5.4.

import { sortedText } from '../../../apimachinery/go-text.ts';
import { entries } from '../../../base/persistent-map.ts';
import type { Micros } from '../../../kernel/time.ts';
import { goTime } from './go-time.ts';
import type { DataBatch, MetricSet } from './metric-set.ts';
import { metricOf } from './metrics.ts';

const PAD = '   ';

/** The text of a batch. */
export function batchText({ at, sets }: DataBatch, epochSeconds: number): string {
  const lines = [`DataBatch     Timestamp: ${goTime(epochSeconds, at)}`, ''];
  for (const [key, one] of entries(sets)) {
    lines.push(`MetricSet: ${key}`, ...setLines(one, epochSeconds), '');
  }
  return `${lines.join('\n')}\n`;
}

function setLines(one: MetricSet, epochSeconds: number): readonly string[] {
  const instant = (at: Micros | undefined): string => {
    if (at === undefined) return '0001-01-01 00:00:00 +0000 UTC -6795364578871345152';
    return `${goTime(epochSeconds, at)} ${epochSeconds * 1_000_000 + at}000`;
  };
  const { labels, values, labeled } = one;
  const sorted = (names: object): readonly string[] => sortedText(Object.keys(names));
  return [
    `${PAD}Scrape time: ${instant(one.scrapedAt)}`,
    `${PAD}Create time: ${instant(one.createdAt)}`,
    `${PAD}Labels:`,
    ...sorted(labels).map((name) => `${PAD}${PAD}${name} = ${labels[name]}`),
    `${PAD}Metrics:`,
    ...sorted(values).map((name) => `${PAD}${PAD}${name} = ${figure(name, values[name] ?? 0)}`),
    `${PAD}Labeled Metrics:`,
    ...labeled.flatMap((each) => [
      `${PAD}${PAD}${each.name} = ${figure(each.name, each.value)}`,
      ...Object.entries(each.labels).map((pair) => `${PAD}${PAD}${PAD}${pair.join(' = ')}`),
    ]),
  ];
}

function figure(name: string, value: number): string {
  return metricOf(name).type === 'double' ? value.toFixed(6) : String(value);
}
