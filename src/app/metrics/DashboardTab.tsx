// Grafana's dashboards of the era, Cluster and Pods: their own queries, answered by the cluster's
// InfluxDB as it stands at the playhead. Without the pipeline there is nothing, and it says so.

import { type ReactElement, type ReactNode, useMemo, useState } from 'react';
import addon from '../../../content/addons/cluster-monitoring.document.yaml?raw';
import cluster from '../../../content/dashboards/cluster.json';
import pods from '../../../content/dashboards/pods.json';
import { type Chosen, type Dashboard, panelTitle } from '../../formats/dashboard.ts';
import type { Span } from '../charts/chart-model.ts';
import { LineChart } from '../charts/LineChart.tsx';
import { Segmented } from '../design/controls.tsx';
import { useText } from '../i18n.ts';
import { usePlayer } from '../stores.ts';
import { ChartBar } from './ChartBar.tsx';
import { useChartFrame } from './chart-frame.ts';
import { panelLines, unitOf } from './dashboard-lines.ts';
import { Invitation } from './Invitation.tsx';
import { type Shown, useDashboard } from './use-dashboard.ts';

const DASHBOARDS: { readonly [id in 'cluster' | 'pods']: Dashboard } = { cluster, pods };

/** The tab. */
export function DashboardTab(): ReactElement {
  const t = useText();
  const [id, setId] = useState<keyof typeof DASHBOARDS>('cluster');
  const [wish, setWish] = useState<Chosen>({});
  const dashboard = DASHBOARDS[id];
  const shown = useDashboard(dashboard, wish);
  if (shown === undefined) return <p className="quiet">…</p>;
  if (shown.error !== undefined) {
    return (
      <Invitation
        title={t('dashboard.nothing')}
        why={t('dashboard.why')}
        error={shown.error}
        action={t('dashboard.install')}
        file="cluster-monitoring.yaml"
        manifest={addon}
      />
    );
  }
  return (
    <div className="charts dashboard">
      <Panels dashboard={dashboard} shown={shown}>
        <Segmented
          label={t('dashboard.which')}
          value={id}
          options={(['cluster', 'pods'] as const).map((one) => ({
            id: one,
            label: DASHBOARDS[one].title,
          }))}
          onChange={setId}
        />
        {dashboard.variables.map(({ name }) => (
          <label key={name}>
            <span>{name}</span>
            <select
              value={shown.chosen[name] ?? ''}
              onChange={(event) => setWish((was) => ({ ...was, [name]: event.target.value }))}
            >
              {(shown.choices[name] ?? []).map((value) => (
                <option key={value}>{value}</option>
              ))}
            </select>
          </label>
        ))}
      </Panels>
    </div>
  );
}

function Panels({
  dashboard,
  shown,
  children,
}: {
  readonly dashboard: Dashboard;
  readonly shown: Shown;
  readonly children: ReactNode;
}): ReactElement {
  const t = useText();
  const { frame, switches } = useChartFrame(dashboard.minutes * 60e6);
  const epochMicros = usePlayer((view) => view.epochSeconds) * 1e6;
  const panels = useMemo(
    () =>
      dashboard.panels.map((panel, i) => ({
        panel,
        title: panelTitle(panel, shown.chosen),
        lines: panelLines(panel, shown.panels[i] ?? [], shown.chosen, epochMicros),
      })),
    [dashboard, shown, epochMicros],
  );
  const first = panels.flatMap(({ lines }) => lines.flatMap(({ points }) => points[0]?.[0] ?? []));
  // A young cluster would have its half hour mostly empty: the axis begins where the points do.
  const begin = Math.max(frame.span[0], Math.min(frame.now - 120e6, ...first) - 30e6);
  const span: Span = switches.isChosen ? frame.span : [begin, frame.now];
  const own = { ...frame, span };
  return (
    <>
      <ChartBar detail={t('dashboard.detail')} switches={switches}>
        {children}
      </ChartBar>
      <div className="chart-grid">
        {panels.map(({ panel, title, lines }) => (
          <LineChart
            key={panel.title}
            title={title}
            unit={unitOf(panel)}
            lines={lines}
            frame={own}
            empty={t('dashboard.noData')}
          />
        ))}
      </div>
    </>
  );
}
