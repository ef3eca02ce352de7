// The control plane: the person's terminal, the API server with its requests and open watches,
// etcd's ledger, the scheduler, the controllers, and the image registry outside.

import { type ReactElement, useMemo } from 'react';
import type { ApiServerRow, EtcdRow, UserRow } from '../../projection/rows.ts';
import { type FinishedRequest, requestsBefore, requestsUntil } from '../beats.ts';
import { useText } from '../i18n.ts';
import { STAGE, usePlayer, useRow } from '../stores.ts';
import type { StageLayout } from './layout.ts';
import { Station } from './Station.tsx';

/** Everything outside the node. */
export function ControlPlane(props: { readonly layout: StageLayout }): ReactElement {
  const { layout } = props;
  const t = useText();
  return (
    <section aria-label={t('stage.controlPlane')} className="region">
      <h2
        className={layout.kind === 'tall' ? 'stage-label' : 'sr-only'}
        style={{ left: 20, top: 10 }}
      >
        {t('stage.controlPlane')}
      </h2>
      <User layout={layout} />
      <ApiServer layout={layout} />
      <Etcd layout={layout} />
      <Scheduler layout={layout} />
      <Station
        id="controllers"
        box={layout.controllers}
        label={t('stage.controllersLong')}
        className="pill"
      >
        <span>{t('stage.controllers')}</span>
      </Station>
      <Station id="registry" box={layout.registry} label={t('stage.registry')} className="pill">
        <span>{t('stage.registry')}</span>
      </Station>
    </section>
  );
}

/** No command yet. */
const NOTHING: UserRow['recent'][number] = {
  id: -1,
  text: '',
  isDone: true,
  exitCode: 0,
  lastLine: '',
};

function User({ layout }: { readonly layout: StageLayout }): ReactElement {
  const t = useText();
  const row = useRow(STAGE, 'user', 'user');
  const last = (row?.recent ?? []).reduce((a, b) => (b.id > a.id ? b : a), NOTHING);
  const isIdle = last.id < 0;
  const room = layout.user.h;
  return (
    <Station
      id="user"
      box={layout.user}
      isFirst
      label={
        isIdle
          ? t('stage.userIdle')
          : t('stage.userSays', { command: last.text, answer: last.lastLine })
      }
    >
      <span className="station-head">
        <b>kubectl</b>
        {!isIdle && !last.isDone && <span className="dot-live" />}
      </span>
      {isIdle ? (
        <span className="quiet">{t('stage.userIdleShort')}</span>
      ) : (
        <span className="lines">
          <code className={room > 96 ? 'clamp-2' : 'clip'}>{last.text}</code>
          <code className="clip answer" data-failed={last.exitCode !== 0 || undefined}>
            {last.isDone || last.lastLine !== '' ? last.lastLine : '…'}
          </code>
        </span>
      )}
    </Station>
  );
}

function ApiServer({ layout }: { readonly layout: StageLayout }): ReactElement {
  const t = useText();
  const row = useRow(STAGE, 'apiserver', 'apiserver');
  const end = usePlayer(requestsUntil);
  const beats = usePlayer((view) => view.beats);
  const room = Math.max(1, Math.floor((layout.apiserver.h - 40) / 18) - 1);
  const open = (row?.requests ?? []).filter((one) => one.verb !== 'WATCH').slice(0, room - 1);
  const done = useMemo(() => requestsBefore(beats, end, room), [beats, end, room]);
  return (
    <Station
      id="apiserver"
      box={layout.apiserver}
      isDown={row?.isUp === false}
      label={t('stage.apiserverLabel', {
        version: row?.resourceVersion ?? '',
        watches: row?.watches.length ?? 0,
      })}
    >
      <span className="station-head">
        <b>{t('stage.apiserver')}</b>
        <code>:6443</code>
      </span>
      <span className="ledger">
        {open.map((one) => (
          <Request key={`open ${one.id}`} one={{ ...one, code: 0 }} />
        ))}
        {done.slice(0, room - open.length).map((one) => (
          <Request key={one.id} one={one} />
        ))}
        <span className="ledger-row" data-quiet>
          <code>WATCH</code>
          <code className="clip">{watchText(row)}</code>
          <code className="end">{t('stage.open')}</code>
        </span>
      </span>
    </Station>
  );
}

function Request({ one }: { readonly one: FinishedRequest }): ReactElement {
  const isNew = usePlayer((view) => view.at - one.at < 60_000);
  const path = one.path.replace(/^\/api\/v1\//, '').replace(/^namespaces\/([^/]+)\//, '');
  return (
    <span className="ledger-row" data-new={isNew || undefined}>
      <code className="muted">{one.verb}</code>
      <code className="clip">{path}</code>
      <code className="end" data-failed={one.code >= 400 || undefined}>
        {one.code === 0 ? '…' : one.code}
      </code>
    </span>
  );
}

function watchText(row: ApiServerRow | undefined): string {
  if (row === undefined || row.watches.length === 0) return '–';
  const names = new Map<string, number>();
  for (const watch of row.watches) names.set(watch.path, (names.get(watch.path) ?? 0) + 1);
  const [first] = names.keys();
  const more = row.watches.length - 1;
  return more > 0 ? `${first} +${more}` : `${first}`;
}

function Etcd({ layout }: { readonly layout: StageLayout }): ReactElement {
  const t = useText();
  const row = useRow(STAGE, 'etcd', 'etcd');
  const room = Math.max(1, Math.floor((layout.etcd.h - 36) / 18));
  return (
    <Station
      id="etcd"
      box={layout.etcd}
      isDown={row?.isUp === false}
      label={t('stage.etcdLabel', { revision: row?.revision ?? 0, keys: row?.keys ?? 0 })}
    >
      <span className="station-head">
        <b>etcd</b>
        <code>{t('stage.revision', { revision: row?.revision ?? 0 })}</code>
      </span>
      <span className="ledger etcd-ledger">
        {(row?.recent ?? []).slice(0, room).map((one) => (
          <Key
            key={one.key}
            one={one}
            most={Math.floor((layout.etcd.w * 0.5) / 7.3)}
            isHead={one.modRevision === row?.revision}
          />
        ))}
      </span>
    </Station>
  );
}

function Key(props: {
  readonly one: EtcdRow['recent'][number];
  readonly most: number;
  readonly isHead: boolean;
}): ReactElement {
  const { one, most } = props;
  // The end of a key says whose it is.
  const isLong = one.key.length > most;
  const key = isLong ? `…${one.key.slice(1 - most)}` : one.key;
  return (
    <span className="ledger-row" data-new={props.isHead || undefined} data-gone={one.isDeleted}>
      <code className="clip" title={one.key}>
        {key}
      </code>
      <code className="muted end">{one.modRevision}</code>
      <code className="muted clip">{one.summary}</code>
    </span>
  );
}

function Scheduler({ layout }: { readonly layout: StageLayout }): ReactElement {
  const t = useText();
  const row = useRow(STAGE, 'scheduler', 'scheduler');
  const waiting = (row?.active ?? 0) + (row?.backoff ?? 0) + (row?.unschedulable ?? 0);
  return (
    <Station
      id="scheduler"
      box={layout.scheduler}
      isDown={row?.isUp === false}
      className="pill"
      label={t('stage.schedulerLabel', { count: waiting })}
    >
      <span>{t('stage.scheduler')}</span>
      {waiting > 0 && <span className="badge">{waiting}</span>}
    </Station>
  );
}
