// The metrics drawer, in the place of the stage: usage as the kubelet has it, cAdvisor's own page,
// Grafana's dashboards, what the cloud was given and the four levels of health. Everything in it
// stands at the playhead.

import { type ReactElement, useEffect, useState } from 'react';
import { Button, Segmented, Tabs } from '../design/controls.tsx';
import { Icon } from '../design/glyphs.tsx';
import { useText } from '../i18n.ts';
import { type MetricsTab, uiStore, usePlayer, useUi } from '../stores.ts';
import '../charts/charts.css';
import './cadvisor.css';
import './cloud.css';
import './health.css';
// After those: it says what becomes of them on a narrow screen.
import './metrics.css';
import { CadvisorPage } from './CadvisorPage.tsx';
import { CloudTab } from './CloudTab.tsx';
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
          { id: 'cloud' as const, label: t('metrics.tab.cloud'), panel: <CloudTab /> },
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
  const [isWhy, setWhy] = useState(false);
  const shown = tabs.some(({ id }) => id === tab) ? tab : 'usage';
  useEffect(() => {
    selectedTab()?.focus();
  }, []);
  // On a narrow screen the list of tabs scrolls; a screen may become narrow.
  useEffect(() => {
    if (shown === undefined) return undefined;
    const show = (): void => selectedTab()?.scrollIntoView({ inline: 'nearest', block: 'nearest' });
    show();
    window.addEventListener('resize', show);
    return () => window.removeEventListener('resize', show);
  }, [shown]);
  return (
    <main className="metrics" aria-label={t('metrics.title')}>
      <div className="metrics-corner">
        <Button look="quiet" isPressed={isWhy} onPress={() => setWhy(!isWhy)}>
          {t('metrics.why.ask')}
        </Button>
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
        tabs={tabs.map(({ id, label, panel }) => ({
          id,
          label,
          panel: (
            <>
              {isWhy && <Why tab={id} />}
              {panel}
            </>
          ),
        }))}
      />
    </main>
  );
}

function selectedTab(): HTMLElement | null {
  return document.querySelector<HTMLElement>('.metrics [role="tab"][aria-selected="true"]');
}

/** Where the numbers of a tab come from, how old they are, and what is lost when a part dies. */
function Why({ tab }: { readonly tab: MetricsTab }): ReactElement {
  const t = useText();
  return (
    <dl className="metrics-why">
      {(['from', 'age', 'lost'] as const).map((what) => (
        <div key={what}>
          <dt>{t(`metrics.why.${what}`)}</dt>
          <dd>{t(`metrics.why.${tab}.${what}`)}</dd>
        </div>
      ))}
    </dl>
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
