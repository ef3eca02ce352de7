// cAdvisor's own page on :4194 (S39), as the era had it: the containers below a cgroup, its
// isolation, gauges, processes, and charts over the samples it keeps.

import { type ReactElement, useMemo, useState } from 'react';
import type { CgroupRow, MachineRow, ProcessesRow } from '../../projection/metrics/rows.ts';
import { formatValue } from '../charts/chart-model.ts';
import { LineChart } from '../charts/LineChart.tsx';
import { ScrollRegion } from '../design/ScrollRegion.tsx';
import { formatAge, formatBytes } from '../format.ts';
import { useText } from '../i18n.ts';
import { usePlayerLate, useUi } from '../stores.ts';
import { ChartBar } from './ChartBar.tsx';
import { useChartFrame } from './chart-frame.ts';
import { Gauge } from './Gauge.tsx';
import { cpuPoints, memoryLines, networkLines } from './usage-lines.ts';
import { childrenOf, useUsage } from './use-usage.ts';

/** The charts show the last minute. */
const SHOWN = 60e6;

/** The page. */
export function CadvisorPage(): ReactElement {
  const t = useText();
  const node = useUi((ui) => ui.node);
  const [path, setPath] = useState('/');
  const { machine, cgroups, processes } = useUsage('cadvisor', node, path);
  const shown = cgroups.get(path) ?? cgroups.get('/');
  if (machine === undefined) return <p className="quiet">…</p>;
  if (shown === undefined) {
    return <p className="quiet">{t('cadvisor.refused', { node })}</p>;
  }
  return (
    <div className="cadvisor">
      <Address node={node} shown={shown} onGo={setPath} />
      <div className="cadvisor-sides">
        <Subcontainers cgroups={cgroups} path={shown.path} onGo={setPath} />
        <Isolation shown={shown} machine={machine} />
        <Overview shown={shown} machine={machine} />
      </div>
      <Charts shown={shown} machine={machine} />
      <Processes processes={processes} machine={machine} />
    </div>
  );
}

/** The address of the page, each part of the path a link. */
function Address(props: {
  readonly node: string;
  readonly shown: CgroupRow;
  readonly onGo: (path: string) => void;
}): ReactElement {
  const t = useText();
  const parts = props.shown.path.split('/').filter((one) => one !== '');
  return (
    <nav className="cadvisor-address" aria-label={t('cadvisor.address')}>
      <code>http://{props.node}:4194/containers</code>
      <button type="button" onClick={() => props.onGo('/')}>
        /
      </button>
      {parts.map((part, i) => {
        const path = `/${parts.slice(0, i + 1).join('/')}`;
        return (
          <span key={path}>
            <button type="button" onClick={() => props.onGo(path)}>
              {part.length > 20 ? `${part.slice(0, 12)}…` : part}
            </button>
            {i < parts.length - 1 && '/'}
          </span>
        );
      })}
      {props.shown.kind !== 'machine' && props.shown.name !== parts.at(-1) && (
        <b>{props.shown.name}</b>
      )}
    </nav>
  );
}

function Subcontainers(props: {
  readonly cgroups: ReadonlyMap<string, CgroupRow>;
  readonly path: string;
  readonly onGo: (path: string) => void;
}): ReactElement | null {
  const t = useText();
  const children = useMemo(
    () => childrenOf(props.cgroups, props.path),
    [props.cgroups, props.path],
  );
  if (children.length === 0) return null;
  return (
    <section className="cadvisor-below" aria-label={t('cadvisor.subcontainers')}>
      <h2>{t('cadvisor.subcontainers')}</h2>
      <ul className="cadvisor-children">
        {children.map((one) => (
          <li key={one.path}>
            <button type="button" onClick={() => props.onGo(one.path)}>
              <b>{one.name}</b>
              <code>{tail(one.path)}</code>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function tail(path: string): string {
  const last = path.slice(path.lastIndexOf('/') + 1);
  return last.length > 24 ? `/${last.slice(0, 15)}…` : `/${last}`;
}

/** A cgroup and the machine it is on. */
interface Measured {
  readonly shown: CgroupRow;
  readonly machine: MachineRow;
}

function Isolation({ shown, machine }: Measured): ReactElement {
  const t = useText();
  const { cpuShares, cpuMillis, memoryBytes } = shown.limits;
  const cores = Array.from({ length: machine.cpus }, (_, i) => i).join(' ');
  const rows: readonly (readonly [string, string])[] = [
    [t('cadvisor.shares'), t('cadvisor.sharesOf', { count: cpuShares ?? 1_024 })],
    [t('cadvisor.cores'), cores],
    ...(cpuMillis === undefined
      ? []
      : [[t('cadvisor.maxLimit'), formatValue('millicores', cpuMillis)] as const]),
    [
      t('cadvisor.memoryLimit'),
      memoryBytes === undefined ? t('cadvisor.unlimited') : formatBytes(memoryBytes),
    ],
  ];
  return (
    <section aria-label={t('cadvisor.isolation')}>
      <h2>{t('cadvisor.isolation')}</h2>
      <dl className="cadvisor-facts">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** The round gauges: CPU against all cores, memory and disk against their limits. */
function Overview({ shown, machine }: Measured): ReactElement {
  const t = useText();
  const last = shown.samples.at(-1);
  const cpu = cpuPoints(shown).at(-1)?.[1];
  const memory = shown.limits.memoryBytes ?? machine.memoryBytes;
  return (
    <section aria-label={t('cadvisor.overview')}>
      <h2>{t('cadvisor.overview')}</h2>
      <div className="gauges">
        <Gauge
          name={t('metrics.cpu')}
          share={cpu === undefined ? undefined : cpu / 1e3 / machine.cpus}
        />
        <Gauge
          name={t('metrics.memory.title')}
          share={last === undefined ? undefined : last.workingSetBytes / memory}
        />
        <Gauge
          name={t('cadvisor.disk')}
          share={last === undefined ? undefined : last.rootfsBytes / machine.diskBytes}
        />
      </div>
    </section>
  );
}

function Charts({ shown, machine }: Measured): ReactElement {
  const t = useText();
  const { frame, switches } = useChartFrame(SHOWN);
  const cpu = useMemo(
    () => [
      { id: 'total', name: t('cadvisor.total'), look: 0, isArea: true, points: cpuPoints(shown) },
    ],
    [shown, t],
  );
  const memory = useMemo(
    () =>
      memoryLines(shown, {
        usage: t('metrics.memory.usage'),
        workingSet: t('cadvisor.hot'),
        rss: t('metrics.memory.rss'),
      }),
    [shown, t],
  );
  const network = useMemo(() => networkLines(shown), [shown]);
  const hasNetwork = shown.samples.some((sample) => sample.network !== undefined);
  const empty = t('metrics.usage.twoSamples');
  return (
    <section className="charts" aria-label={t('cadvisor.usage')}>
      <ChartBar
        detail={
          machine.isSampling
            ? t('cadvisor.points', { count: shown.samples.length })
            : t('metrics.usage.down')
        }
        switches={switches}
      >
        <h2>{t('cadvisor.usage')}</h2>
      </ChartBar>
      <div className="chart-grid">
        <LineChart
          title={t('cadvisor.totalUsage')}
          unit="millicores"
          lines={cpu}
          frame={frame}
          empty={empty}
        />
        <LineChart
          title={t('cadvisor.memoryUsage')}
          unit="bytes"
          lines={memory}
          frame={frame}
          empty={empty}
        />
        {hasNetwork && (
          <LineChart
            title={t('cadvisor.throughput')}
            unit="bytesPerSecond"
            lines={network}
            frame={frame}
            empty={empty}
          />
        )}
      </div>
    </section>
  );
}

function Processes({
  processes,
  machine,
}: {
  readonly processes: ProcessesRow | undefined;
  readonly machine: MachineRow;
}): ReactElement {
  const t = useText();
  const now = usePlayerLate((view) => view.at);
  const rows = processes?.processes ?? [];
  return (
    <div>
      <h2>{t('cadvisor.processes')}</h2>
      {rows.length === 0 && <p className="quiet">{t('cadvisor.noProcesses')}</p>}
      {rows.length > 0 && (
        <ScrollRegion className="chart-table" label={t('cadvisor.processes')}>
          <table>
            <thead>
              <tr>
                {(['pid', 'parent', 'running', 'cpu', 'memory', 'rss', 'command'] as const).map(
                  (column) => (
                    <th key={column} scope="col" className={column}>
                      {t(`cadvisor.ps.${column}`)}
                    </th>
                  ),
                )}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ pid, parent, startedAt, cpuMillis, rssBytes, command }) => (
                <tr key={pid}>
                  <td>{pid}</td>
                  <td>{parent}</td>
                  <td>{formatAge(now - startedAt)}</td>
                  <td>{(cpuMillis / 10).toFixed(1)}</td>
                  <td>{((rssBytes / machine.memoryBytes) * 100).toFixed(1)}</td>
                  <td>{formatBytes(rssBytes)}</td>
                  <td className="command">{command}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </div>
  );
}
