// What a block of a room is called.

import type { ReactElement } from 'react';
import type { RoomBlock, RoomWord } from '../../projection/room.ts';
import { type Text, useText } from '../i18n.ts';

/** A word of the page. */
export function word(t: Text, name: RoomWord): string {
  return t(`room.${name}`);
}

/** What a block is, and which one. */
export function Name({ block }: { readonly block: RoomBlock }): ReactElement {
  const t = useText();
  const { label } = block;
  return (
    <span className="inside-name">
      {word(t, block.name)}
      {label !== undefined && label !== '' && <code className="clip">{label}</code>}
    </span>
  );
}
