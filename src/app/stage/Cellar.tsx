// The cellar of a pod: its volumes as boxes below the rooms that use them, with a plug into each.

import { memo, type ReactElement } from 'react';
import type { PodRow } from '../../projection/rows.ts';
import { useText } from '../i18n.ts';
import { cellarOf } from './cellar-layout.ts';

/** Rows of boxes that a pod has room for. */
const ROWS = 2;

/** The boxes. Volumes of a single room simply stand in a row. */
export const Cellar: React.MemoExoticComponent<
  (props: {
    readonly volumes: PodRow['volumes'];
    readonly containers: PodRow['containers'];
  }) => ReactElement
> = memo(function Cellar({ volumes, containers }) {
  const t = useText();
  const isShared = containers.length > 1;
  const names = containers.map(({ name }) => name);
  const most = isShared ? ROWS : volumes.length;
  const { boxes, hidden } = cellarOf(volumes, names, most);
  const columns = containers.map(({ role }) => (role === 'init' ? '0.8fr' : '1fr')).join(' ');
  return (
    <div
      className={isShared ? 'cellar cellar-grid' : 'cellar'}
      style={isShared ? { gridTemplateColumns: columns } : {}}
    >
      {boxes.map(({ volume, first, last, row, plugs }) => (
        <span
          key={volume.name}
          className="volume"
          style={isShared ? { gridColumn: `${first + 1} / ${last + 2}`, gridRow: row + 1 } : {}}
          data-mounted={volume.isMounted}
          title={t(volume.isMounted ? 'stage.mounted' : 'stage.notMounted')}
        >
          {(isShared ? plugs : []).map((share) => (
            <i key={share} className="plug" style={{ left: `${share * 100}%` }} />
          ))}
          <code className="clip">{volume.name}</code>
          <span className="muted clip">{volume.type}</span>
        </span>
      ))}
      {hidden > 0 && <span className="muted volume-more">+{hidden}</span>}
    </div>
  );
});
