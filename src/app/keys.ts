// Keys of the whole page. Letters do nothing while a text is being typed.

import { useEffect } from 'react';
import type { Player } from '../player/player.ts';
import { chooseLanguage } from './preferences.ts';
import { openNotes } from './presenter/open-notes.ts';
import { switchEdition } from './session-link.ts';
import { playerStore, uiStore } from './stores.ts';
import { SPEEDS } from './timeline/Transport.tsx';

const EDITIONS = ['document', 'docker', 'containerd'];

/** Listens as long as the page stands. */
export function useKeys(player: Player): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      // A focused button takes Space for itself.
      if (event.key === ' ' && isOnButton(event.target)) return;
      if (pressKey(player, event.key, event.shiftKey)) event.preventDefault();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [player]);
}

function isTyping(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null;
  if (element === null || typeof element.closest !== 'function') return false;
  const typing = 'input:not([type="radio"]), textarea, [contenteditable="true"], [role="dialog"]';
  return element.closest(typing) !== null;
}

function isOnButton(target: EventTarget | null): boolean {
  return (target as HTMLElement | null)?.closest?.('button, input, a') != null;
}

/** Does what a key stands for; false where it stands for nothing. */
export function pressKey(player: Player, key: string, isShift: boolean): boolean {
  const view = playerStore.getState();
  switch (key) {
    case ' ':
      player.toggle();
      return true;
    case '.':
    case 'PageDown':
    case '>':
      void player.step(1, isShift);
      return true;
    case ',':
    case 'PageUp':
    case '<':
      void player.step(-1, isShift);
      return true;
    case '[':
    case ']':
      player.setPace(nextPace(view.pace, key === ']' ? 1 : -1));
      return true;
    case '/':
      uiStore.setState({ dialog: 'search' });
      return true;
    case 'Escape':
      uiStore.setState({ selection: undefined, notice: undefined, isBlack: false });
      return false;
    default:
      return letter(player, key.toLowerCase());
  }
}

function letter(player: Player, key: string): boolean {
  const ui = uiStore.getState();
  const view = playerStore.getState();
  switch (key) {
    case 'k':
      uiStore.setState({ isTerminalOpen: true, draftCount: ui.draftCount + 1 });
      return true;
    case 'c':
      uiStore.setState({ dialog: 'create' });
      return true;
    case 'm':
      uiStore.setState({ isMetricsOpen: !ui.isMetricsOpen });
      return true;
    case 'l':
      uiStore.setState({ dialog: 'legend' });
      return true;
    case '?':
      uiStore.setState({ dialog: 'help' });
      return true;
    case 'i':
      uiStore.setState({ panel: 'inspect', isPanelOpen: true, isSheetOpen: true });
      return true;
    case 'w':
      uiStore.setState({ panel: 'explain', isPanelOpen: true, isSheetOpen: true });
      return true;
    case 'p':
      uiStore.setState({ isPresenter: !ui.isPresenter });
      return true;
    case 'n':
      openNotes();
      return true;
    case 'b':
      uiStore.setState({ isBlack: !ui.isBlack });
      return true;
    case 'g':
      void chooseLanguage(ui.language === 'en' ? 'zh' : 'en');
      return true;
    case 'f':
      // What is typed before what was seen begins another future; the old one is kept.
      player.pause();
      uiStore.setState({ isTerminalOpen: true, draft: '', draftCount: ui.draftCount + 1 });
      return true;
    case 't':
      if (ui.selection?.kind !== 'pod') player.follow(undefined);
      else player.follow(view.follow === ui.selection.uid ? undefined : ui.selection.uid);
      return true;
    case '1':
    case '2':
    case '3':
      uiStore.setState({ depth: Number(key) as 1 | 2 | 3, panel: 'explain', isSheetOpen: true });
      return true;
    case 'e': {
      const next = EDITIONS[(EDITIONS.indexOf(view.edition) + 1) % EDITIONS.length];
      if (next !== undefined) void switchEdition(player, next);
      return true;
    }
    default:
      return false;
  }
}

function nextPace(pace: 'story' | number, direction: 1 | -1): 'story' | number {
  if (pace === 'story') return direction === 1 ? 1 : 0.5;
  const at = SPEEDS.indexOf(pace) + direction;
  return SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, at))] ?? 'story';
}
