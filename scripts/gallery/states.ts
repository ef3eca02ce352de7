// The named states of the gallery: what was typed, when to look, and what is opened there.

import { stubborn, wrong } from '../../e2e/manifests.ts';
import type { MetricsTab } from '../../src/app/stores.ts';
import type { Opening, TypedLine } from '../lib/page-address.ts';
import { addon, backend, crash, podsOn, templatesOn, web } from './manifests.ts';

/** One state of the page worth a picture. */
export interface GalleryState {
  readonly name: string;
  readonly edition?: Opening['edition'];
  readonly run?: readonly TypedLine[];
  /** How far the session is told before anybody looks, in seconds. */
  readonly until: number;
  /** Looks at a beat with this topic instead of at the end. */
  readonly look?: Look;
  /** A place of the stage that is pressed, so that its inside is shown. */
  readonly opens?: string;
  /** A tab of the metrics drawer, which then stands in the place of the stage. */
  readonly metrics?: MetricsTab;
  /** What is pressed in there, by its name. */
  readonly chooses?: string;
  /** With the bigger type of a presenter. */
  readonly isPresented?: true;
  /** Text for the editor; its answer is waited for. */
  readonly editor?: string;
}

/** The first or the last beat of a topic, and how many seconds after it. */
export interface Look {
  readonly topic: string;
  readonly which: 'first' | 'last';
  readonly after?: number;
}

function applied(yaml: string): TypedLine {
  return { at: 12, text: 'kubectl apply -f pod.yaml', files: { 'pod.yaml': yaml } };
}

const creating: readonly TypedLine[] = [applied(web)];

const five: readonly TypedLine[] = [
  applied(templatesOn('node-1', ['sidecar', 'probes', 'init', 'crash', 'web'])),
];
const loaded: readonly TypedLine[] = [
  ...five,
  { at: 60, text: 'lab set load web/nginx cpu=400m memory=96Mi' },
];

/** One among them that wants more CPU than it may have, and writes. */
const throttled: readonly TypedLine[] = [
  applied(backend.replace('spec:\n', 'spec:\n  nodeName: node-1\n')),
  { ...applied(templatesOn('node-1', ['sidecar', 'probes', 'init', 'crash', 'web'])), at: 15 },
  { at: 90, text: 'lab set load backend/app cpu=900m memory=96Mi write=300Ki' },
  { at: 150, text: 'lab set load backend/app cpu=300m memory=140Mi write=0' },
];

/** A pod at work, on which somebody keeps an eye. */
function watched(name: string): readonly TypedLine[] {
  const files = { 'backend.yaml': backend };
  return [
    applied(addon(name)),
    { at: 15, text: 'kubectl apply -f backend.yaml', files },
    { at: 60, text: 'lab set load backend/app cpu=400m memory=96Mi' },
  ];
}
/** Heapster and InfluxDB, and a kubelet that is away for two minutes. */
const collected: readonly TypedLine[] = [
  ...watched('cluster-monitoring.document'),
  { at: 260, text: 'lab set load backend/app cpu=150m memory=160Mi' },
  { at: 330, text: 'ssh node-1 systemctl stop kubelet' },
  { at: 450, text: 'ssh node-1 systemctl start kubelet' },
];

/** Every state, in the order of a pod's life. */
export const states: readonly GalleryState[] = [
  { name: 'idle', until: 12 },
  {
    name: 'creating-1-volumes',
    run: creating,
    until: 40,
    look: { topic: 'SyncStep.3', which: 'first' },
  },
  {
    name: 'creating-2-pause',
    run: creating,
    until: 40,
    look: { topic: 'RuntimeEvent.start.POD', which: 'first' },
  },
  {
    name: 'creating-3-pulling',
    run: creating,
    until: 40,
    look: { topic: 'Pull.', which: 'first', after: 4 },
  },
  { name: 'running', run: creating, until: 45 },
  {
    name: 'edited',
    run: [...creating, { at: 45, text: 'kubectl set image pod/web nginx=nginx:1.26' }],
    until: 75,
    look: { topic: 'RuntimeEvent.start.container', which: 'last' },
  },
  {
    name: 'terminating',
    run: [applied(stubborn(10)), { at: 40, text: 'kubectl delete pod stubborn' }],
    until: 43,
  },
  { name: 'crash-loop', run: [applied(crash)], until: 100 },
  {
    name: 'pods-5',
    run: five,
    until: 60,
  },
  { name: 'pods-40', run: [applied(podsOn('node-1', 40))], until: 90 },
  { name: 'pods-110', run: [applied(podsOn('node-1', 110))], until: 180 },
  {
    name: 'disk-pressure',
    run: [applied(podsOn('node-1', 8)), { at: 40, text: 'lab fill disk node-1 93%' }],
    until: 80,
    opens: 'tile.eviction',
  },
  {
    name: 'metrics-usage',
    run: throttled,
    until: 190,
    metrics: 'usage',
    chooses: 'backend',
  },
  {
    name: 'metrics-usage-presented',
    run: throttled,
    until: 190,
    metrics: 'usage',
    chooses: 'backend',
    isPresented: true,
  },
  {
    name: 'metrics-usage-110',
    run: [applied(podsOn('node-1', 110))],
    until: 180,
    metrics: 'usage',
  },
  {
    name: 'metrics-cadvisor',
    run: loaded,
    until: 150,
    metrics: 'cadvisor',
  },
  {
    name: 'metrics-dashboard-cluster',
    run: collected,
    until: 640,
    metrics: 'dashboards',
  },
  {
    name: 'metrics-dashboard-pods',
    run: collected,
    until: 640,
    metrics: 'dashboards',
    chooses: 'Pods',
  },
  { name: 'metrics-dashboard-none', until: 12, metrics: 'dashboards' },
  {
    name: 'metrics-cloud',
    run: watched('cloud-monitoring.document'),
    until: 300,
    metrics: 'cloud',
  },
  {
    name: 'metrics-server',
    edition: 'containerd',
    run: watched('metrics-server.containerd'),
    until: 150,
    metrics: 'pipeline',
    chooses: 'node-1',
  },
  {
    name: 'metrics-health',
    run: [
      ...five,
      { at: 15, text: 'kubectl apply -f backend.yaml', files: { 'backend.yaml': backend } },
    ],
    until: 60,
    metrics: 'health',
  },
  { name: 'bad-manifest', until: 12, editor: wrong },
];
