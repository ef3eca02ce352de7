// Topic: the text of `kubectl describe pod`.

import type { Pod } from '../../src/api/pod.ts';
import type { ApiObject } from '../../src/apimachinery/meta.ts';
import { parseRfc3339 } from '../../src/base/calendar.ts';
import { containerLines } from '../../src/shell/print/describe-container.ts';
import { podLines } from '../../src/shell/print/describe-pod.ts';
import { alignTabs } from '../../src/shell/print/tabs.ts';

interface DescribeInput {
  readonly pod: Pod;
  readonly events?: readonly ApiObject[] | null;
  readonly now: string;
}

/** kubectl-describe.json: the whole text, and the section of the containers with its tabs. */
export function kubectlDescribe(input: unknown): unknown {
  const { pod, events, now } = input as DescribeInput;
  const epochSeconds = parseRfc3339(now)?.seconds ?? 0;
  const moment = { epochSeconds, at: 0 };
  const whole = { ...pod, metadata: pod.metadata ?? {}, status: pod.status ?? {} } as Pod;
  const shown = events === undefined ? undefined : (events ?? []);
  const text = `${alignTabs(podLines(whole, shown, moment).join('\n'), 0, 2)}\n`;
  const containers = whole.spec?.containers ?? [];
  const section = containerLines('Containers', containers, whole.status?.containerStatuses, whole);
  return {
    contains: text,
    containersSectionContains: `${section.join('\n')}\n`,
    observedText: text,
  };
}
