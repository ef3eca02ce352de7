// The inside of a part of the node, opened: its timers, gauges, queues and tables, as the
// projection tells them. Knows how to draw blocks, not what any of them means.

import { type ReactElement, useEffect, useRef } from 'react';
import type {
  AgeBlock,
  GaugeBlock,
  QueueBlock,
  RoomBlock,
  StepsBlock,
  TimerBlock,
} from '../../projection/room.ts';
import { useFrame, usePlayerControl } from '../context.tsx';
import { Breakable } from '../design/Breakable.tsx';
import { formatAge, formatBytes, formatLength } from '../format.ts';
import { useText } from '../i18n.ts';
import { Countdown, DialRing } from '../stage/Dial.tsx';
import { useRow, useUi } from '../stores.ts';
import { MachineDiagram } from './MachineDiagram.tsx';
import { Name, word } from './RoomName.tsx';
import { Table } from './RoomTable.tsx';
import { SourceDocuments } from './SourceDocuments.tsx';

const WATCH = 'room';
/** Cells of a queue that are drawn; more are a number. */
const MOST_CELLS = 8;

/** What stands in the part that has this place on the stage. */
export function Room({ id }: { readonly id: string }): ReactElement | null {
  const player = usePlayerControl();
  const node = useUi((ui) => ui.node);
  useEffect(() => {
    player.watch(WATCH, { view: 'room', node, room: id });
    return () => player.unwatch(WATCH);
  }, [player, node, id]);
  const row = useRow(WATCH, 'room', 'room');
  if (row === undefined || row.room !== id || row.blocks.length === 0) return null;
  return (
    <div className="inside">
      {row.blocks.map((block, i) => (
        <Block key={`${block.block} ${block.name} ${block.label ?? i}`} block={block} />
      ))}
    </div>
  );
}

function Block({ block }: { readonly block: RoomBlock }): ReactElement {
  switch (block.block) {
    case 'timer':
      return <Timer block={block} />;
    case 'age':
      return <Age block={block} />;
    case 'gauge':
      return <Gauge block={block} />;
    case 'steps':
      return <Steps block={block} />;
    case 'queue':
      return <Queue block={block} />;
    case 'table':
      return <Table block={block} />;
    case 'documents':
      return <SourceDocuments block={block} />;
    case 'machine':
      return (
        <section className="inside-machine">
          <code className="muted">{block.label}</code>
          <MachineDiagram id={block.machine} state={block.state} />
        </section>
      );
  }
}

function Timer({ block }: { readonly block: TimerBlock }): ReactElement {
  const t = useText();
  const { nextAt, lastAt, period } = block;
  return (
    <div className="inside-line" data-state={block.state}>
      <DialRing
        size={24}
        width={4}
        lastAt={lastAt}
        nextAt={nextAt}
        period={period}
        isOff={nextAt === undefined}
      />
      <Name block={block} />
      <span className="inside-value">
        {nextAt === undefined ? t('room.off') : <Countdown until={nextAt} />}
        <span className="muted"> / {formatLength(period)}</span>
      </span>
    </div>
  );
}

/** The bar shows a quarter more than the limit, so that what lies beyond it can be seen. */
const BEYOND = 1.25;

function Age({ block }: { readonly block: AgeBlock }): ReactElement {
  const t = useText();
  const fill = useRef<HTMLSpanElement>(null);
  const text = useRef<HTMLSpanElement>(null);
  const { since, limit } = block;
  useFrame(({ at }) => {
    const age = since === undefined ? 0 : Math.max(0, at - since);
    const share = Math.min(1, age / (limit * BEYOND));
    if (fill.current !== null) {
      fill.current.style.width = `${(share * 100).toFixed(1)}%`;
      fill.current.dataset['over'] = String(age > limit);
    }
    const words = since === undefined ? '–' : formatAge(age);
    if (text.current !== null && text.current.textContent !== words) {
      text.current.textContent = words;
    }
  });
  return (
    <div className="inside-age">
      <Name block={block} />
      <span className="inside-value mono" ref={text} />
      <span className="age-bar">
        <span className="age-fill" ref={fill} />
        <span className="age-mark" style={{ left: `${100 / BEYOND}%` }} />
      </span>
      <span className="age-limit muted">
        {word(t, block.limitName)} {formatLength(limit)}
      </span>
    </div>
  );
}

const GAUGE = { w: 18, h: 72 } as const;

function Gauge({ block }: { readonly block: GaugeBlock }): ReactElement {
  const t = useText();
  const { value, most, marks, unit } = block;
  const y = (amount: number): number => {
    const share = most > 0 ? Math.min(1, Math.max(0, amount / most)) : 0;
    return Math.min(GAUGE.h - 1.5, Math.max(1.5, GAUGE.h * (1 - share)));
  };
  const say = (amount: number): string =>
    unit === 'bytes'
      ? formatBytes(amount)
      : unit === 'percent'
        ? `${Math.round(amount)} %`
        : String(Math.round(amount));
  return (
    <div className="inside-gauge" data-over={block.isOver || undefined}>
      <svg width={GAUGE.w + 12} height={GAUGE.h} aria-hidden="true">
        <rect
          className="gauge-tube"
          x={0.75}
          y={0.75}
          width={GAUGE.w}
          height={GAUGE.h - 1.5}
          rx={4}
        />
        <rect
          className="gauge-fill"
          x={3}
          y={y(value)}
          width={GAUGE.w - 4.5}
          height={Math.max(0, GAUGE.h - 3 - y(value))}
        />
        {marks.map((mark) => (
          <path key={mark.name} className="gauge-mark" d={`M0 ${y(mark.at)}H${GAUGE.w + 9}`} />
        ))}
      </svg>
      <span className="gauge-words">
        {block.label === undefined ? (
          word(t, block.name)
        ) : (
          <code>
            <Breakable name={block.label} />
          </code>
        )}
        <b>
          {say(value)}
          <span className="muted"> / {say(most)}</span>
        </b>
        {marks.map((mark) => (
          <span key={mark.name} className="muted">
            {word(t, mark.name)} {say(mark.at)}
          </span>
        ))}
      </span>
    </div>
  );
}

function Steps({ block }: { readonly block: StepsBlock }): ReactElement {
  const t = useText();
  return (
    <div className="inside-steps">
      <Name block={block} />
      <ol>
        {block.steps.map((step, i) => (
          <li key={step} data-active={i === block.active || undefined}>
            {word(t, step)}
          </li>
        ))}
      </ol>
    </div>
  );
}

function Queue({ block }: { readonly block: QueueBlock }): ReactElement {
  const t = useText();
  const { busy, items } = block;
  const cells = [
    ...busy.map((text, i) => ({ key: `busy ${i} ${text}`, text, isBusy: true })),
    ...items.map((text, i) => ({ key: `item ${i} ${text}`, text, isBusy: false })),
  ];
  return (
    <div className="inside-queue">
      <Name block={block} />
      <span className="inside-value mono">{cells.length}</span>
      <span className="queue-cells">
        {cells.slice(0, MOST_CELLS).map((cell) => (
          <code key={cell.key} className="clip" data-busy={cell.isBusy || undefined}>
            {cell.text}
          </code>
        ))}
        {cells.length > MOST_CELLS && <span className="muted">+{cells.length - MOST_CELLS}</span>}
        {cells.length === 0 && <span className="queue-empty">{t('room.empty')}</span>}
      </span>
    </div>
  );
}
