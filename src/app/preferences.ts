// Language, theme and the like: kept in the browser, applied to the document.

import { useMemo } from 'react';
import type { Target } from './commands.ts';
import { setLanguage } from './i18n.ts';
import { type Language, STAGE, type Theme, uiStore, usePlayer, useRow, useUi } from './stores.ts';

const KEY = 'kubelet-visualizer:preferences';

interface Preferences {
  readonly language?: Language;
  readonly theme?: Theme;
}

/** What was chosen before: the address first, then the browser's memory, then its language. */
export function loadPreferences(query: URLSearchParams): Required<Preferences> {
  const kept = readKept();
  const asked = query.get('lang');
  const theme = query.get('theme') ?? kept.theme;
  const device: Language = navigator.language.startsWith('zh') ? 'zh' : 'en';
  const language = asked === 'zh' || asked === 'en' ? asked : (kept.language ?? device);
  const isTheme = theme === 'light' || theme === 'dark' || theme === 'contrast';
  return { language, theme: isTheme ? theme : 'system' };
}

/** Switches the page's language. */
export async function chooseLanguage(language: Language): Promise<void> {
  await setLanguage(language);
  uiStore.setState({ language });
  keep({ language });
}

/** Switches the theme. */
export function chooseTheme(theme: Theme): void {
  uiStore.setState({ theme });
  applyTheme(theme);
  keep({ theme });
}

/** Puts the theme on the document; `system` follows the device. */
export function applyTheme(theme: Theme): void {
  const isDark = window.matchMedia('(prefers-color-scheme: dark)').matches;
  const shown = theme === 'system' ? (isDark ? 'dark' : 'light') : theme;
  document.documentElement.dataset['theme'] = shown;
}

/** What a fault would strike now: the selected or followed pod on the focused node. */
export function useTarget(): Target {
  const edition = usePlayer((view) => view.edition);
  const firstNode = usePlayer((view) => view.nodes[0] ?? 'node-1');
  const follow = usePlayer((view) => view.follow);
  const node = useUi((ui) => ui.node);
  const selection = useUi((ui) => ui.selection);
  const chosen = selection?.kind === 'pod' ? selection : undefined;
  const pod = useRow(STAGE, `pod/${chosen?.uid ?? follow ?? ''}`, 'pod');
  return useMemo(() => {
    const container = pod?.containers.find((one) => one.name === chosen?.container);
    return { edition, node, firstNode, pod, container };
  }, [edition, node, firstNode, chosen, pod]);
}

function readKept(): Preferences {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') as Preferences;
  } catch {
    return {};
  }
}

function keep(more: Preferences): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...readKept(), ...more }));
  } catch {
    // A full or forbidden storage only costs the memory of a preference.
  }
}
