// Creates session, player and stores, and mounts the page. What the address may say: `lang`,
// `theme`, `edition`, `scenario`, `at` (seconds), `paused`, `run` (base64 of commands), `node`,
// `session`; and `notes`, which makes it the window with the notes of that tab.

import { type ReactElement, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Player } from '../player/player.ts';
import { connectWorker } from '../session/client.ts';
import { App } from './App.tsx';
import { PlayerContext } from './context.tsx';
import './design/tokens.css';
import './design/controls.css';
import './app.css';
import './panels.css';
import './drawer.css';
import './narrow.css';
import './presenter.css';
import './stage/stage.css';
import './stage/kubelet.css';
import './stage/workers.css';
import './stage/pod.css';
import './stage/room.css';
import './stage/sandbox.css';
import './stage/flights.css';
import './stage/narrow-stage.css';
import './timeline/timeline.css';
import './inspector/inside.css';
import { firstSession, forgetAddress } from './first-session.ts';
import { setLanguage, Texts } from './i18n.ts';
import { openDoors } from './page-doors.ts';
import { applyTheme, loadPreferences } from './preferences.ts';
import { playerStore, rowsStore, uiStore } from './stores.ts';

async function start(): Promise<void> {
  const query = new URLSearchParams(window.location.search);
  const { language, theme } = loadPreferences(query);
  applyTheme(theme);
  window
    .matchMedia('(prefers-color-scheme: dark)')
    .addEventListener('change', () => applyTheme(uiStore.getState().theme));
  const tab = query.get('notes');
  if (tab !== null) {
    await setLanguage(language);
    const { NotesPage } = await import('./presenter/NotesPage.tsx');
    mount(<NotesPage tab={tab} />);
    return;
  }
  const [, first] = await Promise.all([setLanguage(language), firstSession(query)]);
  const { file, isPaused, follow } = first;
  const node = query.get('node') ?? first.node ?? 'node-1';
  forgetAddress();
  uiStore.setState({ language, theme, node, hasBegun: file.log.length > 0 });
  const sink = {
    view: (view: Parameters<typeof playerStore.setState>[0]) =>
      playerStore.setState(view, true as never),
    rows: (watch: string, rows: ReadonlyMap<string, never>) =>
      rowsStore.setState({ [watch]: rows }),
  };
  const player = new Player(connectWorker(), sink as never, {
    now: () => performance.now(),
    request: (callback) => requestAnimationFrame(callback),
    cancel: (handle) => cancelAnimationFrame(handle),
  });
  openDoors(player);
  player.open(file, isPaused);
  if (follow !== undefined) player.follow(follow);
  else if (file.log.length > 0) player.followNextPod();
  mount(
    <PlayerContext value={player}>
      <App />
    </PlayerContext>,
  );
}

function mount(page: ReactElement): void {
  const root = document.getElementById('root');
  if (root === null) return;
  createRoot(root).render(
    <StrictMode>
      <Texts>{page}</Texts>
    </StrictMode>,
  );
}

void start();
