// A round gauge as cAdvisor's page has them: yellow from 75, red from 90 percent.

import { arc } from 'd3-shape';
import type { ReactElement } from 'react';

const TURN = Math.PI * 0.75;
const WARNS = 0.75;
const ALARMS = 0.9;

/** The gauge; without a share there is no sample yet. */
export function Gauge(props: {
  readonly name: string;
  readonly share: number | undefined;
}): ReactElement {
  const share = Math.max(0, Math.min(1, props.share ?? 0));
  const ring = arc();
  const path = (from: number, to: number): string =>
    ring({ innerRadius: 27, outerRadius: 35, startAngle: from, endAngle: to }) ?? '';
  const look = share >= ALARMS ? 'alarm' : share >= WARNS ? 'warn' : 'calm';
  const text = props.share === undefined ? '–' : `${Math.round(share * 100)} %`;
  return (
    <div className="gauge" data-look={look} role="img" aria-label={`${props.name} ${text}`}>
      <svg width={76} height={64} viewBox="-38 -38 76 64" aria-hidden="true">
        <path className="gauge-back" d={path(-TURN, TURN)} />
        <path className="gauge-fill" d={path(-TURN, -TURN + share * 2 * TURN)} />
        <text dy="0.35em">{text}</text>
      </svg>
      <span aria-hidden="true">{props.name}</span>
    </div>
  );
}
