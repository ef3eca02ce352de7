// The frame of the page: top bar, stage, panel, caption, timeline, drawers.

import { lazy, type ReactElement, Suspense, useEffect } from 'react';
import { boundNodeIn } from './beats.ts';
import { Caption } from './Caption.tsx';
import { usePlayerControl } from './context.tsx';
import { Button } from './design/controls.tsx';
import { Icon } from './design/glyphs.tsx';
import { useText } from './i18n.ts';
import { useKeys } from './keys.ts';
import { SidePanel } from './panels/SidePanel.tsx';
import { Halo } from './presenter/Halo.tsx';
import { useNotes } from './presenter/use-notes.ts';
import { keepSession } from './session-link.ts';
import { Stage } from './stage/Stage.tsx';
import { StationStrip } from './stage/StationStrip.tsx';
import { STAGE, uiStore, usePlayer, useUi } from './stores.ts';
import { TopBar } from './TopBar.tsx';
import { TimelineBar } from './timeline/TimelineBar.tsx';
import { Transport } from './timeline/Transport.tsx';

const Terminal = lazy(() =>
  import('./terminal/Terminal.tsx').then((module) => ({ default: module.Terminal })),
);
const MetricsDrawer = lazy(() =>
  import('./metrics/MetricsDrawer.tsx').then((module) => ({ default: module.MetricsDrawer })),
);
const CreateDialog = lazy(() =>
  import('./editor/CreateDialog.tsx').then((module) => ({ default: module.CreateDialog })),
);
const SourceDialog = lazy(() =>
  import('./editor/SourceDialog.tsx').then((module) => ({ default: module.SourceDialog })),
);
const LegendDialog = lazy(() =>
  import('./panels/LegendDialog.tsx').then((module) => ({ default: module.LegendDialog })),
);
const HelpDialog = lazy(() =>
  import('./panels/HelpDialog.tsx').then((module) => ({ default: module.HelpDialog })),
);
const SearchDialog = lazy(() =>
  import('./search/SearchDialog.tsx').then((module) => ({ default: module.SearchDialog })),
);

/** The page. */
export function App(): ReactElement {
  const t = useText();
  const player = usePlayerControl();
  const node = useUi((ui) => ui.node);
  const isPresenter = useUi((ui) => ui.isPresenter);
  const isPanelOpen = useUi((ui) => ui.isPanelOpen);
  const isTerminalOpen = useUi((ui) => ui.isTerminalOpen);
  const isMetricsOpen = useUi((ui) => ui.isMetricsOpen);
  const isBlack = useUi((ui) => ui.isBlack);
  const phase = usePlayer((view) => view.phase);
  useEffect(() => player.watch(STAGE, { view: 'stage', node }), [player, node]);
  useKeys(player);
  useNotes(player);
  useKeeping();
  useFocusOnFollowed();
  useRoomForStory();
  if (phase === 'halted') return <Halted />;
  return (
    <div
      className={`page ${isPresenter ? 'presenter' : ''}`}
      data-drawer={isTerminalOpen ? 'open' : undefined}
      data-side={isPanelOpen && !isPresenter ? 'open' : 'closed'}
    >
      <TopBar />
      {!isMetricsOpen && <StationStrip />}
      {isMetricsOpen ? (
        <Suspense fallback={<main className="stage" />}>
          <MetricsDrawer />
        </Suspense>
      ) : (
        <Stage />
      )}
      <SidePanel />
      <Caption />
      <section className="foot" aria-label={t('timeline.region')}>
        <Transport />
        <TimelineBar />
      </section>
      {isTerminalOpen && (
        <Suspense>
          <Terminal />
        </Suspense>
      )}
      <Dialogs />
      <Notice />
      {isPresenter && <Halo />}
      {isBlack && <Black />}
    </div>
  );
}

/** Nothing to look at, so that the class looks at the teacher; a press brings the page back. */
function Black(): ReactElement {
  const t = useText();
  return (
    <button
      type="button"
      className="black"
      aria-label={t('presenter.light')}
      onClick={() => uiStore.setState({ isBlack: false })}
    />
  );
}

function Dialogs(): ReactElement | null {
  const dialog = useUi((ui) => ui.dialog);
  if (dialog === undefined) return null;
  return (
    <Suspense>
      {dialog === 'create' && <CreateDialog />}
      {dialog === 'source' && <SourceDialog />}
      {dialog === 'legend' && <LegendDialog />}
      {dialog === 'help' && <HelpDialog />}
      {dialog === 'search' && <SearchDialog />}
    </Suspense>
  );
}

/** What was just typed or refused; goes by itself, an error stays until closed. */
function Notice(): ReactElement | null {
  const t = useText();
  const notice = useUi((ui) => ui.notice);
  const trouble = usePlayer((view) => view.trouble?.text);
  useEffect(() => {
    if (notice === undefined || notice.isError) return;
    const timer = setTimeout(() => uiStore.setState({ notice: undefined }), 3_200);
    return () => clearTimeout(timer);
  }, [notice]);
  const shown = notice ?? (trouble === undefined ? undefined : { text: trouble, isError: true });
  if (shown === undefined) return null;
  return (
    <div className="notice" data-error={shown.isError || undefined} role="status">
      <code>{shown.text}</code>
      <Button
        look="icon"
        label={t('close')}
        onPress={() => uiStore.setState({ notice: undefined })}
      >
        <Icon name="close" size={14} />
      </Button>
    </div>
  );
}

/** A broken invariant: nothing goes on, but the session can be taken home. */
function Halted(): ReactElement {
  const t = useText();
  const trouble = usePlayer((view) => view.trouble);
  const download = (): void => {
    const text = JSON.stringify(trouble?.file ?? {}, undefined, 2);
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    link.download = 'kubelet-visualizer-session.json';
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <main className="halt">
      <h1>{t('halt.title')}</h1>
      <p>{t('halt.body')}</p>
      <code className="command-preview">{trouble?.text}</code>
      <Button look="primary" onPress={download}>
        {t('halt.download')}
      </Button>
    </main>
  );
}

/** Whoever is followed is shown: the stage turns to its node, once it is known. */
function useFocusOnFollowed(): void {
  const node = usePlayer((view) =>
    view.follow === undefined ? undefined : boundNodeIn(view, view.follow),
  );
  useEffect(() => {
    if (node !== undefined) uiStore.setState({ node });
  }, [node]);
}

/** On a phone the sheet that invited makes room for the stage once there is something to see. */
function useRoomForStory(): void {
  const hasBegun = useUi((ui) => ui.hasBegun);
  useEffect(() => {
    if (hasBegun) uiStore.setState({ isSheetOpen: false });
  }, [hasBegun]);
}

function useKeeping(): void {
  const player = usePlayerControl();
  const count = usePlayer((view) => view.commands.length);
  const isPaused = usePlayer((view) => view.status === 'paused');
  // biome-ignore lint/correctness/useExhaustiveDependencies: kept after each command and each pause
  useEffect(() => {
    void keepSession(player);
  }, [player, count, isPaused]);
  useEffect(() => {
    const timer = setInterval(() => void keepSession(player), 4_000);
    const keep = (): void => void keepSession(player);
    document.addEventListener('visibilitychange', keep);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', keep);
    };
  }, [player]);
}
