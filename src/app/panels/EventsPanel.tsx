// Events as the API has them, newest first; of the followed pod, or of everybody.

import { type ReactElement, useEffect, useMemo } from 'react';
import type { EventRow } from '../../projection/rows.ts';
import { usePlayerControl } from '../context.tsx';
import { formatAt } from '../format.ts';
import { useText } from '../i18n.ts';
import { usePlayer, useRows, useUi } from '../stores.ts';

/** The panel. */
export function EventsPanel(): ReactElement {
  const t = useText();
  const player = usePlayerControl();
  const follow = usePlayer((view) => view.follow);
  const uid =
    useUi((ui) => (ui.selection?.kind === 'pod' ? ui.selection.uid : undefined)) ?? follow;
  useEffect(() => {
    player.watch('events', {
      view: 'events',
      ...(uid === undefined ? {} : { involvedUid: uid }),
    });
    return () => player.unwatch('events');
  }, [player, uid]);
  const rows = useRows('events');
  const events = useMemo(() => {
    const found: EventRow[] = [];
    for (const row of rows?.values() ?? []) if (row.row === 'event') found.push(row);
    return found.sort((a, b) => b.lastAt - a.lastAt).slice(0, 200);
  }, [rows]);
  if (events.length === 0) return <p className="quiet">{t('events.none')}</p>;
  return (
    <div>
      {events.map((one) => (
        <article
          key={`${one.object} ${one.reason} ${one.firstAt} ${one.message}`}
          className="event"
          data-type={one.type}
        >
          <time>{formatAt(one.lastAt)}</time>
          <div>
            <b>{one.reason}</b>
            {one.count > 1 && ` ×${one.count}`} <span className="muted">{one.object}</span>
            <p>{one.message}</p>
          </div>
        </article>
      ))}
    </div>
  );
}
