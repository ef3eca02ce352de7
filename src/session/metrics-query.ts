// Queries to the InfluxDB of a run, to its cloud, and to cAdvisor's pages, at any of its instants:
// a run of its own goes where the question is about, so that what is told of the first one is not
// disturbed.

import { askCadvisor, askCloudMonitoring, askInfluxdb } from '../cluster/metrics.ts';
import type { TypedLine } from '../cluster/protocol/commands.ts';
import type { InfluxReply } from '../cluster/protocol/influxdb.ts';
import type { Micros } from '../kernel/time.ts';
import type { Timeline } from '../kernel/timeline.ts';
import type { ToSession } from './protocol.ts';

type Question = Extract<ToSession, { readonly type: 'metrics.query' }>;

type PageQuestion = Extract<ToSession, { readonly type: 'cadvisor.query' }>;

/** The database that Heapster writes into. */
const DATABASE = 'k8s';

/** Answers each query as of the instant asked for. */
export function queryMetrics(
  timeline: Timeline<TypedLine>,
  epochSeconds: number,
  { at, queries, database = DATABASE }: Pick<Question, 'at' | 'queries' | 'database'>,
): readonly InfluxReply[] {
  if (timeline.now !== at) timeline.seek(at);
  const now = epochSeconds * 1_000_000 + at;
  return queries.map((query) => askInfluxdb(timeline.world, { query, database, now }));
}

/** What Google Cloud Monitoring answers to a filter at an instant. */
export function queryCloud(
  timeline: Timeline<TypedLine>,
  epochSeconds: number,
  { at, filter }: { readonly at: Micros; readonly filter: string },
): object {
  if (timeline.now !== at) timeline.seek(at);
  return askCloudMonitoring(timeline.world, filter, epochSeconds);
}

/** What cAdvisor's port of a node answers at an instant; undefined: nobody listens. */
export function queryCadvisor(
  timeline: Timeline<TypedLine>,
  epochSeconds: number,
  { at, node, questions }: Pick<PageQuestion, 'at' | 'node' | 'questions'>,
): readonly unknown[] | undefined {
  if (timeline.now !== at) timeline.seek(at);
  return askCadvisor(timeline.world, node, questions, { now: at, epochSeconds });
}
