// cAdvisor's own page on :4194 (S39), as the era had it: the containers below a cgroup, its
// isolation, gauges, processes, and charts. All of it is what the port answers.

import { type ReactElement, useMemo, useState } from 'react';
import { formatValue } from '../charts/chart-model.ts';
import { LineChart } from '../charts/LineChart.tsx';
import { ScrollRegion } from '../design/ScrollRegion.tsx';
import { formatBytes } from '../format.ts';
import { useText } from '../i18n.ts';
import { usePlayer, useUi } from '../stores.ts';
import { ChartBar } from './ChartBar.tsx';
import {
  type ContainerAnswer,
  childrenOf,
  coreLines,
  coresOf,
  diskShareOf,
  type MachineAnswer,
  nameOf,
  type PageAnswers,
  type ProcessAnswer,
  samplesOf,
} from './cadvisor-answers.ts';
import { useChartFrame } from './chart-frame.ts';
import { Gauge } from './Gauge.tsx';
import { cpuPoints, type Drawn, memoryLines, networkLines } from './usage-lines.ts';
import { useCadvisor } from './use-cadvisor.ts';

/** The charts show the last minute. */
const SHOWN = 60e6;
/** What a quota of CPU time, in microseconds, is of: so many milliseconds. */
const PERIOD_MILLIS = 100;

/** The page. */
export function CadvisorPage(): ReactElement {
  const t = useText();
  const node = useUi((ui) => ui.node);
  const epochSeconds = usePlayer((view) => view.epochSeconds);
  const [path, setPath] = useState('/');
  const page = useCadvisor(node, path);
  const answers = page?.answers;
  const drawn = useMemo<Drawn>(
    () => ({ samples: answers === undefined ? [] : samplesOf(answers.shown, epochSeconds) }),
    [answers, epochSeconds],
  );
  if (page?.isRefused === true) return <p className="quiet">{t('cadvisor.refused', { node })}</p>;
  if (answers === undefined) return <p className="quiet">…</p>;
  const { machine, shown, processes } = answers;
  return (
    <div className="cadvisor">
      <Address node={node} answers={answers} onGo={setPath} />
      <div className="cadvisor-sides">
        <Subcontainers answers={answers} onGo={setPath} />
        <Isolation shown={shown} machine={machine} />
        <Overview shown={shown} machine={machine} drawn={drawn} />
      </div>
      <Charts drawn={drawn} shown={shown} epochSeconds={epochSeconds} />
      <Processes processes={processes} />
    </div>
  );
}

/** The address of the page, each part of the path a link. */
function Address(props: {
  readonly node: string;
  readonly answers: PageAnswers;
  readonly onGo: (path: string) => void;
}): ReactElement {
  const t = useText();
  const { shown, below } = props.answers;
  const name = nameOf(shown, below);
  const parts = shown.name.split('/').filter((one) => one !== '');
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
      {parts.length > 0 && name !== parts.at(-1) && <b>{name}</b>}
    </nav>
  );
}

function Subcontainers(props: {
  readonly answers: PageAnswers;
  readonly onGo: (path: string) => void;
}): ReactElement | null {
  const t = useText();
  const children = useMemo(() => childrenOf(props.answers), [props.answers]);
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
  readonly shown: ContainerAnswer;
  readonly machine: MachineAnswer;
}

function Isolation({ shown, machine }: Measured): ReactElement {
  const t = useText();
  const { cpu, memory } = shown.spec;
  const isUnlimited = memory.limit > machine.memory_capacity;
  const rows: readonly (readonly [string, string])[] = [
    [t('cadvisor.shares'), t('cadvisor.sharesOf', { count: cpu.limit })],
    [t('cadvisor.cores'), coresOf(shown)],
    ...(cpu.quota === undefined
      ? []
      : [[t('cadvisor.maxLimit'), formatValue('millicores', cpu.quota / PERIOD_MILLIS)] as const]),
    [t('cadvisor.memoryLimit'), isUnlimited ? t('cadvisor.unlimited') : formatBytes(memory.limit)],
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
function Overview(props: Measured & { readonly drawn: Drawn }): ReactElement {
  const t = useText();
  const { shown, machine, drawn } = props;
  const last = drawn.samples.at(-1);
  const cpu = cpuPoints(drawn).at(-1)?.[1];
  const memory = Math.min(shown.spec.memory.limit, machine.memory_capacity);
  return (
    <section aria-label={t('cadvisor.overview')}>
      <h2>{t('cadvisor.overview')}</h2>
      <div className="gauges">
        <Gauge
          name={t('metrics.cpu')}
          share={cpu === undefined ? undefined : cpu / 1e3 / machine.num_cores}
        />
        <Gauge
          name={t('metrics.memory.title')}
          share={last === undefined ? undefined : last.workingSetBytes / memory}
        />
        <Gauge name={t('cadvisor.disk')} share={diskShareOf(shown)} />
      </div>
    </section>
  );
}

function Charts(props: {
  readonly drawn: Drawn;
  readonly shown: ContainerAnswer;
  readonly epochSeconds: number;
}): ReactElement {
  const t = useText();
  const { drawn, shown, epochSeconds } = props;
  const { frame, switches } = useChartFrame(SHOWN);
  const cpu = useMemo(
    () => [
      { id: 'total', name: t('cadvisor.total'), look: 0, isArea: true, points: cpuPoints(drawn) },
    ],
    [drawn, t],
  );
  const cores = useMemo(
    () => coreLines(shown, epochSeconds, (core) => t('cadvisor.core', { core })),
    [shown, epochSeconds, t],
  );
  const memory = useMemo(
    () =>
      memoryLines(drawn, {
        usage: t('metrics.memory.usage'),
        workingSet: t('cadvisor.hot'),
        rss: t('metrics.memory.rss'),
      }),
    [drawn, t],
  );
  const network = useMemo(() => networkLines(drawn), [drawn]);
  const hasNetwork = drawn.samples.some((sample) => sample.network !== undefined);
  const empty = t('metrics.usage.twoSamples');
  return (
    <section className="charts" aria-label={t('cadvisor.usage')}>
      <ChartBar detail={t('cadvisor.points', { count: drawn.samples.length })} switches={switches}>
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
          title={t('cadvisor.coreUsage')}
          unit="millicores"
          lines={cores}
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
  processes: rows,
}: {
  readonly processes: readonly ProcessAnswer[];
}): ReactElement {
  const t = useText();
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
              {rows.map((one) => (
                <tr key={one.pid}>
                  <td>{one.pid}</td>
                  <td>{one.parent_pid}</td>
                  <td>{one.running_time}</td>
                  <td>{one.percent_cpu.toFixed(1)}</td>
                  <td>{one.percent_mem.toFixed(1)}</td>
                  <td>{formatBytes(one.rss)}</td>
                  <td className="command">{one.cmd}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </div>
  );
}
