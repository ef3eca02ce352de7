// Three vanilla stores: what the person chose (ui), where the telling stands (player), and the
// latest rows by watch. Never truth: everything here is written by the player or by a hand.

import { useRef } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { isEqual } from '../base/equal.ts';
import type { Rows } from '../player/buffer.ts';
import type { PlayerView } from '../player/view.ts';
import type { DocumentsBlock, SourceDocument } from '../projection/room.ts';
import type { Row, RowKey } from '../projection/rows.ts';
import type { WatchId } from '../session/protocol.ts';

/** Languages of the page. */
export type Language = 'en' | 'zh';

/** Themes of the page; `system` follows the device. */
export type Theme = 'system' | 'light' | 'dark' | 'contrast';

/** Tabs of the right panel. */
export type Panel = 'explain' | 'inspect' | 'yaml' | 'events' | 'logs';

/** Tabs of the metrics drawer. */
export type MetricsTab = 'usage' | 'cadvisor' | 'dashboards' | 'cloud' | 'pipeline' | 'health';

/** What is selected. */
export type Selection =
  | { readonly kind: 'pod'; readonly uid: string; readonly container?: string }
  | { readonly kind: 'component'; readonly id: string }
  | { readonly kind: 'object'; readonly object: string };

/** A document of a source of pods that is being written. */
export interface SourceDraft extends SourceDocument {
  readonly put: DocumentsBlock['put'];
  /** The folder or the address. */
  readonly place: string;
  readonly isNew: boolean;
}

/** What the person chose. */
export interface UiState {
  readonly language: Language;
  readonly theme: Theme;
  readonly isPresenter: boolean;
  readonly isBlack: boolean;
  readonly node: string;
  readonly panel: Panel;
  readonly isPanelOpen: boolean;
  /** Whether the panel, a sheet on a phone, is drawn up there. */
  readonly isSheetOpen: boolean;
  readonly selection: Selection | undefined;
  /** How much is explained: what happens; what was meant and is today; why. */
  readonly depth: 1 | 2 | 3;
  readonly isTerminalOpen: boolean;
  /** Whether the metrics stand in the place of the stage. */
  readonly isMetricsOpen: boolean;
  readonly metricsTab: MetricsTab;
  readonly dialog: 'create' | 'source' | 'legend' | 'help' | 'search' | undefined;
  /** What the dialog `source` edits. */
  readonly document: SourceDraft | undefined;
  /** Text of the terminal's line, when a button wrote it. */
  readonly draft: string;
  readonly draftCount: number;
  /** Whether the person has given a command yet. */
  readonly hasBegun: boolean;
  readonly notice: { readonly text: string; readonly isError: boolean } | undefined;
}

const FIRST_VIEW: PlayerView = {
  phase: 'opening',
  status: 'paused',
  at: 0 as PlayerView['at'],
  part: 1,
  event: 0,
  seen: 0 as PlayerView['at'],
  origin: 0 as PlayerView['at'],
  pace: 'story',
  flows: new Set(),
  branch: 0,
  branches: [],
  commands: [],
  beats: [],
  beatCount: 0,
  edition: 'document',
  epochSeconds: 0,
  nodes: [],
};

/** What the person chose. */
export const uiStore: StoreApi<UiState> = createStore<UiState>()(() => ({
  language: 'en',
  theme: 'system',
  isPresenter: false,
  isBlack: false,
  node: 'node-1',
  panel: 'explain',
  isPanelOpen: true,
  isSheetOpen: true,
  selection: undefined,
  depth: 3,
  isTerminalOpen: false,
  isMetricsOpen: false,
  metricsTab: 'usage',
  dialog: undefined,
  document: undefined,
  draft: '',
  draftCount: 0,
  hasBegun: false,
  notice: undefined,
}));

/** Where the telling stands. */
export const playerStore: StoreApi<PlayerView> = createStore<PlayerView>()(() => FIRST_VIEW);

/**
 * The same a frame later, for what is large and stands beside the stage: not everything has to be
 * drawn within one frame.
 */
const lateStore: StoreApi<PlayerView> = createStore<PlayerView>()(() => FIRST_VIEW);
let isComing = false;
playerStore.subscribe(() => {
  if (isComing) return;
  isComing = true;
  requestAnimationFrame(() => {
    isComing = false;
    lateStore.setState(playerStore.getState(), true);
  });
});

/** Latest rows by watch. */
export const rowsStore: StoreApi<{ readonly [watch: WatchId]: Rows | undefined }> = createStore<{
  readonly [watch: WatchId]: Rows | undefined;
}>()(() => ({}));

/** Reads what the person chose. */
export function useUi<T>(select: (state: UiState) => T): T {
  return useStore(uiStore, select);
}

/** Reads where the telling stands. */
export function usePlayer<T>(select: (view: PlayerView) => T): T {
  return useStore(playerStore, select);
}

/** Reads where the telling stood a frame ago. */
export function usePlayerLate<T>(select: (view: PlayerView) => T): T {
  return useStore(lateStore, select);
}

/** All rows of a watch. */
export function useRows(watch: WatchId): Rows | undefined {
  return useStore(rowsStore, (state) => state[watch]);
}

/** One row of a watch; the component draws again only when this row changed. */
export function useRow<K extends Row['row']>(
  watch: WatchId,
  key: RowKey,
  kind: K,
): Extract<Row, { row: K }> | undefined {
  const row = useStore(rowsStore, (state) => state[watch]?.get(key));
  return row?.row === kind ? (row as Extract<Row, { row: K }>) : undefined;
}

/** Part of a row; the component draws again only when what is in this part changed. */
export function useRowPart<K extends Row['row'], T>(
  watch: WatchId,
  key: RowKey,
  kind: K,
  select: (row: Extract<Row, { row: K }>) => T,
): T | undefined {
  const last = useRef<T | undefined>(undefined);
  return useStore(rowsStore, (state) => {
    const row = state[watch]?.get(key);
    const part = row?.row === kind ? select(row as Extract<Row, { row: K }>) : undefined;
    if (!isEqual(part, last.current)) last.current = part;
    return last.current;
  });
}

/** The watch everything on the stage comes from. */
export const STAGE: WatchId = 'stage';
