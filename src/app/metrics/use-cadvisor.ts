// Asks cAdvisor's port for what its page shows, as the page in a browser did: at the playhead, and
// again with each second of it.

import { useCallback } from 'react';
import type { Micros } from '../../kernel/time.ts';
import { usePlayerControl } from '../context.tsx';
import { usePlayer } from '../stores.ts';
import { useAtPlayhead } from '../use-at-playhead.ts';
import { answersOf, type PageAnswers, questionsFor } from './cadvisor-answers.ts';

const PERIOD_MS = 400;
const SECOND = 1_000_000;

/** What is shown; `isRefused` when nobody listens. */
export interface CadvisorShown {
  readonly node: string;
  readonly isRefused: boolean;
  readonly answers?: PageAnswers;
}

/** The answers; undefined until the first ones have come. */
export function useCadvisor(node: string, path: string): CadvisorShown | undefined {
  const player = usePlayerControl();
  const run = usePlayer((view) => `${view.branch} ${view.commands.length}`);
  const look = useCallback(
    async (at: Micros): Promise<CadvisorShown | undefined> => {
      const ask = async (of: string): Promise<readonly unknown[] | undefined> => {
        const questions = questionsFor(of);
        const answer = await player.ask({ type: 'cadvisor.query', at, node, questions });
        return answer.ok === 'cadvisor' ? answer.bodies : undefined;
      };
      const bodies = await ask(path);
      if (bodies === undefined) return { node, isRefused: true };
      // Of a cgroup that is gone, or not there yet, the tree is shown from its root.
      const answers = answersOf(bodies) ?? answersOf((await ask('/')) ?? []);
      return answers && { node, isRefused: false, answers };
    },
    [player, node, path],
  );
  const keyOf = useCallback(
    (at: Micros) => `${run} ${node} ${path} ${Math.floor(at / SECOND)}`,
    [run, node, path],
  );
  const shown = useAtPlayhead(look, PERIOD_MS, keyOf);
  return shown?.node === node ? shown : undefined;
}
