// What the kubelet knows of usage: the node, its pods and their containers as cAdvisor sampled them
// during the last two minutes.

import { type ReactElement, useMemo, useState } from 'react';
import type { CgroupRow, MachineRow } from '../../projection/metrics/rows.ts';
import { formatValue } from '../charts/chart-model.ts';
import { LineChart } from '../charts/LineChart.tsx';
import { formatAge, formatBytes } from '../format.ts';
import { useText } from '../i18n.ts';
import { usePlayer, usePlayerLate, useUi } from '../stores.ts';
import { ChartBar } from './ChartBar.tsx';
import { useChartFrame } from './chart-frame.ts';
import {
  cpuPoints,
  memoryLines,
  memoryPoints,
  networkLines,
  newest,
  wholeAndParts,
} from './usage-lines.ts';
import { byName, useUsage } from './use-usage.ts';

/** cAdvisor keeps two minutes. */
const KEPT = 120e6;

/** The tab. */
export function UsageTab(): ReactElement {
  const t = useText();
  const node = useUi((ui) => ui.node);
  const { machine, cgroups } = useUsage('usage', node);
  const wanted = useWanted(cgroups);
  const [pressed, setPressed] = useState<string>();
  const chosen = cgroups.get(pressed ?? '') ?? wanted ?? cgroups.get('/');
  if (machine === undefined) return <p className="quiet">…</p>;
  if (chosen === undefined) {
    return <p className="quiet">{t('metrics.usage.none', { node })}</p>;
  }
  return (
    <div className="usage">
      <UsageList cgroups={cgroups} chosen={chosen} onChoose={setPressed} />
      <UsageCharts machine={machine} cgroups={cgroups} chosen={chosen} />
    </div>
  );
}

/** The cgroup of the selected or followed pod or container. */
function useWanted(cgroups: ReadonlyMap<string, CgroupRow>): CgroupRow | undefined {
  const selection = useUi((ui) => ui.selection);
  const follow = usePlayer((view) => view.follow);
  const uid = selection?.kind === 'pod' ? selection.uid : follow;
  const container = selection?.kind === 'pod' ? selection.container : undefined;
  return useMemo(() => {
    const own = [...cgroups.values()].filter((one) => one.podUid === uid && uid !== undefined);
    return (
      own.find((one) => container !== undefined && one.name === container) ??
      own.find((one) => one.kind === 'pod')
    );
  }, [cgroups, uid, container]);
}

/** The node, then its pods; the containers of the pod one looks into. */
function UsageList(props: {
  readonly cgroups: ReadonlyMap<string, CgroupRow>;
  readonly chosen: CgroupRow;
  readonly onChoose: (path: string) => void;
}): ReactElement {
  const t = useText();
  const { cgroups, chosen, onChoose } = props;
  const now = usePlayerLate((view) => view.at);
  const rows = useMemo(() => listed(cgroups, chosen), [cgroups, chosen]);
  return (
    <nav className="usage-list" aria-label={t('metrics.usage.list')}>
      <div className="usage-head">
        <span />
        {(['cpu', 'memory', 'age'] as const).map((what) => (
          <span key={what}>{t(`metrics.usage.head.${what}`)}</span>
        ))}
      </div>
      <ul>
        {rows.map((row) => {
          const { cpu, memory } = newest(row);
          const last = row.samples.at(-1);
          return (
            <li key={row.path} data-kind={row.kind}>
              <button
                type="button"
                aria-current={row.path === chosen.path}
                onClick={() => onChoose(row.path)}
              >
                <span className="usage-name">{row.name}</span>
                <span className="usage-value">
                  {cpu === undefined ? '–' : formatValue('millicores', cpu[1])}
                </span>
                <span className="usage-value">
                  {memory === undefined ? '–' : formatBytes(memory[1])}
                </span>
                <span className="usage-age muted">
                  {last === undefined ? '' : formatAge(now - last.at)}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

function listed(cgroups: ReadonlyMap<string, CgroupRow>, chosen: CgroupRow): readonly CgroupRow[] {
  const all = [...cgroups.values()];
  const pods = all.filter(({ kind }) => kind === 'pod').sort(byName);
  const root = cgroups.get('/');
  const list = root === undefined ? [] : [root];
  for (const pod of pods) {
    list.push(pod);
    if (pod.podUid === chosen.podUid) list.push(...membersOf(all, pod));
  }
  return list;
}

function membersOf(all: readonly CgroupRow[], pod: CgroupRow): readonly CgroupRow[] {
  return all
    .filter(({ podUid, kind }) => podUid === pod.podUid && kind !== 'pod')
    .sort((a, b) => Number(a.kind === 'pause') - Number(b.kind === 'pause') || byName(a, b));
}

function UsageCharts(props: {
  readonly machine: MachineRow;
  readonly cgroups: ReadonlyMap<string, CgroupRow>;
  readonly chosen: CgroupRow;
}): ReactElement {
  const t = useText();
  const { machine, cgroups, chosen } = props;
  const { frame, switches } = useChartFrame(KEPT);
  const parts = useMemo(() => partsOf(cgroups, chosen), [cgroups, chosen]);
  const cpu = useMemo(() => wholeAndParts(chosen, parts, cpuPoints), [chosen, parts]);
  const memory = useMemo(
    () =>
      parts.length > 0
        ? wholeAndParts(chosen, parts, memoryPoints)
        : memoryLines(chosen, {
            usage: t('metrics.memory.usage'),
            workingSet: t('metrics.memory.workingSet'),
            rss: t('metrics.memory.rss'),
          }),
    [chosen, parts, t],
  );
  const counted = networkOf(cgroups, chosen);
  const network = useMemo(() => (counted === undefined ? [] : networkLines(counted)), [counted]);
  const { cpuMillis, memoryBytes } = chosen.limits;
  const isMachine = chosen.path === '/';
  const empty = t('metrics.usage.twoSamples');
  return (
    <div className="charts">
      <ChartBar
        detail={
          machine.isSampling
            ? t('metrics.usage.kept', { age: formatAge(Math.max(0, chosen.dueAt - frame.now)) })
            : t('metrics.usage.down')
        }
        switches={switches}
      >
        <h2>{chosen.name}</h2>
      </ChartBar>
      <div className="chart-grid">
        <LineChart
          title={
            isMachine
              ? t('metrics.cpuOf', { count: machine.cpus })
              : cpuMillis === undefined
                ? t('metrics.cpu')
                : t('metrics.cpuLimit', { limit: formatValue('millicores', cpuMillis) })
          }
          unit="millicores"
          lines={cpu}
          frame={frame}
          empty={empty}
          {...limitOf(t('metrics.limit'), cpuMillis)}
        />
        <LineChart
          title={
            isMachine
              ? t('metrics.memoryOf', { size: formatBytes(machine.memoryBytes) })
              : memoryBytes === undefined
                ? t('metrics.memory.title')
                : t('metrics.memoryLimit', { limit: formatBytes(memoryBytes) })
          }
          unit="bytes"
          lines={memory}
          frame={frame}
          empty={empty}
          {...limitOf(t('metrics.limit'), memoryBytes)}
        />
        <LineChart
          title={t('metrics.network')}
          unit="bytesPerSecond"
          lines={network}
          frame={frame}
          empty={counted === undefined ? t('metrics.usage.networkElsewhere') : empty}
        />
      </div>
    </div>
  );
}

function limitOf(
  name: string,
  value: number | undefined,
): { readonly limit?: { readonly name: string; readonly value: number } } {
  return value === undefined ? {} : { limit: { name, value } };
}

/** The pods of a node, the containers of a pod; a container has no parts. */
function partsOf(cgroups: ReadonlyMap<string, CgroupRow>, chosen: CgroupRow): readonly CgroupRow[] {
  const all = [...cgroups.values()];
  if (chosen.path === '/') return all.filter(({ kind }) => kind === 'pod');
  return chosen.kind === 'pod' ? membersOf(all, chosen) : [];
}

/** The network of a pod is counted on its pause container. */
function networkOf(
  cgroups: ReadonlyMap<string, CgroupRow>,
  chosen: CgroupRow,
): CgroupRow | undefined {
  if (chosen.kind !== 'pod') {
    return chosen.samples.some(({ network }) => network !== undefined) ? chosen : undefined;
  }
  for (const row of cgroups.values()) {
    if (row.podUid === chosen.podUid && row.kind === 'pause') return row;
  }
  return undefined;
}
