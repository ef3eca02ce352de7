// One sentence for what just happened, on screen and for screen readers.

import type { ReactElement } from 'react';
import { captionOf, currentBeat } from './beats.ts';
import { formatAt } from './format.ts';
import { explanationsIn, useText } from './i18n.ts';
import { usePlayer, useUi } from './stores.ts';

/** The caption line. */
export function Caption(): ReactElement {
  const t = useText();
  const beat = usePlayer((view) => (view.commands.length === 0 ? undefined : currentBeat(view)));
  const language = useUi((ui) => ui.language);
  return (
    <section className="caption" aria-label={t('caption.label')}>
      {beat !== undefined && <span className="caption-time">{formatAt(beat.at)}</span>}
      <output className="caption-text" aria-live="polite">
        {beat === undefined ? t('caption.idle') : captionOf(explanationsIn(language), beat)}
      </output>
    </section>
  );
}
