// metrics-server beside what it reads: the same figures at both ends, with their ages.

import { type ReactElement, useEffect, useMemo } from 'react';
import containerd from '../../../content/addons/metrics-server.containerd.yaml?raw';
import docker from '../../../content/addons/metrics-server.docker.yaml?raw';
import type { CgroupRow, CollectorRow, ScrapedRow } from '../../projection/metrics/rows.ts';
import { formatValue } from '../charts/chart-model.ts';
import { propose } from '../commands.ts';
import { usePlayerControl } from '../context.tsx';
import { Button } from '../design/controls.tsx';
import { ScrollRegion } from '../design/ScrollRegion.tsx';
import { formatAge, formatBytes, formatLength } from '../format.ts';
import { useText } from '../i18n.ts';
import { usePlayerLate, useRows, useUi } from '../stores.ts';
import { Invitation } from './Invitation.tsx';
import { newest } from './usage-lines.ts';
import { byName, useUsage } from './use-usage.ts';

const WATCH = 'pipeline';

/** The tab. */
export function PipelineTab({ edition }: { readonly edition: string }): ReactElement {
  const t = useText();
  const player = usePlayerControl();
  useEffect(() => {
    player.watch(WATCH, { view: 'pipeline' });
    return () => player.unwatch(WATCH);
  }, [player]);
  const rows = useRows(WATCH);
  const collector = rows?.get('collector');
  if (rows === undefined) return <p className="quiet">…</p>;
  if (collector?.row !== 'collector') {
    return (
      <Invitation
        title={t('pipeline.nothing')}
        why={t('pipeline.why')}
        error="error: Metrics API not available"
        action={t('pipeline.install')}
        file="metrics-server.yaml"
        manifest={edition === 'containerd' ? containerd : docker}
      />
    );
  }
  return <Pipeline collector={collector} rows={rows} edition={edition} />;
}

function Pipeline(props: {
  readonly collector: CollectorRow;
  readonly rows: NonNullable<ReturnType<typeof useRows>>;
  readonly edition: string;
}): ReactElement {
  const t = useText();
  const { collector, rows, edition } = props;
  const node = useUi((ui) => ui.node);
  const now = usePlayerLate((view) => view.at);
  const { cgroups } = useUsage('pipeline-usage', node);
  const lines = useMemo(() => linesOf(cgroups), [cgroups]);
  const page = edition === 'containerd' ? '/metrics/resource' : '/stats/summary';
  const { tickedAt, nextAt, waiting } = collector;
  return (
    <div className="pipeline">
      <p className="pipeline-state">
        <b>metrics-server</b>
        <span>{t('pipeline.reads', { page, every: formatLength(collector.resolution) })}</span>
        {tickedAt !== undefined && (
          <span>{t('pipeline.round', { age: formatAge(now - tickedAt) })}</span>
        )}
        {nextAt !== undefined && (
          <span>{t('pipeline.next', { age: formatAge(Math.max(0, nextAt - now)) })}</span>
        )}
        {waiting.length > 0 && <span>{t('pipeline.waiting', { nodes: waiting.join(', ') })}</span>}
        {tickedAt !== undefined && !collector.isOk && waiting.length === 0 && (
          <span data-bad>{t('pipeline.failed')}</span>
        )}
      </p>
      <div className="pipeline-ask">
        {['kubectl top nodes', 'kubectl top pods -A', `curl -k https://${node}:10250${page}`].map(
          (command) => (
            <Button key={command} onPress={() => propose(command)}>
              <code>{command}</code>
            </Button>
          ),
        )}
      </div>
      <ScrollRegion className="chart-table pipeline-table" label={t('pipeline.table')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('pipeline.what')}</th>
              <th scope="col">{t('pipeline.cpuHere')}</th>
              <th scope="col">{t('pipeline.cpuThere')}</th>
              <th scope="col">{t('pipeline.memoryHere')}</th>
              <th scope="col">{t('pipeline.memoryThere')}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map(({ name, key, row }) => {
              const found = rows.get(key);
              const there = found?.row === 'scraped' ? found : undefined;
              return <Line key={key} name={name} row={row} there={there} now={now} />;
            })}
          </tbody>
        </table>
      </ScrollRegion>
    </div>
  );
}

interface Listed {
  readonly name: string;
  /** Of the row that metrics-server has of it. */
  readonly key: string;
  readonly row: CgroupRow;
}

/** The node and the containers of its pods; pause is nobody's program. */
function linesOf(cgroups: ReadonlyMap<string, CgroupRow>): readonly Listed[] {
  const lines: Listed[] = [];
  const root = cgroups.get('/');
  if (root !== undefined) lines.push({ name: root.name, key: `scraped/${root.name}`, row: root });
  const all = [...cgroups.values()].sort(byName);
  for (const pod of all.filter(({ kind }) => kind === 'pod')) {
    for (const row of all) {
      if (row.kind !== 'container' || row.podUid !== pod.podUid) continue;
      const place = `${row.namespace ?? ''}/${pod.name}/${row.name}`;
      lines.push({ name: `${pod.name} / ${row.name}`, key: `scraped/${place}`, row });
    }
  }
  return lines;
}

function Line(props: {
  readonly name: string;
  readonly row: CgroupRow;
  readonly there: ScrapedRow | undefined;
  readonly now: number;
}): ReactElement {
  const t = useText();
  const { name, row, there, now } = props;
  const { cpu, memory } = newest(row);
  const age = (at: number): string => formatAge(now - at);
  const window =
    there?.since === undefined
      ? ''
      : t('pipeline.window', { window: formatLength(there.at - there.since) });
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{cpu === undefined ? '–' : `${formatValue('millicores', cpu[1])}  ${age(cpu[0])}`}</td>
      <td>
        {there?.cpuMillis === undefined
          ? '–'
          : `${formatValue('millicores', there.cpuMillis)}  ${age(there.at)} ${window}`}
      </td>
      <td>{memory === undefined ? '–' : `${formatBytes(memory[1])}  ${age(memory[0])}`}</td>
      <td>{there === undefined ? '–' : `${formatBytes(there.memoryBytes)}  ${age(there.at)}`}</td>
    </tr>
  );
}
