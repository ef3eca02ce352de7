// metrics-server beside what it reads: the same figures at both ends, with their ages.

import { type ReactElement, type ReactNode, useMemo } from 'react';
import containerd from '../../../content/addons/metrics-server.containerd.yaml?raw';
import docker from '../../../content/addons/metrics-server.docker.yaml?raw';
import type { CgroupRow, CollectorRow, ScrapedRow } from '../../projection/metrics/rows.ts';
import { formatValue, type Point } from '../charts/chart-model.ts';
import { propose } from '../commands.ts';
import { Button } from '../design/controls.tsx';
import { ScrollRegion } from '../design/ScrollRegion.tsx';
import { formatAge, formatBytes, formatLength } from '../format.ts';
import { useText } from '../i18n.ts';
import { usePlayerLate, useUi } from '../stores.ts';
import { useWatch } from '../use-watch.ts';
import { Invitation } from './Invitation.tsx';
import { PipelineChain } from './PipelineChain.tsx';
import { newest } from './usage-lines.ts';
import { byName, useUsage } from './use-usage.ts';

const WATCH = 'pipeline';
const VIEW = { view: 'pipeline' } as const;

/** The tab. */
export function PipelineTab({ edition }: { readonly edition: string }): ReactElement {
  const t = useText();
  const rows = useWatch(WATCH, VIEW);
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
  readonly rows: NonNullable<ReturnType<typeof useWatch>>;
  readonly edition: string;
}): ReactElement {
  const t = useText();
  const { collector, rows, edition } = props;
  const node = useUi((ui) => ui.node);
  const now = usePlayerLate((view) => view.at);
  const { cgroups } = useUsage('pipeline-usage', node);
  const lines = useMemo(() => linesOf(cgroups), [cgroups]);
  const stored = rows.get(`scraped/${node}`);
  const page = edition === 'containerd' ? '/metrics/resource' : '/stats/summary';
  return (
    <div className="pipeline">
      <PipelineChain
        collector={collector}
        page={page}
        node={cgroups.get('/')}
        storedAt={stored?.row === 'scraped' ? stored.at : undefined}
      />
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
              <th scope="col" rowSpan={2}>
                {t('pipeline.what')}
              </th>
              <th scope="colgroup" colSpan={2}>
                {t('metrics.cpu')}
              </th>
              <th scope="colgroup" colSpan={2}>
                {t('metrics.memory.workingSet')}
              </th>
            </tr>
            <tr>
              {['kubelet', 'metrics-server', 'kubelet', 'metrics-server'].map((who, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: they never change places
                <th key={i} scope="col">
                  {who}
                </th>
              ))}
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
  const of = (point: Point | undefined): { readonly age: string | undefined } => ({
    age: point === undefined ? undefined : formatAge(now - point[0]),
  });
  const millis = there?.cpuMillis;
  const ageThere = there === undefined ? undefined : formatAge(now - there.at);
  return (
    <tr>
      <th scope="row">{name}</th>
      <Cell
        value={cpu === undefined ? undefined : formatValue('millicores', cpu[1])}
        {...of(cpu)}
      />
      <Cell
        value={millis === undefined ? undefined : formatValue('millicores', millis)}
        age={ageThere}
      >
        {there?.since !== undefined &&
          t('pipeline.window', { window: formatLength(there.at - there.since) })}
      </Cell>
      <Cell value={memory === undefined ? undefined : formatBytes(memory[1])} {...of(memory)} />
      <Cell
        value={there === undefined ? undefined : formatBytes(there.memoryBytes)}
        age={ageThere}
      />
    </tr>
  );
}

/** A figure with its age; what nobody has is a dash. */
function Cell(props: {
  readonly value: string | undefined;
  readonly age: string | undefined;
  readonly children?: ReactNode;
}): ReactElement {
  if (props.value === undefined) return <td className="muted">–</td>;
  return (
    <td>
      <b>{props.value}</b>
      <span className="muted">
        {props.age} {props.children}
      </span>
    </td>
  );
}
