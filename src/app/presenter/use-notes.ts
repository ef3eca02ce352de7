// Tells the window with the notes, where one is open, what is told and what comes next; and presses
// the keys that are pressed there.

import { useEffect } from 'react';
import type { Player } from '../../player/player.ts';
import { currentBeat, nextBeats } from '../beats.ts';
import { pressKey } from '../keys.ts';
import { tabId } from '../session-link.ts';
import { playerStore, uiStore } from '../stores.ts';
import { type Notes, type NotesMessage, notesChannel } from './notes-channel.ts';

/** How many of the things to come the notes list. */
const AHEAD = 4;

/** Speaks to the notes as long as the page stands. */
export function useNotes(player: Player): void {
  useEffect(() => {
    const channel = notesChannel(tabId());
    let told: string | undefined;
    const tell = (): void => {
      if (told === undefined) return;
      const notes = notesNow();
      const key = `${notes.beat?.event} ${notes.isPaused} ${notes.isBlack} ${notes.language} ${notes.theme}`;
      if (key === told) return;
      told = key;
      channel.postMessage({ type: 'notes', notes } satisfies NotesMessage);
    };
    channel.onmessage = ({ data }: MessageEvent<NotesMessage>) => {
      if (data.type === 'hello') {
        told = '';
        tell();
      }
      if (data.type === 'press') pressKey(player, data.key, data.isShift);
    };
    const leave = [playerStore.subscribe(tell), uiStore.subscribe(tell)];
    return () => {
      for (const one of leave) one();
      channel.close();
    };
  }, [player]);
}

function notesNow(): Notes {
  const view = playerStore.getState();
  const { isBlack, language, theme } = uiStore.getState();
  const beat = view.commands.length === 0 ? undefined : currentBeat(view);
  return {
    ...(beat === undefined ? {} : { beat }),
    next: nextBeats(view, AHEAD),
    at: view.at,
    isPaused: view.status === 'paused',
    isBlack,
    edition: view.edition,
    language,
    theme,
  };
}
