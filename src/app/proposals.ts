// What one could do to the selected or followed pod and its node, as entries of a menu.

import { give, proposals } from './commands.ts';
import { usePlayerControl } from './context.tsx';
import type { MenuEntry } from './design/controls.tsx';
import { useText } from './i18n.ts';
import { useTarget } from './preferences.ts';

/** Entries with the commands behind them, and what a choice does. */
export function useProposals(): {
  readonly entries: readonly MenuEntry[];
  readonly choose: (id: string) => void;
} {
  const t = useText();
  const player = usePlayerControl();
  const target = useTarget();
  const list = proposals(target);
  const words = { pod: target.pod?.name ?? '', node: target.node };
  return {
    entries: list.map(({ id, command }) => ({
      id,
      label: t(`fault.${id}`, words),
      detail: command,
    })),
    choose: (id) => {
      const chosen = list.find((one) => one.id === id);
      if (chosen !== undefined) give(player, chosen);
    },
  };
}
