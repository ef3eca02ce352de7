// A state machine with the state it is in, drawn from the very definition that the kubelet runs;
// under it what could happen next.

import type { ReactElement } from 'react';
import { type CataloguedMachine, MACHINES } from '../../machines/catalog.ts';
import { RichText } from '../explain/RichText.tsx';
import { explanationsIn, useText } from '../i18n.ts';
import { useUi } from '../stores.ts';

const CELL_W = 168;
const CELL_H = 58;
const BOX_W = 146;
const BOX_H = 30;
const WIDTH = CELL_W + BOX_W + 6;

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly events: readonly string[];
}

/** The machine `id` with `state` marked. */
export function MachineDiagram(props: {
  readonly id: string;
  readonly state: string;
}): ReactElement | null {
  const t = useText();
  const language = useUi((ui) => ui.language);
  const machine = MACHINES[props.id];
  if (machine === undefined) return null;
  const arrows = arrowsOf(machine);
  const spots = Object.values(machine.places);
  // Narrow panels: columns beyond the second wrap below, row after row.
  const isWide = Math.max(...spots.map(([column]) => column)) > 1;
  const place = (state: string): { readonly x: number; readonly y: number } => {
    const [column, row] = machine.places[state] ?? [0, 0];
    const rows = Math.max(...spots.map(([, one]) => one)) + 1;
    const wrapped = isWide ? column % 2 : column;
    const line = row + (isWide ? Math.floor(column / 2) * rows : 0);
    return { x: wrapped * CELL_W + BOX_W / 2 + 2, y: line * CELL_H + BOX_H / 2 + 2 };
  };
  const height =
    Math.max(...Object.keys(machine.places).map((one) => place(one).y)) + BOX_H / 2 + 4;
  const said = explanationsIn(language)[`Transition.${props.id}.${props.state}`]?.body;
  const next = arrows.filter((arrow) => arrow.from === props.state);
  return (
    <section>
      <h3 className="section-title">
        {t('inspect.machine', { title: t(`inspect.machines.${props.id as 'probe'}`) })}
      </h3>
      <svg
        className="machine"
        width={WIDTH}
        height={height}
        viewBox={`0 0 ${WIDTH} ${height}`}
        role="img"
      >
        <title>{t('inspect.inState', { state: props.state })}</title>
        <defs>
          <marker
            id="tip"
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="7"
            markerHeight="7"
            orient="auto"
          >
            <path d="M0 0.5L7.5 4L0 7.5Z" fill="var(--edge)" />
          </marker>
        </defs>
        {arrows.map((arrow) => (
          <path
            key={`${arrow.from} ${arrow.to}`}
            className="machine-arrow"
            data-next={arrow.from === props.state || undefined}
            d={line(place(arrow.from), place(arrow.to))}
            markerEnd="url(#tip)"
          />
        ))}
        {Object.keys(machine.places).map((state) => {
          const { x, y } = place(state);
          return (
            <g key={state} className="machine-state" data-now={state === props.state || undefined}>
              <rect x={x - BOX_W / 2} y={y - BOX_H / 2} width={BOX_W} height={BOX_H} rx={8} />
              <text x={x} y={y + 4}>
                {state}
              </text>
            </g>
          );
        })}
      </svg>
      {said !== undefined && (
        <p className="quiet">
          <RichText text={said} />
        </p>
      )}
      {next.length > 0 && (
        <ul className="hint-list">
          {next.map((arrow) => (
            <li key={arrow.to}>
              <code>{arrow.events.join(', ')}</code> → {arrow.to}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function arrowsOf(machine: CataloguedMachine): readonly Arrow[] {
  const found = new Map<string, { from: string; to: string; events: string[] }>();
  for (const [from, { on = {} }] of Object.entries(machine.definition.states)) {
    for (const [event, arms] of Object.entries(on)) {
      for (const to of targetsOf(arms)) {
        if (to === from) continue;
        const key = `${from} ${to}`;
        const known = found.get(key) ?? { from, to, events: [] };
        if (!known.events.includes(event)) known.events.push(event);
        found.set(key, known);
      }
    }
  }
  return [...found.values()];
}

interface Arm {
  readonly target?: string;
}

function targetsOf(arms: Arm | readonly Arm[] | undefined): readonly string[] {
  const list: readonly Arm[] = arms === undefined ? [] : [arms].flat();
  return list.flatMap((arm) => (arm.target === undefined ? [] : [arm.target]));
}

type Spot = { readonly x: number; readonly y: number };

/** From edge to edge, a little aside so that there and back do not cover each other. */
function line(from: Spot, to: Spot): string {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const shift = 5;
  if (dy === 0) {
    const side = Math.sign(dx);
    const y = from.y + side * shift;
    return `M${from.x + (side * BOX_W) / 2} ${y}L${to.x - (side * BOX_W) / 2} ${y}`;
  }
  const side = Math.sign(dy);
  const bend = dx === 0 ? side * shift * 2 : side * shift;
  const [startX, endX] = [from.x + dx * 0.15 + bend, to.x - dx * 0.15 + bend];
  return `M${startX} ${from.y + (side * BOX_H) / 2}L${endX} ${to.y - (side * BOX_H) / 2}`;
}
