// The head of the node's frame: which node, how it is, what it uses; the other nodes as a strip.

import type { ReactElement } from 'react';
import type { NodeRow } from '../../projection/rows.ts';
import { Picture } from '../design/controls.tsx';
import { StateGlyph } from '../design/glyphs.tsx';
import { formatBytes } from '../format.ts';
import { useText } from '../i18n.ts';
import { selectComponent } from '../selection.ts';
import { STAGE, uiStore, usePlayer, useRow } from '../stores.ts';
import type { Box } from './geometry.ts';
import { Sparkline } from './Sparkline.tsx';
import { boxStyle } from './Station.tsx';

/** Width of a chip in the strip of nodes. */
const CHIP_W = 96;

/** Where the chips of the strip stand, from the right. */
export function chipBoxes(head: Box, nodes: readonly string[]): ReadonlyMap<string, Box> {
  const wide = Math.min(CHIP_W, (head.w * 0.55) / Math.max(1, nodes.length));
  const start = head.x + head.w - nodes.length * wide;
  return new Map(
    nodes.map((node, i) => [node, { x: start + i * wide, y: head.y + 6, w: wide - 6, h: 24 }]),
  );
}

/** The head of the frame. */
export function NodeHead(props: {
  readonly box: Box;
  readonly node: string;
  readonly isPhone: boolean;
}): ReactElement {
  const t = useText();
  const nodes = usePlayer((view) => view.nodes);
  const row = useRow(STAGE, `node/${props.node}`, 'node');
  const chips = chipBoxes(props.box, nodes);
  const first = chips.get(nodes[0] ?? '');
  const width = first === undefined || nodes.length < 2 ? props.box.w : first.x - props.box.x - 12;
  return (
    <>
      <button
        type="button"
        className="node-head"
        style={{ ...boxStyle(props.box), width }}
        data-place="node"
        tabIndex={-1}
        onClick={() => selectComponent('node')}
      >
        <Picture name={t('stage.nodeLabel', { node: props.node, ready: row?.ready ?? 'Unknown' })}>
          <b>{props.node}</b>
          {row !== undefined && <NodeFacts row={row} isShort={props.isPhone} />}
        </Picture>
      </button>
      {nodes.length > 1 &&
        nodes.map((node) => (
          <NodeChip key={node} node={node} box={chips.get(node)} isFocused={node === props.node} />
        ))}
    </>
  );
}

function NodeFacts(props: { readonly row: NodeRow; readonly isShort: boolean }): ReactElement {
  const t = useText();
  const { row } = props;
  const display = readyState(row);
  const word = row.ready === 'True' ? 'Ready' : row.ready === 'False' ? 'NotReady' : 'Unknown';
  return (
    <span className="node-facts">
      <span className="node-ready" data-state={display}>
        <StateGlyph state={display} size={13} />
        {word}
        {row.isUnschedulable && <span className="chip">SchedulingDisabled</span>}
        {row.pressure.map((one) => (
          <span key={one} className="chip" data-state="failed">
            {one}
          </span>
        ))}
      </span>
      {!props.isShort && <span>{row.ip}</span>}
      {!props.isShort && (
        <span>
          {t('stage.capacity', { cpu: row.cpuMillis / 1000, memory: formatBytes(row.memoryBytes) })}
        </span>
      )}
      {!props.isShort && (
        <span>{t('stage.podsOf', { count: row.pods, most: row.podCapacity })}</span>
      )}
      {!props.isShort && (
        <span className="node-spark">
          CPU
          <Sparkline series={row.cpu} width={64} height={18} />
        </span>
      )}
    </span>
  );
}

function readyState(row: NodeRow | undefined): 'ready' | 'failed' | 'unknown' {
  if (row === undefined || row.ready === 'Unknown') return 'unknown';
  return row.ready === 'True' ? 'ready' : 'failed';
}

function NodeChip(props: {
  readonly node: string;
  readonly box: Box | undefined;
  readonly isFocused: boolean;
}): ReactElement | null {
  const t = useText();
  const row = useRow(STAGE, `node/${props.node}`, 'node');
  if (props.box === undefined) return null;
  const state = readyState(row);
  return (
    <button
      type="button"
      className="node-chip"
      style={boxStyle(props.box)}
      data-place={`node.${props.node}`}
      data-state={state}
      aria-pressed={props.isFocused}
      tabIndex={-1}
      onClick={() => uiStore.setState({ node: props.node })}
    >
      <Picture name={t('stage.showNode', { node: props.node })}>
        <StateGlyph state={state} size={12} />
        <span className="clip">{props.node}</span>
      </Picture>
    </button>
  );
}
