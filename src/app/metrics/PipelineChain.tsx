// The way of a number to kubectl top: who measures it, who passes it on, and how old it is there.

import type { ReactElement } from 'react';
import type { CgroupRow, CollectorRow } from '../../projection/metrics/rows.ts';
import { formatAge, formatLength } from '../format.ts';
import { useText } from '../i18n.ts';
import { usePlayerLate } from '../stores.ts';
import { newest } from './usage-lines.ts';

/** The chain; `node` is what cAdvisor has of the node one looks at, `stored` when that was. */
export function PipelineChain(props: {
  readonly collector: CollectorRow;
  readonly page: string;
  readonly node: CgroupRow | undefined;
  readonly storedAt: number | undefined;
}): ReactElement {
  const t = useText();
  const now = usePlayerLate((view) => view.at);
  const { collector, page, node, storedAt } = props;
  const sampledAt = node === undefined ? undefined : newest(node).memory?.[0];
  return (
    <ol className="pipeline-chain" aria-label={t('pipeline.chain')}>
      <Link title="cAdvisor" text={t('pipeline.samples')} isBad={sampledAt === undefined}>
        {sampledAt === undefined
          ? t('metrics.usage.down')
          : t('pipeline.sampled', { node: node?.name, age: formatAge(now - sampledAt) })}
      </Link>
      <Link title="kubelet" text={t('pipeline.answers')}>
        <code>GET {page}</code>
      </Link>
      <Collecting collector={collector} now={now} />
      <Link title="kubectl top" text={t('pipeline.asks')} isBad={storedAt === undefined}>
        {storedAt === undefined
          ? t('pipeline.unknown')
          : t('pipeline.shows', { age: formatAge(now - storedAt) })}
      </Link>
    </ol>
  );
}

function Collecting(props: {
  readonly collector: CollectorRow;
  readonly now: number;
}): ReactElement {
  const t = useText();
  const { tickedAt, nextAt, waiting, isOk, resolution } = props.collector;
  const isFailed = tickedAt !== undefined && !isOk && waiting.length === 0;
  const said = [
    ...(tickedAt === undefined
      ? []
      : [t('pipeline.round', { age: formatAge(props.now - tickedAt) })]),
    ...(waiting.length === 0 ? [] : [t('pipeline.waiting', { nodes: waiting.join(', ') })]),
    ...(nextAt === undefined
      ? []
      : [t('pipeline.next', { age: formatAge(Math.max(0, nextAt - props.now)) })]),
  ];
  return (
    <Link
      title="metrics-server"
      text={t('pipeline.reads', { every: formatLength(resolution) })}
      isBad={isFailed}
    >
      {isFailed ? t('pipeline.failed') : said.join(', ')}
    </Link>
  );
}

function Link(props: {
  readonly title: string;
  readonly text: string;
  readonly isBad?: boolean;
  readonly children: ReactElement | string;
}): ReactElement {
  return (
    <li data-bad={props.isBad === true || undefined}>
      <b>{props.title}</b>
      <span>{props.text}</span>
      <span>{props.children}</span>
    </li>
  );
}
