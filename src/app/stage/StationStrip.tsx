// On a phone the stage is one column: a strip of stations to jump to, and the stage follows the
// story from station to station by itself.

import { type ReactElement, useEffect } from 'react';
import type { Beat } from '../../session/protocol.ts';
import { currentBeat } from '../beats.ts';
import { Button } from '../design/controls.tsx';
import { useText } from '../i18n.ts';
import { usePlayer } from '../stores.ts';

const STATIONS: readonly { readonly lane: Beat['lane']; readonly place: string }[] = [
  { lane: 'kubectl', place: 'user' },
  { lane: 'apiserver', place: 'apiserver' },
  { lane: 'etcd', place: 'etcd' },
  { lane: 'scheduler', place: 'scheduler' },
  { lane: 'kubelet', place: 'kubelet' },
  { lane: 'runtime', place: 'engine' },
];

/** The strip. */
export function StationStrip(): ReactElement {
  const t = useText();
  const lane = usePlayer((view) =>
    view.commands.length === 0 ? undefined : currentBeat(view)?.lane,
  );
  useEffect(() => {
    const station = STATIONS.find((one) => one.lane === lane);
    if (station !== undefined) show(station.place);
  }, [lane]);
  return (
    <nav className="strip phone-only" aria-label={t('stage.label')}>
      {STATIONS.map((one) => (
        <Button key={one.lane} isPressed={one.lane === lane} onPress={() => show(one.place)}>
          {t(`lane.${one.lane}`)}
        </Button>
      ))}
    </nav>
  );
}

/** Scrolls a station to the top of the stage, where the stage scrolls at all. */
function show(place: string): void {
  const stage = document.querySelector<HTMLElement>('.stage:has(.stage-phone)');
  const station = stage?.querySelector<HTMLElement>(`[data-place="${place}"]`);
  if (stage === null || station === null || station === undefined) return;
  const top = station.getBoundingClientRect().top - stage.getBoundingClientRect().top;
  const isCalm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  stage.scrollTo({ top: stage.scrollTop + top - 10, behavior: isCalm ? 'auto' : 'smooth' });
}
