// The right panel: Explain, Inspect, YAML, Events, Logs.

import { lazy, type ReactElement, Suspense } from 'react';
import { Button, Tabs } from '../design/controls.tsx';
import { Icon } from '../design/glyphs.tsx';
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
  const isSheetOpen = useUi((ui) => ui.isSheetOpen);
  const waiting = <p className="quiet">…</p>;
  const lazily = (element: ReactElement): ReactElement => (
    <Suspense fallback={waiting}>{element}</Suspense>
  );
  return (
    <aside
      className="side"
      hidden={!isOpen}
      data-sheet={isSheetOpen ? 'open' : 'closed'}
      aria-label={t('panel.label')}
    >
      <span className="sheet-toggle sheet-only">
        <Button
          look="icon"
          label={t('panel.sheet')}
          isPressed={isSheetOpen}
          onPress={() => uiStore.setState({ isSheetOpen: !isSheetOpen })}
        >
          <Icon name={isSheetOpen ? 'down' : 'up'} size={14} />
        </Button>
      </span>
      <Tabs<Panel>
        label={t('panel.label')}
        value={panel}
        onChange={(next) => uiStore.setState({ panel: next, isSheetOpen: true })}
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
