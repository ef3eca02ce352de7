// The doors of `window.__kv`, made of what a person can do. Tests and the gallery go through them.

import type { Player } from '../player/player.ts';
import { run } from './commands.ts';
import type { PageHook } from './page-hook.ts';
import { playerStore, rowsStore, STAGE, uiStore } from './stores.ts';

/** Opens the doors. */
export function openDoors(player: Player): void {
  window.__kv = doorsOf(player);
}

function doorsOf(player: Player): PageHook {
  const isStage = (): boolean => (rowsStore.getState()[STAGE]?.size ?? 0) > 0;
  return {
    isReady: () => playerStore.getState().phase === 'open' && isStage() && isShown(player),
    run: async (line, files) => {
      const wasPaused = playerStore.getState().status === 'paused';
      player.followNextPod();
      const answer = await run(player, line, files);
      if (wasPaused) player.pause();
      if (answer.ok === 'rejected') throw new Error(answer.message);
      await frames(2);
    },
    seek: async (seconds) => {
      const target = Math.round(seconds * 1e6);
      player.pause();
      player.seek(target);
      while (player.at() !== target || !isShown(player)) await frames(1);
      await frames(2);
    },
    apply: async (yaml) => {
      uiStore.setState({ dialog: 'create' });
      const editor = await find('.cm-content');
      editor.dispatchEvent(new CustomEvent('kv:text', { detail: yaml, bubbles: true }));
      await frames(2);
      (await find('.dialog .button-primary')).click();
      await find('.editor-answer');
      player.pause();
      await frames(2);
    },
    moments: (topic) => {
      const beats = playerStore.getState().beats.filter((beat) => beat.topic.startsWith(topic));
      return beats.map((beat) => beat.at / 1e6);
    },
    digest: async () => {
      const answer = await player.ask({ type: 'digest', at: player.at() });
      return answer.ok === 'digest' ? answer.digest : '';
    },
    session: async () => {
      const answer = await player.ask({ type: 'save', at: player.at() });
      if (answer.ok !== 'saved') throw new Error('the session cannot be saved');
      return answer.file;
    },
    state: () => {
      const { at, event, status, phase, branch, edition, follow } = playerStore.getState();
      const rows = Object.fromEntries(rowsStore.getState()[STAGE] ?? []);
      return { at, event, status, phase, branch, edition, follow, rows };
    },
    flights: () =>
      player.flights().map(({ flight, progress }) => {
        return { id: flight.id, label: flight.label, progress };
      }),
  };
}

/**
 * Whether the stores have what the player has; while it plays they are a tenth of a second late.
 */
function isShown(player: Player): boolean {
  if (player.isFetching()) return false;
  const { status, at } = playerStore.getState();
  return status !== 'paused' || at === player.at();
}

/** Waits for an element; the page's own frames are the only clock. */
async function find(selector: string): Promise<HTMLElement> {
  for (;;) {
    const element = document.querySelector<HTMLElement>(selector);
    if (element !== null) return element;
    await frames(1);
  }
}

async function frames(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}
