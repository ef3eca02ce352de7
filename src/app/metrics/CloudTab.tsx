// What Google Cloud Monitoring was given by Heapster: metric types, the series of one of them with
// their labels and last points, and what was refused.

import { type ReactElement, useEffect, useMemo, useState } from 'react';
import addon from '../../../content/addons/cloud-monitoring.document.yaml?raw';
import type { CloudMetricRow, CloudRow, CloudSeriesRow } from '../../projection/metrics/rows.ts';
import { formatValue } from '../charts/chart-model.ts';
import { LineChart } from '../charts/LineChart.tsx';
import { ScrollRegion } from '../design/ScrollRegion.tsx';
import { formatAge } from '../format.ts';
import { useText } from '../i18n.ts';
import { usePlayerLate } from '../stores.ts';
import { useWatch } from '../use-watch.ts';
import { ChartBar } from './ChartBar.tsx';
import { useChartFrame } from './chart-frame.ts';
import { cloudLines, cloudUnit, shortType, whose } from './cloud-lines.ts';
import { Invitation } from './Invitation.tsx';

const WATCH = 'cloud';
/** Shown first, when it is there. */
const USUAL = 'custom.googleapis.com/kubernetes.io/cpu/usage_rate';
const HOUR = 3_600e6;

/** The tab. */
export function CloudTab(): ReactElement {
  const t = useText();
  const [wish, setWish] = useState(USUAL);
  const { cloud, metrics, series } = useCloud(wish);
  // The sink may write other metrics only; nothing is known of them before the first rows come.
  const [first] = metrics;
  useEffect(() => {
    if (first !== undefined && metrics.every(({ type }) => type !== wish)) setWish(first.type);
  }, [first, metrics, wish]);
  if (cloud === undefined) return <p className="quiet">…</p>;
  if (cloud.requests === 0) {
    return (
      <Invitation
        title={t('cloud.nothing')}
        why={t('cloud.why')}
        error="timeSeries: []"
        action={t('cloud.install')}
        file="cloud-monitoring.yaml"
        manifest={addon}
      />
    );
  }
  return <Series cloud={cloud} metrics={metrics} series={series} type={wish} onType={setWish} />;
}

function useCloud(metric: string): {
  readonly cloud: CloudRow | undefined;
  readonly metrics: readonly CloudMetricRow[];
  readonly series: readonly CloudSeriesRow[];
} {
  const view = useMemo(() => ({ view: 'cloud', metric }) as const, [metric]);
  const rows = useWatch(WATCH, view);
  return useMemo(() => {
    const all = [...(rows?.values() ?? [])];
    return {
      cloud: all.find((row) => row.row === 'cloud'),
      metrics: all.filter((row) => row.row === 'cloud-metric'),
      series: all.filter((row) => row.row === 'cloud-series'),
    };
  }, [rows]);
}

function Series(props: {
  readonly cloud: CloudRow;
  readonly metrics: readonly CloudMetricRow[];
  readonly series: readonly CloudSeriesRow[];
  readonly type: string;
  readonly onType: (type: string) => void;
}): ReactElement {
  const t = useText();
  const { cloud, metrics, series, type } = props;
  const { frame, switches } = useChartFrame(HOUR);
  const lines = useMemo(() => cloudLines(series), [series]);
  const metric = metrics.find((one) => one.type === type);
  const first = Math.min(frame.now - 120e6, ...lines.flatMap(({ points }) => points[0]?.[0] ?? []));
  const span = switches.isChosen ? frame.span : ([first - 30e6, frame.now] as const);
  return (
    <div className="charts dashboard">
      <ChartBar detail={t('cloud.detail')} switches={switches}>
        <label>
          <span>{t('cloud.metric')}</span>
          <select value={type} onChange={(event) => props.onType(event.target.value)}>
            {metrics.map((one) => (
              <option key={one.type} value={one.type}>
                {shortType(one.type)}
              </option>
            ))}
          </select>
        </label>
      </ChartBar>
      <div className="cloud">
        <p className="cloud-sums">
          <code>{type}</code>
          <br />
          {t('cloud.sums', { ...cloud, metrics: metrics.length })}
          {cloud.askedAt !== undefined &&
            ` · ${t('cloud.asked', { age: formatAge(frame.now - cloud.askedAt) })}`}
        </p>
        {cloud.refusal !== undefined && (
          <p className="cloud-refusal">
            <b>{t('cloud.refused', { age: formatAge(frame.now - cloud.refusal.at) })}</b>
            <code>{cloud.refusal.message}</code>
          </p>
        )}
        <LineChart
          title={shortType(type)}
          unit={cloudUnit(type)}
          lines={lines}
          frame={{ ...frame, span }}
          empty={t('dashboard.noData')}
        />
        {metric !== undefined && <SeriesTable metric={metric} series={series} />}
      </div>
    </div>
  );
}

function SeriesTable(props: {
  readonly metric: CloudMetricRow;
  readonly series: readonly CloudSeriesRow[];
}): ReactElement {
  const t = useText();
  const now = usePlayerLate((view) => view.at);
  const { metric, series } = props;
  const unit = cloudUnit(metric.type);
  return (
    <ScrollRegion className="chart-table pipeline-table" label={t('cloud.table')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{`${metric.metricKind} · ${metric.valueType}`}</th>
            <th scope="col">{t('cloud.points')}</th>
            <th scope="col">{t('cloud.age')}</th>
            <th scope="col">{t('cloud.labels')}</th>
          </tr>
        </thead>
        <tbody>
          {series.map((one) => (
            <tr key={JSON.stringify(one.labels)}>
              <th scope="row">{whose(one.labels)}</th>
              <td className="cloud-points">
                {one.points
                  .slice(-3)
                  .map(({ value }) => formatValue(unit, value))
                  .join('  ')}
              </td>
              <td>{formatAge(now - (one.points.at(-1)?.at ?? now))}</td>
              <td className="cloud-labels">
                {Object.entries({ project_id: one.project, ...one.labels })
                  .filter(([, value]) => value !== '')
                  .map(([label, value]) => (
                    <code key={label} title={value}>
                      {label}={shortened(value)}
                    </code>
                  ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

/** A digest is told by its beginning. */
function shortened(value: string): string {
  return value.replace(/^(sha256:[0-9a-f]{8})[0-9a-f]+$/, '$1…');
}
