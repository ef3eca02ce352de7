// Dashboards of Grafana as data: variables, panels and their queries, and how those are spelled out
// for what somebody chose. The two that come with Heapster are in content/dashboards.
// Models Grafana v4.4, public/app/plugins/datasource/influxdb and core/utils/kbn.

/** A choice above a dashboard; its values are what the query finds. */
export interface Variable {
  readonly name: string;
  readonly query: string;
}

/** Lines of one metric in a panel; what the legend says of each. */
export interface PanelSeries {
  readonly legend: string;
  readonly query: string;
}

/** A chart. */
export interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly series: readonly PanelSeries[];
}

/** A dashboard. */
export interface Dashboard {
  readonly title: string;
  /** How far back it looks. */
  readonly minutes: number;
  readonly variables: readonly Variable[];
  readonly panels: readonly Panel[];
}

/** What was chosen, by the names of the variables. */
export type Chosen = { readonly [variable: string]: string };

/** The time a dashboard shows, in milliseconds since 1970. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** The queries of a panel, in the order of its series. `points` is how many fit side by side. */
export function panelQueries(
  { series }: Panel,
  chosen: Chosen,
  range: TimeRange,
  points: number,
): readonly string[] {
  const filter = `time > ${Math.floor(range.from)}ms and time < ${Math.ceil(range.to)}ms`;
  const interval = intervalText(intervalOf(range, points));
  return series.map(({ query }) =>
    withChosen(query, chosen, asPattern)
      .replaceAll('$timeFilter', () => filter)
      .replaceAll('$interval', () => interval),
  );
}

/** The query that finds the values of a variable. */
export function variableQuery({ query }: Variable, chosen: Chosen): string {
  return withChosen(query, chosen, asPattern);
}

/** A title with what was chosen. */
export function panelTitle({ title }: Pick<Panel, 'title'>, chosen: Chosen): string {
  return withChosen(title, chosen, (value) => value);
}

/** What the legend says of a line, by the tags that tell it from the others. */
export function legendOf(
  { legend }: Pick<PanelSeries, 'legend'>,
  chosen: Chosen,
  tags: { readonly [key: string]: string } = {},
): string {
  const tagged = legend.replace(/\$tag_(\w+)/g, (_, key: string) => tags[key] ?? '');
  return withChosen(tagged, chosen, (value) => value).trim();
}

/** Longer names first, so that none is taken for the beginning of another. */
function withChosen(text: string, chosen: Chosen, say: (value: string) => string): string {
  const names = Object.keys(chosen).sort((a, b) => b.length - a.length);
  return names.reduce(
    (current, name) => current.replaceAll(`$${name}`, () => say(chosen[name] ?? '')),
    text,
  );
}

/** A value where a pattern stands: its letters mean themselves. */
function asPattern(value: string): string {
  return value.replace(/[\\^$*+?.()|[\]{}/]/g, '\\$&');
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Up to the first, intervals become the second. */
const ROUNDED: readonly (readonly [limit: number, interval: number])[] = [
  [1.5 * MINUTE, MINUTE],
  [3.5 * MINUTE, 2 * MINUTE],
  [7.5 * MINUTE, 5 * MINUTE],
  [12.5 * MINUTE, 10 * MINUTE],
  [17.5 * MINUTE, 15 * MINUTE],
  [25 * MINUTE, 20 * MINUTE],
  [45 * MINUTE, 30 * MINUTE],
  [1.5 * HOUR, HOUR],
  [2.5 * HOUR, 2 * HOUR],
  [4.5 * HOUR, 3 * HOUR],
  [9 * HOUR, 6 * HOUR],
];

/** How long one point is, in milliseconds: never less than the minute between two batches. */
export function intervalOf({ from, to }: TimeRange, points: number): number {
  const exact = (to - from) / Math.max(1, points);
  return ROUNDED.find(([limit]) => exact <= limit)?.[1] ?? 12 * HOUR;
}

function intervalText(millis: number): string {
  return millis % HOUR === 0 ? `${millis / HOUR}h` : `${millis / MINUTE}m`;
}
