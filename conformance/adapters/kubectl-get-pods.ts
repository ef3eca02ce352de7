// Topic: the row of a pod in `kubectl get pods`.

import type { Pod } from '../../src/api/pod.ts';
import { parseRfc3339, rfc3339 } from '../../src/base/calendar.ts';
import { podRow } from '../../src/shell/print/pod-row.ts';

interface RowInput {
  readonly pod: Pod;
  readonly wide?: boolean;
  readonly now?: string;
}

/** The clock of a run whose case names none. */
const NOW_SECONDS = 1_800_000_000;

/** kubectl-get-pods.json; the rows are the newer printer's. */
export function kubectlGetPods(input: unknown): unknown {
  const { pod, wide, now } = input as RowInput;
  const epochSeconds = parseRfc3339(now ?? '')?.seconds ?? NOW_SECONDS;
  const placed = JSON.parse(withTimes(JSON.stringify(pod), epochSeconds)) as Pod;
  const row = podRow(placed, { epochSeconds, at: 0 }, 'modern');
  const condition = rowCondition(placed);
  return {
    row: {
      NAME: row.name,
      READY: row.ready,
      STATUS: row.status,
      RESTARTS: row.restarts,
      AGE: row.age,
      ...(wide === true
        ? {
            IP: row.ip,
            NODE: row.node,
            'NOMINATED NODE': row.nominatedNode,
            'READINESS GATES': row.readinessGates,
          }
        : {}),
    },
    ...(condition === undefined ? {} : { rowCondition: condition }),
  };
}

/** `<now-10s>` becomes the instant it names. */
function withTimes(text: string, epochSeconds: number): string {
  const units: { readonly [unit: string]: number } = { s: 1, m: 60, h: 3_600, d: 86_400 };
  return text.replace(/<now(?:([-+])(\d+)([smhd]))?>/g, (_all, sign, amount, unit) => {
    const shift = amount === undefined ? 0 : Number(amount) * (units[unit as string] ?? 1);
    return rfc3339(epochSeconds + (sign === '+' ? shift : -shift), 0);
  });
}

/** The mark of a finished pod's row. Models printers.go, podSuccessConditions and its like. */
function rowCondition(pod: Pod): object | undefined {
  const phase = pod.status?.phase;
  const type = 'Completed';
  if (phase === 'Succeeded') {
    const message = 'The pod has completed successfully.';
    return { type, status: 'True', reason: 'Succeeded', message };
  }
  if (phase !== 'Failed') return undefined;
  return { type, status: 'True', reason: 'Failed', message: 'The pod failed.' };
}
