// The quiet lines between stations, along which messages will travel. Line style says which
// channel.

import { memo, type ReactElement } from 'react';
import { pathOf } from './geometry.ts';
import type { PlaceId, Places } from './places.ts';
import { routeBetween } from './routes.ts';

const LINES: readonly (readonly [PlaceId, PlaceId, string])[] = [
  ['user', 'apiserver', 'api'],
  ['scheduler', 'apiserver', 'api'],
  ['apiserver', 'etcd', 'etcd'],
  ['apiserver', 'source.api', 'api'],
  ['tile.status', 'apiserver', 'status'],
  ['source.api', 'cache', 'internal'],
  ['source.file', 'cache', 'source'],
  ['source.url', 'cache', 'source'],
  ['source.http', 'cache', 'source'],
  ['cache', 'loop', 'internal'],
  ['loop', 'engine', 'cri'],
  ['registry', 'engine', 'registry'],
];

/** All lines of a layout. */
export const Channels: React.MemoExoticComponent<
  (props: { readonly places: Places }) => ReactElement
> = memo(function Channels(props) {
  const { width, height } = props.places.layout;
  return (
    <svg className="channels" width={width} height={height} aria-hidden="true">
      {LINES.map(([from, to, channel]) => {
        const track = routeBetween(props.places, from, to);
        if (track === undefined) return null;
        return (
          <path key={`${from} ${to}`} d={pathOf(track)} className={`channel channel-${channel}`} />
        );
      })}
    </svg>
  );
});
