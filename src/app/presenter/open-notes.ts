// Opens the second window of a presenter.

import { tabId } from '../session-link.ts';
import { uiStore } from '../stores.ts';

/** Opens the window with the notes; whoever needs it is presenting. */
export function openNotes(): void {
  uiStore.setState({ isPresenter: true });
  window.open(`?notes=${tabId()}`, 'kubelet-visualizer-notes', 'width=560,height=780');
}
