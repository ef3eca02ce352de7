// The charts of one cgroup as cAdvisor sampled it: CPU and what its limit holds back, memory, disk,
// network. Each tells on a press what it is, where it is counted and why one looks at it.

import { type ReactElement, useMemo } from 'react';
import type { CgroupRow, MachineRow } from '../../projection/metrics/rows.ts';
import { formatValue } from '../charts/chart-model.ts';
import { type ChartProps, LineChart } from '../charts/LineChart.tsx';
import { formatAge, formatBytes } from '../format.ts';
import { type Text, useText } from '../i18n.ts';
import { ChartBar } from './ChartBar.tsx';
import { useChartFrame } from './chart-frame.ts';
import {
  cpuPoints,
  diskLines,
  memoryLines,
  memoryPoints,
  networkLines,
  throttledLines,
  wholeAndParts,
} from './usage-lines.ts';
import { byName, membersOf } from './use-usage.ts';

/** cAdvisor keeps two minutes. */
const KEPT = 120e6;

interface Measured {
  readonly machine: MachineRow;
  readonly cgroups: ReadonlyMap<string, CgroupRow>;
  readonly chosen: CgroupRow;
}

/** The charts. */
export function UsageCharts(props: Measured): ReactElement {
  const t = useText();
  const { machine, cgroups, chosen } = props;
  const { frame, switches } = useChartFrame(KEPT);
  const charts = useMemo(
    () => chartsOf({ machine, cgroups, chosen }, t),
    [machine, cgroups, chosen, t],
  );
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
        {charts.map(({ what, ...chart }) => (
          <LineChart key={what} about={t(`metrics.about.${what}`)} frame={frame} {...chart} />
        ))}
      </div>
    </div>
  );
}

interface Chart extends Omit<ChartProps, 'frame' | 'about'> {
  readonly what: 'cpu' | 'throttled' | 'memory' | 'disk' | 'network';
}

function chartsOf(measured: Measured, t: Text): readonly Chart[] {
  const { machine, cgroups, chosen } = measured;
  const empty = t('metrics.usage.twoSamples');
  const names = { read: t('metrics.disk.read'), written: t('metrics.disk.written') };
  const counted = networkOf(cgroups, chosen);
  const charts: readonly Chart[] = [
    cpuOf(measured, t),
    memoryOf(measured, t),
    {
      what: 'throttled',
      title: t('metrics.throttled'),
      unit: 'share',
      lines: throttledOf(cgroups, chosen),
      empty: t('metrics.usage.unlimited'),
    },
    {
      what: 'disk',
      title: t('metrics.disk.title'),
      unit: 'bytesPerSecond',
      lines: diskLines(chosen, names),
      empty,
    },
    {
      what: 'network',
      title: t('metrics.network'),
      unit: 'bytesPerSecond',
      lines: counted === undefined ? [] : networkLines(counted),
      empty:
        counted === undefined && machine.isSampling ? t('metrics.usage.networkElsewhere') : empty,
    },
  ];
  // What there is nothing to draw of stands last.
  return charts.toSorted((a, b) => Number(isEmpty(a)) - Number(isEmpty(b)));
}

function isEmpty({ lines }: Chart): boolean {
  return lines.every(({ points }) => points.length === 0);
}

function cpuOf({ machine, cgroups, chosen }: Measured, t: Text): Chart {
  const { cpuMillis } = chosen.limits;
  return {
    what: 'cpu',
    title:
      chosen.path === '/'
        ? t('metrics.cpuOf', { count: machine.cpus })
        : cpuMillis === undefined
          ? t('metrics.cpu')
          : t('metrics.cpuLimit', { limit: formatValue('millicores', cpuMillis) }),
    unit: 'millicores',
    lines: wholeAndParts(chosen, partsOf(cgroups, chosen), cpuPoints),
    empty: t('metrics.usage.twoSamples'),
    ...limitOf(t('metrics.limit'), cpuMillis),
  };
}

function memoryOf({ machine, cgroups, chosen }: Measured, t: Text): Chart {
  const { memoryBytes } = chosen.limits;
  const parts = partsOf(cgroups, chosen);
  const names = {
    usage: t('metrics.memory.usage'),
    workingSet: t('metrics.memory.workingSet'),
    rss: t('metrics.memory.rss'),
  };
  return {
    what: 'memory',
    title:
      chosen.path === '/'
        ? t('metrics.memoryOf', { size: formatBytes(machine.memoryBytes) })
        : memoryBytes === undefined
          ? t('metrics.memory.title')
          : t('metrics.memoryLimit', { limit: formatBytes(memoryBytes) }),
    unit: 'bytes',
    lines:
      parts.length > 0 ? wholeAndParts(chosen, parts, memoryPoints) : memoryLines(chosen, names),
    empty: t('metrics.usage.twoSamples'),
    ...limitOf(t('metrics.limit'), memoryBytes),
  };
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

/** Who has a limit in there: the container itself, those of a pod, or all of a node. */
function throttledOf(
  cgroups: ReadonlyMap<string, CgroupRow>,
  chosen: CgroupRow,
): readonly ReturnType<typeof throttledLines>[number][] {
  const all = [...cgroups.values()];
  if (chosen.kind === 'container') return throttledLines([chosen], ({ name }) => name);
  if (chosen.kind === 'pod') return throttledLines(membersOf(all, chosen), ({ name }) => name);
  const pods = new Map(all.flatMap((one) => (one.kind === 'pod' ? [[one.podUid, one.name]] : [])));
  const containers = all.filter(({ kind }) => kind === 'container').sort(byName);
  return throttledLines(containers, ({ podUid, name }) => `${pods.get(podUid) ?? ''}/${name}`);
}
