// DASH-1 to DASH-3: the dashboards' queries, spelled out, are queries; titles and legends say what
// was chosen.

import { describe, expect, it } from 'vitest';
import cluster from '../../content/dashboards/cluster.json' with { type: 'json' };
import pods from '../../content/dashboards/pods.json' with { type: 'json' };
import {
  type Dashboard,
  intervalOf,
  legendOf,
  type Panel,
  panelQueries,
  panelTitle,
  variableQuery,
} from './dashboard.ts';
import { parseQuery } from './influxql/parse.ts';

const RANGE = { from: 1_767_225_600_000, to: 1_767_227_400_000 };
const CHOSEN = { nodename: 'node-1', namespace: 'kube-system', podname: 'web.1' };
const BOTH: readonly (readonly [string, Dashboard])[] = [
  ['Cluster', cluster],
  ['Pods', pods],
];

describe.each(BOTH)('dashboard %s', (title, dashboard) => {
  it('DASH-1: asks what InfluxDB understands', () => {
    expect(dashboard.title).toBe(title);
    const queries = [
      ...dashboard.variables.map((one) => variableQuery(one, CHOSEN)),
      ...dashboard.panels.flatMap((panel) => panelQueries(panel, CHOSEN, RANGE, 300)),
    ];
    for (const query of queries) {
      expect(query).not.toContain('$n');
      expect(query).not.toMatch(/\$(timeFilter|interval|p)/);
      expect(parseQuery(query)).toMatchObject({ statements: [{}] });
    }
  });

  it('has a chart once', () => {
    const titles = dashboard.panels.map((panel) => panel.title);
    expect(new Set(titles).size).toBe(titles.length);
  });
});

it('DASH-2: spells out what was chosen, and the time', () => {
  const panel = pods.panels[2] as Panel;
  expect(panelQueries(panel, CHOSEN, RANGE, 300)[0]).toBe(
    'SELECT sum("value") FROM "network/tx_rate" WHERE "type" = \'pod\' AND ' +
      '"namespace_name" =~ /kube-system$/ AND "pod_name" =~ /web\\.1$/ AND ' +
      'time > 1767225600000ms and time < 1767227400000ms GROUP BY time(1m) fill(null)',
  );
  expect(panelTitle(panel, CHOSEN)).toBe('Individual Network Usage: kube-system web.1');
  const [first] = (cluster.panels[1] as Panel).series;
  expect(legendOf(first as Panel['series'][number], CHOSEN, { nodename: 'node-2' })).toBe(
    'Usage node-2',
  );
});

it('DASH-3: a point is a minute at least, and longer where many would be too narrow', () => {
  const hours = (count: number): number =>
    intervalOf({ from: 0, to: count * 3_600_000 }, 100) / 60_000;
  expect([0.5, 1, 3, 6, 24, 24 * 60].map(hours)).toEqual([1, 1, 2, 5, 15, 720]);
});
