// A component of the machine: what it is, and its live numbers.

import type { ReactElement } from 'react';
import type { Row } from '../../projection/rows.ts';
import { About, Described } from '../explain/About.tsx';
import { SourceLine } from '../explain/SourceLine.tsx';
import { Suggestions } from '../explain/Suggestions.tsx';
import { formatAt, formatBytes } from '../format.ts';
import { explanationsIn, type Text, useText } from '../i18n.ts';
import { STAGE, usePlayer, useRow, useRows, useUi } from '../stores.ts';
import { Facts } from './Facts.tsx';
import { MachineDiagram } from './MachineDiagram.tsx';
import { Room } from './Room.tsx';

type List = readonly (readonly [string, string])[];

/** Title, words and numbers of a component. */
export function ComponentDetails({ id }: { readonly id: string }): ReactElement {
  const t = useText();
  const rows = useRows(STAGE);
  const node = useUi((ui) => ui.node);
  const language = useUi((ui) => ui.language);
  const edition = usePlayer((view) => view.edition);
  const explanation = explanationsIn(language)[`Component.${id}`];
  const row = (key: string): Row | undefined => rows?.get(key);
  return (
    <div className="explain">
      <div className="eyebrow">{t('inspect.component')}</div>
      <h2>{explanation?.headline ?? id}</h2>
      {explanation !== undefined && <Described explanation={explanation} />}
      {id === 'node' && <NodeMachine node={node} />}
      <Room id={id} />
      <Facts list={factsOf(t, id, node, row)} />
      <SourceLine source={explanation?.source} />
      <About topics={relatedTo(id, edition)} />
      <Suggestions list={explanation?.whatIf ?? []} />
    </div>
  );
}

/** What belongs to a part and has no place of its own, by its topic. */
const RELATED: { readonly [part: string]: readonly string[] } = {
  kubelet: ['workers', 'tile.housekeeping'],
  loop: ['tile.sync', 'tile.housekeeping', 'workers'],
  'source.file': ['mirror'],
  'source.url': ['mirror'],
  'tile.cadvisor': ['heapster', 'metrics-server'],
  'tile.probes': ['probe'],
  'tile.volumes': ['volume'],
};

/** The same, with the engine that the edition has and the collector of its time. */
function relatedTo(part: string, edition: string): readonly string[] {
  if (part === 'engine') {
    return [edition === 'containerd' ? 'containerd' : 'docker', 'pause', 'container'];
  }
  const gone = edition === 'document' ? 'metrics-server' : 'heapster';
  return (RELATED[part] ?? []).filter((one) => one !== gone);
}

function NodeMachine({ node }: { readonly node: string }): ReactElement | null {
  const row = useRow(STAGE, `node/${node}`, 'node');
  if (row === undefined) return null;
  const states = { True: 'Ready', False: 'NotReady', Unknown: 'Unknown' };
  return <MachineDiagram id="node-ready" state={states[row.ready]} />;
}

function factsOf(t: Text, id: string, node: string, row: (key: string) => Row | undefined): List {
  switch (id) {
    case 'apiserver':
      return apiserverFacts(row('apiserver'));
    case 'etcd':
      return etcdFacts(t, row('etcd'));
    case 'node':
      return nodeFacts(t, row(`node/${node}`));
    default:
      return [];
  }
}

function apiserverFacts(row: Row | undefined): List {
  if (row?.row !== 'apiserver') return [];
  return [
    ['resourceVersion', row.resourceVersion],
    ...row.watches.map((one, i) => [`watch ${i + 1}`, `${one.by} ${one.path}`] as const),
    ...row.requests.map(
      (one) =>
        [formatAt(one.at), `${one.verb} ${one.path} ${one.code ?? '…'} (${one.by})`] as const,
    ),
  ];
}

function etcdFacts(t: Text, row: Row | undefined): List {
  if (row?.row !== 'etcd') return [];
  return [
    [t('fact.revision'), String(row.revision)],
    [t('fact.keys'), String(row.keys)],
    [t('fact.compacted'), String(row.compactRevision)],
    ...row.recent.map((one) => [`rev ${one.modRevision}`, `${one.key} v${one.version}`] as const),
  ];
}

function nodeFacts(t: Text, row: Row | undefined): List {
  if (row?.row !== 'node') return [];
  return [
    [t('fact.address'), row.ip],
    ['Ready', `${row.ready} · ${row.readyReason}`],
    [t('fact.cpu'), `${row.cpuMillis}m`],
    [t('fact.memory'), formatBytes(row.memoryBytes)],
    [t('fact.pods'), `${row.pods} / ${row.podCapacity}`],
    [t('fact.taints'), row.taints.join(' ') || '–'],
    ...(row.leaseRenewedAt === undefined
      ? []
      : [[t('fact.lease'), formatAt(row.leaseRenewedAt)] as const]),
  ];
}
