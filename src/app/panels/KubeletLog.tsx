// The kubelet's own log beside the stage: what a node's kubelet has written up to the playhead.

import { type ReactElement, useCallback, useState } from 'react';
import type { Micros } from '../../kernel/time.ts';
import type { KlogLine } from '../../projection/klog/writer.ts';
import { usePlayerControl } from '../context.tsx';
import { Segmented } from '../design/controls.tsx';
import { useText } from '../i18n.ts';
import { useAtPlayhead } from '../use-at-playhead.ts';
import { type LogLine, LogLines } from './LogLines.tsx';

const MOST = 200;
/** The playhead may run on: the log follows a moment later. */
const PERIOD_MS = 300;

const LEVELS = ['2', '3', '4'] as const;

/** The log of one node's kubelet. */
export function KubeletLog({ node }: { readonly node: string }): ReactElement {
  const t = useText();
  const [level, setLevel] = useState<(typeof LEVELS)[number]>('2');
  const lines = useKubeletLog(node, Number(level));
  return (
    <>
      <div className="log-bar">
        <span className="quiet">{t('logs.level')}</span>
        <Segmented
          label={t('logs.level')}
          value={level}
          options={LEVELS.map((id) => ({ id, label: `-v ${id}` }))}
          onChange={setLevel}
        />
      </div>
      <p className="quiet">{t('logs.whose', { node })}</p>
      {lines === undefined && <p className="quiet">{t('logs.reading')}</p>}
      {lines?.length === 0 && <p className="quiet">{t('logs.silent')}</p>}
      <LogLines lines={lines ?? []} />
    </>
  );
}

/** What stands before the message of a klog line: severity, time, process, place in the source. */
const HEAD = /^[IWEF]\d{4} \S+\s+\d+ \S+\] /;

function shown(lines: readonly KlogLine[]): readonly LogLine[] {
  const seen = new Map<number, number>();
  return lines.map(({ event, text, severity }) => {
    const n = (seen.get(event) ?? 0) + 1;
    seen.set(event, n);
    const head = HEAD.exec(text)?.[0] ?? '';
    const look = severity === 'I' ? 'plain' : 'error';
    return { id: `${event}/${n}`, head, text: text.slice(head.length), look };
  });
}

function useKubeletLog(node: string, verbosity: number): readonly LogLine[] | undefined {
  const player = usePlayerControl();
  const ask = useCallback(
    async (until: Micros) => {
      const question = { type: 'log', node, verbosity, count: MOST, until } as const;
      const answer = await player.ask(question);
      return answer.ok === 'log' ? shown(answer.lines) : undefined;
    },
    [player, node, verbosity],
  );
  return useAtPlayhead(ask, PERIOD_MS);
}
