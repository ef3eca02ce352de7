// Asks the cluster's InfluxDB what a dashboard shows at the playhead: again when something was
// written since, or another minute has begun. Answers are kept for who goes back and forth.

import { useCallback, useRef } from 'react';
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
import { useWatch } from '../use-watch.ts';
import { errorOf, tagValues } from './dashboard-lines.ts';

/** Points side by side in a panel. */
const POINTS = 60;
/** The playhead may run on: the answers follow a moment later. */
const PERIOD_MS = 400;
const MINUTE = 60_000_000;
/** So many answers are kept. */
const KEPT = 60;
const WATCH = 'store';
const VIEW = { view: 'store' } as const;

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
  const keyOf = useStoreKey(`${dashboard.title} ${JSON.stringify(wish)}`);
  const known = useRef<ReadonlyMap<string, Shown>>(new Map());
  const key = useRef(keyOf);
  key.current = keyOf;
  const look = useCallback(
    async (at: Micros) => {
      const before = key.current(at);
      const kept = before === undefined ? undefined : known.current.get(before);
      if (kept !== undefined) return kept;
      const shown = await ask(player, dashboard, wish, { to: minuteAfter(at), at, epochSeconds });
      // What was written meanwhile is asked for next.
      if (shown !== undefined && before !== undefined && key.current(at) === before) {
        known.current = new Map([...[...known.current].slice(1 - KEPT), [before, shown]]);
      }
      return shown;
    },
    [player, dashboard, wish, epochSeconds],
  );
  const shown = useAtPlayhead(look, PERIOD_MS, keyOf);
  return shown?.dashboard === dashboard ? shown : undefined;
}

/** A dashboard ends with the minute of the playhead: within it nothing changes by itself. */
function minuteAfter(at: Micros): number {
  return (Math.floor(at / MINUTE) + 1) * MINUTE;
}

/** What an answer depends on: the question, the run, the minute, and what the store holds. */
function useStoreKey(question: string): (at: Micros) => string | undefined {
  const run = usePlayer((view) => `${view.branch} ${view.commands.length}`);
  const row = useWatch(WATCH, VIEW)?.get('store');
  const store = row?.row === 'store' ? `${row.podUid} ${row.changes}` : undefined;
  return useCallback(
    (at) => (store === undefined ? undefined : `${question} ${run} ${store} ${minuteAfter(at)}`),
    [question, run, store],
  );
}

interface When {
  /** As of which instant the store is asked. */
  readonly at: Micros;
  /** Where the span that is shown ends. */
  readonly to: number;
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
  const to = when.epochSeconds * 1_000 + when.to / 1_000;
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
