// The right panel: Explain, Inspect, YAML, Events, Logs.

import { lazy, type ReactElement, Suspense } from 'react';
import { Tabs } from '../design/controls.tsx';
import { ExplainPanel } from '../explain/ExplainPanel.tsx';
import { useText } from '../i18n.ts';
import { type Panel, uiStore, useUi } from '../stores.ts';

const Inspector = lazy(() =>
  import('../inspector/Inspector.tsx').then((module) => ({ default: module.Inspector })),
);
const YamlPanel = lazy(() =>
  import('../editor/YamlPanel.tsx').then((module) => ({ default: module.YamlPanel })),
);
const EventsPanel = lazy(() =>
  import('./EventsPanel.tsx').then((module) => ({ default: module.EventsPanel })),
);
const LogsPanel = lazy(() =>
  import('./LogsPanel.tsx').then((module) => ({ default: module.LogsPanel })),
);

/** The panel beside the stage. */
export function SidePanel(): ReactElement {
  const t = useText();
  const panel = useUi((ui) => ui.panel);
  const isOpen = useUi((ui) => ui.isPanelOpen && !ui.isPresenter);
  const waiting = <p className="quiet">…</p>;
  const lazily = (element: ReactElement): ReactElement => (
    <Suspense fallback={waiting}>{element}</Suspense>
  );
  return (
    <aside className="side" hidden={!isOpen} aria-label={t('panel.label')}>
      <Tabs<Panel>
        label={t('panel.label')}
        value={panel}
        onChange={(next) => uiStore.setState({ panel: next })}
        tabs={[
          { id: 'explain', label: t('panel.explain'), panel: <ExplainPanel /> },
          { id: 'inspect', label: t('panel.inspect'), panel: lazily(<Inspector />) },
          { id: 'yaml', label: t('panel.yaml'), panel: lazily(<YamlPanel />) },
          { id: 'events', label: t('panel.events'), panel: lazily(<EventsPanel />) },
          { id: 'logs', label: t('panel.logs'), panel: lazily(<LogsPanel />) },
        ]}
      />
    </aside>
  );
}
