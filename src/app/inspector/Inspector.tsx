// What is selected: a pod with its live object (lines that just changed are marked), a container,
// or a component of the machine.

import { type ReactElement, useEffect } from 'react';
import type { ContainerRow, PodRow } from '../../projection/rows.ts';
import { proposals, propose } from '../commands.ts';
import { usePlayerControl } from '../context.tsx';
import { Button } from '../design/controls.tsx';
import { StateGlyph } from '../design/glyphs.tsx';
import { About } from '../explain/About.tsx';
import { formatAge, formatAt, formatClock, formatLength } from '../format.ts';
import { useText } from '../i18n.ts';
import { useTarget } from '../preferences.ts';
import { BackoffRing, Countdown } from '../stage/Dial.tsx';
import { STAGE, uiStore, usePlayer, useRow, useRows, useUi } from '../stores.ts';
import { ComponentDetails } from './ComponentDetails.tsx';
import { Facts } from './Facts.tsx';
import { LiveObject } from './LiveObject.tsx';
import { MachineDiagram } from './MachineDiagram.tsx';
import { Room } from './Room.tsx';

/** The panel. */
export function Inspector(): ReactElement {
  const t = useText();
  const selection = useUi((ui) => ui.selection);
  const follow = usePlayer((view) => view.follow);
  if (selection?.kind === 'component') return <ComponentDetails id={selection.id} />;
  const uid = selection?.kind === 'pod' ? selection.uid : follow;
  if (uid === undefined) {
    return (
      <>
        <p className="quiet">{t('inspect.nothing')}</p>
        <PodList />
      </>
    );
  }
  return (
    <PodDetails uid={uid} container={selection?.kind === 'pod' ? selection.container : undefined} />
  );
}

function PodList(): ReactElement {
  const rows = useRows(STAGE);
  const pods: PodRow[] = [];
  for (const row of rows?.values() ?? []) if (row.row === 'pod') pods.push(row);
  return (
    <div className="actions">
      {pods.slice(0, 40).map((pod) => (
        <Button
          key={pod.uid}
          onPress={() => uiStore.setState({ selection: { kind: 'pod', uid: pod.uid } })}
        >
          <StateGlyph state={pod.display} />
          {pod.name}
        </Button>
      ))}
    </div>
  );
}

function PodDetails(props: {
  readonly uid: string;
  readonly container: string | undefined;
}): ReactElement {
  const t = useText();
  const player = usePlayerControl();
  const pod = useRow(STAGE, `pod/${props.uid}`, 'pod');
  const follow = usePlayer((view) => view.follow);
  const { namespace, name } = pod ?? { namespace: '', name: '' };
  useEffect(() => {
    if (name === '') return;
    player.watch('inspected', { view: 'object', object: { kind: 'Pod', namespace, name } });
    return () => player.unwatch('inspected');
  }, [player, namespace, name]);
  if (pod === undefined) return <p className="quiet">{t('inspect.gone')}</p>;
  const container = pod.containers.find((one) => one.name === props.container);
  return (
    <div>
      <header className="inspect-head" data-state={pod.display}>
        <StateGlyph state={pod.display} size={18} />
        <h2>{container === undefined ? pod.name : `${pod.name} / ${container.name}`}</h2>
        <span className="room-state">{pod.statusText}</span>
      </header>
      <div className="actions">
        <Button look="soft" onPress={() => player.follow(follow === pod.uid ? undefined : pod.uid)}>
          {t(follow === pod.uid ? 'inspect.unfollow' : 'inspect.follow')}
        </Button>
        <Button onPress={() => uiStore.setState({ panel: 'yaml' })}>{t('inspect.edit')}</Button>
        <Actions pod={pod} />
      </div>
      {container === undefined ? <PodFacts pod={pod} /> : <ContainerFacts one={container} />}
      {container === undefined ? (
        <PodMachine uid={pod.uid} />
      ) : (
        <MachineDiagram id="container" state={machineState(container)} />
      )}
      {container === undefined && <Room id={`pod.${pod.uid}`} />}
      {container === undefined && <Conditions pod={pod} />}
      <About topics={container === undefined ? topicsOf(pod) : topicsIn(container)} />
      <h3 className="section-title">{t('inspect.object')}</h3>
      <LiveObject />
    </div>
  );
}

/** What a pod is made of. */
function topicsOf(pod: PodRow): readonly string[] {
  const volumes = pod.volumes.length > 0 ? ['volume'] : [];
  return ['workers', 'pause', ...volumes, ...(pod.isStatic ? ['mirror'] : [])];
}

function topicsIn({ probes }: ContainerRow): readonly string[] {
  return ['container', ...(probes.length > 0 ? ['probe'] : [])];
}

function Actions({ pod }: { readonly pod: PodRow }): ReactElement {
  const t = useText();
  const target = useTarget();
  const wanted = ['deletePod', 'killContainer', 'killPause'];
  const list = proposals({ ...target, pod }).filter((one) => wanted.includes(one.id));
  return (
    <>
      {list.map((one) => (
        <Button key={one.id} onPress={() => propose(one.command)}>
          {t(`action.${one.id as 'deletePod'}`)}
        </Button>
      ))}
    </>
  );
}

function PodFacts({ pod }: { readonly pod: PodRow }): ReactElement {
  const t = useText();
  const age = usePlayer((view) => formatAge(Math.floor((view.at - pod.createdAt) / 1e6) * 1e6));
  const list: readonly (readonly [string, string])[] = [
    [t('fact.namespace'), pod.namespace],
    ['uid', pod.uid],
    [t('fact.node'), pod.node ?? '–'],
    [t('fact.phase'), pod.phase],
    [t('fact.ready'), pod.ready],
    [t('fact.restarts'), String(pod.restarts)],
    [t('fact.ip'), pod.ip ?? '–'],
    [t('fact.qos'), pod.qos],
    [t('fact.age'), age],
    [t('fact.version'), pod.resourceVersion ?? '–'],
  ];
  return <Facts list={list} />;
}

function ContainerFacts({ one }: { readonly one: ContainerRow }): ReactElement {
  const t = useText();
  const epoch = usePlayer((view) => view.epochSeconds);
  const list: (readonly [string, string])[] = [
    [t('fact.image'), one.image],
    [t('fact.state'), `${one.state}${one.reason === '' ? '' : ` · ${one.reason}`}`],
    [t('fact.restarts'), String(one.restarts)],
    [t('fact.hash'), one.hash],
  ];
  if (one.id !== undefined) list.push(['id', one.id.slice(0, 24)]);
  if (one.exitCode !== undefined) list.push([t('fact.exitCode'), String(one.exitCode)]);
  if (one.message !== '') list.push([t('fact.message'), one.message]);
  if (one.apiState !== undefined) list.push([t('fact.apiState'), one.apiState]);
  if (one.startedAt !== undefined) list.push([t('fact.started'), formatAt(one.startedAt)]);
  if (one.backoff !== undefined) {
    list.push([t('stage.nextTry'), formatClock(epoch, one.backoff.until)]);
  }
  for (const probe of one.probes) {
    list.push([probe.probe, `${probe.handler} · ${probe.streak}/${probe.threshold}`]);
  }
  return (
    <>
      <Facts list={list} />
      {one.backoff !== undefined && (
        <p className="inside-line">
          <BackoffRing until={one.backoff.until} delay={one.backoff.delay} size={40} />
          <Countdown until={one.backoff.until} suffix={` / ${formatLength(one.backoff.delay)}`} />
        </p>
      )}
      {one.isGuess && <p className="quiet">{t('inspect.guess')}</p>}
    </>
  );
}

function PodMachine({ uid }: { readonly uid: string }): ReactElement | null {
  const worker = useRow(STAGE, `worker/${uid}`, 'worker');
  if (worker === undefined) return null;
  return <MachineDiagram id="pod-worker" state={worker.state} />;
}

/** The container machine's state for what the row says. */
function machineState(one: ContainerRow): string {
  if (one.state === 'running') return 'Running';
  if (one.state === 'waiting') {
    return one.backoff === undefined ? 'ContainerCreating' : 'CrashLoopBackOff';
  }
  if (one.backoff !== undefined) return 'CrashLoopBackOff';
  return one.display === 'completed' ? 'Completed' : 'Terminated';
}

function Conditions({ pod }: { readonly pod: PodRow }): ReactElement | null {
  const t = useText();
  if (pod.conditions.length === 0) return null;
  return (
    <>
      <h3 className="section-title">{t('inspect.conditions')}</h3>
      <dl className="facts">
        {pod.conditions.map((one) => (
          <div key={one.type} style={{ display: 'contents' }}>
            <dt>{one.type}</dt>
            <dd>
              <code>
                {one.status}
                {one.reason === undefined ? '' : ` · ${one.reason}`}
              </code>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
