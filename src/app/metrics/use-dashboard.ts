// Asks the cluster's InfluxDB what a dashboard shows, at the playhead, whenever that has moved.

import { useCallback } from 'react';
import type { InfluxReply } from '../../cluster/protocol/influxdb.ts';
import {
  type Chosen,
  type Dashboard,
  panelQueries,
  variableQuery,
} from '../../formats/dashboard.ts';
import type { Micros } from '../../kernel/time.ts';
import type { Player } from '../../player/player.ts';
import { usePlayerControl } from '../context.tsx';
import { usePlayer } from '../stores.ts';
import { useAtPlayhead } from '../use-at-playhead.ts';
import { errorOf, tagValues } from './dashboard-lines.ts';

/** Points side by side in a panel. */
const POINTS = 60;
/** The playhead may run on: the answers follow a moment later. */
const PERIOD_MS = 400;

/** What a dashboard shows. */
export interface Shown {
  /** For which choice it was asked. */
  readonly dashboard: Dashboard;
  readonly chosen: Chosen;
  /** The values of each variable. */
  readonly choices: { readonly [variable: string]: readonly string[] };
  /** Answers by panel, in the order of its series. */
  readonly panels: readonly (readonly InfluxReply[])[];
  readonly error: string | undefined;
}

/** The answers; undefined until the first ones have come. */
export function useDashboard(dashboard: Dashboard, wish: Chosen): Shown | undefined {
  const player = usePlayerControl();
  const epochSeconds = usePlayer((view) => view.epochSeconds);
  const look = useCallback(
    (at: Micros) => ask(player, dashboard, wish, { at, epochSeconds }),
    [player, dashboard, wish, epochSeconds],
  );
  const shown = useAtPlayhead(look, PERIOD_MS);
  return shown?.dashboard === dashboard ? shown : undefined;
}

interface When {
  readonly at: Micros;
  readonly epochSeconds: number;
}

/** First the variables in their order, as later ones depend on earlier ones; then all panels. */
async function ask(
  player: Player,
  dashboard: Dashboard,
  wish: Chosen,
  when: When,
): Promise<Shown | undefined> {
  let chosen: Chosen = {};
  let choices: Shown['choices'] = {};
  for (const variable of dashboard.variables) {
    const replies = await query(player, [variableQuery(variable, chosen)], when);
    if (replies === undefined) return undefined;
    const error = errorOf(replies);
    if (error !== undefined) return { dashboard, chosen, choices, panels: [], error };
    const values = tagValues(replies[0]);
    const wished = wish[variable.name];
    const value = wished !== undefined && values.includes(wished) ? wished : values[0];
    chosen = { ...chosen, [variable.name]: value ?? '' };
    choices = { ...choices, [variable.name]: values };
  }
  const to = when.epochSeconds * 1_000 + when.at / 1_000;
  const range = { from: to - dashboard.minutes * 60_000, to };
  const queries = dashboard.panels.map((panel) => panelQueries(panel, chosen, range, POINTS));
  const replies = await query(player, queries.flat(), when);
  if (replies === undefined) return undefined;
  let next = 0;
  const panels = queries.map(({ length }) => {
    next += length;
    return replies.slice(next - length, next);
  });
  return { dashboard, chosen, choices, panels, error: errorOf(replies) };
}

async function query(
  player: Player,
  queries: readonly string[],
  { at }: When,
): Promise<readonly InfluxReply[] | undefined> {
  const answer = await player.ask({ type: 'metrics.query', at, queries });
  return answer.ok === 'metrics' ? answer.replies : undefined;
}
