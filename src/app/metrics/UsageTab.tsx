// What the kubelet knows of usage: the node, its pods and their containers as cAdvisor sampled them
// during the last two minutes.

import { type ReactElement, useMemo, useState } from 'react';
import type { CgroupRow } from '../../projection/metrics/rows.ts';
import { formatValue } from '../charts/chart-model.ts';
import { formatAge, formatBytes } from '../format.ts';
import { useText } from '../i18n.ts';
import { usePlayer, usePlayerLate, useUi } from '../stores.ts';
import { UsageCharts } from './UsageCharts.tsx';
import { newest } from './usage-lines.ts';
import { byName, membersOf, useUsage } from './use-usage.ts';

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
