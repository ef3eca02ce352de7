// A table of a room, in the little width that a panel has.

import type { ReactElement } from 'react';
import type { RoomCell, RoomWord, TableBlock } from '../../projection/room.ts';
import { Breakable } from '../design/Breakable.tsx';
import { formatAt, formatBytes } from '../format.ts';
import { type Text, useText } from '../i18n.ts';
import { Name, word } from './RoomName.tsx';

/** A table with its name; long names stand above what is said of them. */
export function Table({ block }: { readonly block: TableBlock }): ReactElement {
  const t = useText();
  const { lines, more } = block;
  return (
    <div className="inside-table">
      <Name block={block} />
      {lines.length === 0 ? (
        <p className="quiet">{t('room.none')}</p>
      ) : isStacked(block) ? (
        <StackedTable block={block} />
      ) : (
        <table>
          <thead>
            <tr>
              <Heads columns={block.columns} />
            </tr>
          </thead>
          <tbody>
            {lines.map((line, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line is what stands at its place
              <tr key={i}>
                <Cells columns={block.columns} cells={line} />
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {more > 0 && <p className="quiet">{t('room.more', { count: more })}</p>}
    </div>
  );
}

/** Names longer than this leave no room beside them. */
const LONG_NAME = 16;

/** Whether names stand above what is said of them, not beside it. */
function isStacked({ columns, lines }: TableBlock): boolean {
  const isLong = (cell: RoomCell | undefined): boolean =>
    typeof cell === 'string' && cell.length > LONG_NAME;
  return columns.length > 2 && lines.some(([name]) => isLong(name));
}

/** Each line's first cell across the whole width, the others below it. */
function StackedTable({ block }: { readonly block: TableBlock }): ReactElement {
  const [first, ...others] = block.columns;
  const across = others.length;
  return (
    <table className="stacked">
      <thead>
        <tr>{first !== undefined && <Heads columns={[first]} across={across} />}</tr>
        <tr>
          <Heads columns={others} />
        </tr>
      </thead>
      {block.lines.map(([name = '', ...cells], i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is what stands at its place
        <tbody key={i}>
          <tr>
            <Cells columns={[first]} cells={[name]} across={across} />
          </tr>
          <tr>
            <Cells columns={others} cells={cells} />
          </tr>
        </tbody>
      ))}
    </table>
  );
}

function Heads(props: {
  readonly columns: readonly RoomWord[];
  readonly across?: number;
}): ReactElement {
  const t = useText();
  return (
    <>
      {props.columns.map((column) => (
        <th key={column} scope="col" colSpan={props.across}>
          {word(t, column)}
        </th>
      ))}
    </>
  );
}

function Cells(props: {
  readonly columns: readonly (RoomWord | undefined)[];
  readonly cells: readonly RoomCell[];
  readonly across?: number;
}): ReactElement {
  const t = useText();
  return (
    <>
      {props.cells.map((cell, i) => (
        <td
          key={props.columns[i]}
          colSpan={props.across}
          className={typeof cell === 'string' ? undefined : 'whole'}
        >
          {typeof cell === 'string' ? <Breakable name={cell} /> : cellText(t, cell)}
        </td>
      ))}
    </>
  );
}

function cellText(t: Text, cell: Exclude<RoomCell, string>): string {
  if ('bytes' in cell) return formatBytes(cell.bytes);
  return cell.at < 0 ? t('room.earlier') : formatAt(cell.at);
}
