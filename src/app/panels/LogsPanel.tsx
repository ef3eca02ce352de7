// A container's own output, as `kubectl logs` would print it, or the log of a kubelet.

import { type ReactElement, useEffect, useState } from 'react';
import { usePlayerControl } from '../context.tsx';
import { Segmented } from '../design/controls.tsx';
import { useText } from '../i18n.ts';
import { useTarget } from '../preferences.ts';
import { uiStore, useRow } from '../stores.ts';
import { KubeletLog } from './KubeletLog.tsx';
import { LogLines } from './LogLines.tsx';

const MOST = 400;

/** Whose log is read. */
type Source = 'container' | 'kubelet';

/** The panel: a container's output, or the log of its node's kubelet. */
export function LogsPanel(): ReactElement {
  const t = useText();
  const [source, setSource] = useState<Source>('container');
  const { pod, node, firstNode } = useTarget();
  return (
    <>
      <div className="log-bar">
        <Segmented<Source>
          label={t('logs.source')}
          value={source}
          options={[
            { id: 'container', label: t('logs.container') },
            { id: 'kubelet', label: t('logs.kubelet') },
          ]}
          onChange={setSource}
        />
      </div>
      {source === 'container' ? (
        <ContainerLog />
      ) : (
        <KubeletLog node={pod?.node ?? node ?? firstNode} />
      )}
    </>
  );
}

function ContainerLog(): ReactElement {
  const t = useText();
  const player = usePlayerControl();
  const { pod, container } = useTarget();
  const uid = pod?.uid;
  const name = container?.name ?? pod?.containers.at(-1)?.name;
  const node = pod?.node;
  useEffect(() => {
    if (uid === undefined || name === undefined || node === undefined) return;
    player.watch('logs', { view: 'logs', node, podUid: uid, container: name });
    return () => player.unwatch('logs');
  }, [player, uid, name, node]);
  const row = useRow('logs', 'log', 'log');
  const all = row?.lines ?? [];
  const first = Math.max(0, all.length - MOST);
  const lines = all.slice(first).map(({ text, stream }, i) => ({
    id: first + i,
    text,
    look: stream === 'stderr' ? ('error' as const) : ('plain' as const),
  }));
  if (pod === undefined || name === undefined) return <p className="quiet">{t('logs.choose')}</p>;
  return (
    <>
      {pod.containers.length > 1 && (
        <div className="log-bar">
          <Segmented
            label={t('logs.container')}
            value={name}
            options={pod.containers.map((one) => ({ id: one.name, label: one.name }))}
            onChange={(next) =>
              uiStore.setState({ selection: { kind: 'pod', uid: pod.uid, container: next } })
            }
          />
        </div>
      )}
      {lines.length === 0 && <p className="quiet">{t('logs.empty')}</p>}
      <LogLines lines={lines} />
    </>
  );
}
