// Heapster: reads its flags, watches the API server, asks every kubelet once a minute, and hands on
// what it makes of that. Models metrics/heapster.go of Heapster v1.5.4.

import { emptyMap } from '../../../base/persistent-map.ts';
import type { Io } from '../../../kernel/component.ts';
import type { Envelope, NetClosed } from '../../../kernel/message.ts';
import { seconds } from '../../../kernel/time.ts';
import type { WorkloadAnswer, WorkloadConfig, WorkloadHttp } from '../../protocol/workload.ts';
import { NOTHING_REFLECTED, reflect, startReflecting } from '../../reflect/reflector.ts';
import { exit, klog, writeLines } from '../container-log.ts';
import type { Workload, WorkloadState } from '../workload.ts';
import { type HeapsterFlags, heapsterFlags, type Uri } from './flags.ts';
import { gcmProblem } from './gcm-calls.ts';
import { answerPath } from './http.ts';
import { hostOf, isBusy, newSink } from './influxdb-sink.ts';
import { EMPTY_STORE } from './metric-sink.ts';
import {
  armTick,
  beginRound,
  endRound,
  kubeletGone,
  queryNode,
  receiveScrape,
} from './scraping.ts';
import { pushOver, receiveSink, sinksLost } from './sinks.ts';
import type { Draft, HeapsterLoop, PushOver, QueryNode, RoundOver, Tick } from './state.ts';
import { WATCH } from './watched.ts';

/** The program. */
export const heapster: Workload<HeapsterLoop, null> = {
  init: (config, io) => ({ loop: begin(config, io), http: null }),
  loop(state, envelope, io) {
    const draft: Draft = { ...state.loop, config: state.config };
    receive(draft, envelope, io);
    const { config: _config, ...loop } = draft;
    return loop;
  },
  http(state, envelope, io) {
    answer(state, envelope, io);
    return null;
  },
};

/** What a program ends with that Go's runtime ends, and one that ends by itself. */
const PANIC_CODE = 2;
const FATAL_CODE = 255;

function begin(config: WorkloadConfig, io: Io): HeapsterLoop {
  const flags = heapsterFlags(config.argv);
  const empty: HeapsterLoop = {
    flags: typeof flags === 'string' ? undefined : flags,
    reflected: NOTHING_REFLECTED,
    rounds: emptyMap(),
    scrapes: emptyMap(),
    scrapedAt: emptyMap(),
    store: EMPTY_STORE,
    influxdb: [],
    waiting: emptyMap(),
    gcmCalls: emptyMap(),
    isManaging: false,
  };
  io.after('begin', seconds(0), { type: 'heapster.begin' }, 'loop');
  return empty;
}

function receive(draft: Draft, envelope: Envelope, io: Io): void {
  const { message } = envelope;
  switch (message.type) {
    case 'heapster.begin':
      return start(draft, io);
    case 'heapster.tick':
      return beginRound(draft, message as Tick, io);
    case 'heapster.query':
      return queryNode(draft, message as QueryNode, io);
    case 'heapster.round-over':
      return endRound(draft, message as RoundOver, io);
    case 'heapster.push-over':
      return pushOver(draft, message as PushOver, io);
    case 'net.closed':
      closed(draft, (message as NetClosed).peer, io);
      break;
    default:
  }
  const reflected = reflect(draft.reflected, WATCH, envelope, io);
  if (reflected !== draft.reflected) {
    draft.reflected = reflected;
    return;
  }
  if (receiveScrape(draft, envelope, io)) return;
  if (receiveSink(draft, envelope, io)) manage(draft, io);
}

/** Somebody is gone: whatever was asked there will not be answered. */
function closed(draft: Draft, peer: string, io: Io): void {
  if (peer === draft.config.linux) sinksLost(draft, io);
  else if (peer.startsWith('kubelet@')) kubeletGone(draft, peer.slice('kubelet@'.length), io);
}

function start(draft: Draft, io: Io): void {
  const { config } = draft;
  const { flags } = draft;
  if (flags === undefined) {
    writeLines(config, io, String(heapsterFlags(config.argv)));
    return exit(config, io, PANIC_CODE);
  }
  klog(config, io, 'I', 'heapster.go:78', config.argv.join(' '));
  klog(config, io, 'I', 'heapster.go:79', 'Heapster version v1.5.4');
  const problem = flagProblem(flags);
  if (problem !== undefined) {
    klog(config, io, 'F', ...problem);
    return exit(config, io, FATAL_CODE);
  }
  const [source] = flags.sources as [Uri];
  const master = source.host === '' ? 'https://kubernetes.default' : `https://${source.host}`;
  const client = `Using Kubernetes client with master "${master}" and version v1`;
  klog(config, io, 'I', 'configs.go:61', client);
  const port = source.options.kubeletPort ?? '10255';
  klog(config, io, 'I', 'configs.go:62', `Using kubelet port ${port}`);
  draft.reflected = startReflecting(draft.reflected, WATCH, io);
  makeSinks(draft, flags, io);
}

/** What the program refuses to begin with; the place of the line, and the line. */
function flagProblem({ sources, resolution }: HeapsterFlags): [string, string] | undefined {
  if (resolution < seconds(5)) {
    const nanos = `${resolution}000`;
    return ['heapster.go:81', `metric resolution should not be less than 5 seconds - ${nanos}`];
  }
  const [source] = sources;
  if (source === undefined) {
    return ['heapster.go:86', 'Failed to get kubernetes address: No kubernetes source found.'];
  }
  if (sources.length > 1) return ['heapster.go:178', 'Wrong number of sources specified'];
  if (source.key.split('.')[0] !== 'kubernetes') {
    return ['heapster.go:86', 'Failed to get kubernetes address: No kubernetes source found.'];
  }
  const isKnown = source.key === 'kubernetes' || source.key === 'kubernetes.summary_api';
  const text = `Failed to create source provide: Source not recognized: ${source.key}`;
  return isKnown ? undefined : ['heapster.go:183', text];
}

const SINKS: readonly string[] = ['influxdb', 'log', 'metric', 'gcm'];

function makeSinks(draft: Draft, flags: HeapsterFlags, io: Io): void {
  const { config } = draft;
  for (const uri of flags.sinks) {
    const problem = uri.key === 'gcm' ? gcmProblem(config, uri) : undefined;
    if (problem !== undefined || !SINKS.includes(uri.key)) return panic(draft, io);
    if (uri.key !== 'influxdb') continue;
    const { options } = uri;
    const db = options.db ?? 'k8s';
    const text = `created influxdb sink with options: host:${hostOf(uri)} user:${options.user ?? 'root'} db:${db}`;
    klog(config, io, 'I', 'influxdb.go:312', text);
    draft.influxdb = [...draft.influxdb, newSink(config, io, uri)];
  }
  manage(draft, io);
}

/** A sink that could not be made has no name to complain of it by: v1.5.4 falls over that. */
function panic(draft: Draft, io: Io): void {
  const text = 'panic: runtime error: invalid memory address or nil pointer dereference';
  writeLines(draft.config, io, `${text}\n[signal SIGSEGV: segmentation violation]`);
  exit(draft.config, io, PANIC_CODE);
}

const SINK_NAMES: { readonly [key: string]: string } = {
  influxdb: 'InfluxDB Sink',
  log: 'Log Sink',
  gcm: 'GCM Sink',
};

/** Once every sink has been looked for, the manager begins. */
function manage(draft: Draft, io: Io): void {
  const { config, flags, isManaging, influxdb } = draft;
  if (isManaging || flags === undefined || influxdb.some(isBusy)) return;
  draft.isManaging = true;
  const own = flags.sinks.flatMap(({ key }) => SINK_NAMES[key] ?? []);
  for (const name of [...own, 'Metric Sink']) {
    klog(config, io, 'I', 'heapster.go:202', `Starting with ${name}`);
  }
  klog(config, io, 'I', 'heapster.go:112', `Starting heapster on port ${flags.port}`);
  armTick(draft, io);
}

function answer(
  { loop, config }: WorkloadState<HeapsterLoop, null>,
  envelope: Envelope,
  io: Io,
): void {
  const { message } = envelope;
  if (message.type !== 'workload.http') return;
  const { status, contentType, body, warning } = answerPath(loop, message as WorkloadHttp, io);
  if (warning !== undefined) klog(config, io, 'W', 'heapster.go:301', warning);
  const headers = [{ name: 'Content-Type', value: contentType }];
  const answered: WorkloadAnswer = { type: 'workload.answer', status, headers, body };
  io.reply(envelope, answered);
}
