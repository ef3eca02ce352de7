// The metrics drawer, in the place of the stage: usage as the kubelet has it, cAdvisor's own page,
// Grafana's dashboards and the four levels of health. Everything in it stands at the playhead.

import { type ReactElement, useEffect } from 'react';
import { Button, Segmented, Tabs } from '../design/controls.tsx';
import { Icon } from '../design/glyphs.tsx';
import { useText } from '../i18n.ts';
import { type MetricsTab, uiStore, usePlayer, useUi } from '../stores.ts';
import '../charts/charts.css';
import './cadvisor.css';
import './health.css';
// After those: it says what becomes of them on a narrow screen.
import './metrics.css';
import { CadvisorPage } from './CadvisorPage.tsx';
import { DashboardTab } from './DashboardTab.tsx';
import { HealthTab } from './HealthTab.tsx';
import { PipelineTab } from './PipelineTab.tsx';
import { UsageTab } from './UsageTab.tsx';

/** Tabs that show one node. */
const OF_A_NODE: ReadonlySet<MetricsTab> = new Set(['usage', 'cadvisor', 'pipeline']);

/** The drawer. */
export function MetricsDrawer(): ReactElement {
  const t = useText();
  const tab = useUi((ui) => ui.metricsTab);
  const edition = usePlayer((view) => view.edition);
  const hasPage = edition === 'document';
  const tabs: { id: MetricsTab; label: string; panel: ReactElement }[] = [
    { id: 'usage', label: t('metrics.tab.usage'), panel: <UsageTab /> },
    ...(hasPage
      ? [
          { id: 'cadvisor' as const, label: t('metrics.tab.cadvisor'), panel: <CadvisorPage /> },
          {
            id: 'dashboards' as const,
            label: t('metrics.tab.dashboards'),
            panel: <DashboardTab />,
          },
        ]
      : [
          {
            id: 'pipeline' as const,
            label: t('metrics.tab.pipeline'),
            panel: <PipelineTab edition={edition} />,
          },
        ]),
    { id: 'health', label: t('metrics.tab.health'), panel: <HealthTab /> },
  ];
  const shown = tabs.some(({ id }) => id === tab) ? tab : 'usage';
  useEffect(() => {
    document.querySelector<HTMLElement>('.metrics [role="tab"][aria-selected="true"]')?.focus();
  }, []);
  return (
    <main className="metrics" aria-label={t('metrics.title')}>
      <div className="metrics-corner">
        {OF_A_NODE.has(shown) && <NodeChoice />}
        <Button
          look="icon"
          label={t('metrics.close')}
          onPress={() => uiStore.setState({ isMetricsOpen: false })}
        >
          <Icon name="close" size={14} />
        </Button>
      </div>
      <Tabs<MetricsTab>
        label={t('metrics.title')}
        value={shown}
        onChange={(next) => uiStore.setState({ metricsTab: next })}
        tabs={tabs}
      />
    </main>
  );
}

/** Which node's kubelet is asked. */
function NodeChoice(): ReactElement | null {
  const t = useText();
  const node = useUi((ui) => ui.node);
  const nodes = usePlayer((view) => view.nodes);
  if (nodes.length < 2) return null;
  return (
    <Segmented
      label={t('metrics.node')}
      value={node}
      options={nodes.map((id) => ({ id, label: id }))}
      onChange={(next) => uiStore.setState({ node: next })}
    />
  );
}
