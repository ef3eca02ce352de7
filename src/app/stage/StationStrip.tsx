// On a phone the stage is one column: a strip of stations to jump to, and the stage follows the
// story from station to station by itself until a person goes elsewhere.

import { type ReactElement, useEffect, useRef, useState } from 'react';
import { currentBeat } from '../beats.ts';
import { Button } from '../design/controls.tsx';
import { useText } from '../i18n.ts';
import { usePlayer } from '../stores.ts';
import type { PlaceId } from './places.ts';
import { placeOfBeat, showPlace } from './stage-scroll.ts';

/** Chips of the strip, each with the places that count as it; the first is where it leads. */
const STATIONS = [
  { id: 'kubectl', places: ['user'] },
  { id: 'api', places: ['apiserver'] },
  { id: 'etcd', places: ['etcd'] },
  { id: 'sources', places: ['kubelet', 'source', 'cache'] },
  { id: 'loop', places: ['loop'] },
  { id: 'workers', places: ['workers', 'tile'] },
  { id: 'pods', places: ['engine', 'pod'] },
] as const satisfies readonly { readonly id: string; readonly places: readonly PlaceId[] }[];

/** The strip. */
export function StationStrip(): ReactElement {
  const t = useText();
  const place = usePlayer((view) => {
    const beat = view.commands.length === 0 ? undefined : currentBeat(view);
    return beat === undefined ? undefined : placeOfBeat(beat);
  });
  const isPlaying = usePlayer((view) => view.status !== 'paused');
  const [isAway, setAway] = useState(false);
  useEffect(() => {
    if (isPlaying) setAway(false);
  }, [isPlaying]);
  useEffect(() => {
    if (place !== undefined && !isAway) showPlace(place, false);
  }, [place, isAway]);
  const latest = useRef(place);
  latest.current = isAway ? undefined : place;
  useEffect(() => {
    const stage = document.querySelector<HTMLElement>('main.stage');
    if (stage === null) return;
    // Another size is another layout, and it stands a frame later.
    const observer = new ResizeObserver(() => {
      requestAnimationFrame(() => {
        if (latest.current !== undefined) showPlace(latest.current, false);
      });
    });
    observer.observe(stage);
    const leave = (): void => setAway(true);
    stage.addEventListener('touchmove', leave, { passive: true });
    stage.addEventListener('wheel', leave, { passive: true });
    return () => {
      observer.disconnect();
      stage.removeEventListener('touchmove', leave);
      stage.removeEventListener('wheel', leave);
    };
  }, []);
  const group = place?.split('.')[0];
  return (
    <nav className="strip phone-only" aria-label={t('stage.stations')}>
      {STATIONS.map(({ id, places }) => {
        const isHere = places.some((one) => one === group);
        return (
          <Button
            key={id}
            isPressed={isHere}
            onPress={() => {
              setAway(!isHere);
              showPlace(places[0], true);
            }}
          >
            {t(`station.${id}`)}
          </Button>
        );
      })}
    </nav>
  );
}
