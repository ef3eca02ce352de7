// The InfluxDB sink: its client, made by a ping; its database, made by a query; one write after the
// other. What goes wrong loses what was to be written, and the client is made anew with the next
// batch. Models metrics/sinks/influxdb/influxdb.go and common/influxdb/influxdb.go of v1.5.4.

import type { Io } from '../../../kernel/component.ts';
import type { EventId } from '../../../kernel/message.ts';
import { type Duration, elapsed, type Micros, seconds } from '../../../kernel/time.ts';
import { LINUX_PORT } from '../../protocol/linux.ts';
import type { NetAnswer, NetCall, NetPayload } from '../../protocol/linux-network.ts';
import type { WorkloadConfig } from '../../protocol/workload.ts';
import { klog } from '../container-log.ts';
import type { Uri } from './flags.ts';
import { bodiesOf } from './influxdb-points.ts';
import type { DataBatch } from './metric-set.ts';

/** What is asked of InfluxDB at the moment. */
type Step = 'first-ping' | 'ping' | 'create' | 'policy' | 'write' | 'check';

/** An export that is under way. */
interface Work {
  readonly step: Step;
  readonly call: EventId | undefined;
  readonly sentAt: Micros;
  /** What is still to be written; the first is what is being written. */
  readonly left: readonly { readonly body: string; readonly points: number }[];
}

/** A sink. */
export interface InfluxSink {
  readonly uri: Uri;
  readonly hasClient: boolean;
  readonly hasDatabase: boolean;
  readonly work?: Work;
}

/** What became of a batch, or of a part of it. */
export type Outcome =
  | { readonly result: 'pushed'; readonly points: number; readonly took: Duration }
  | { readonly result: 'lost'; readonly points: number; readonly message: string };

/** A sink as it goes on, and what there is to tell. */
export interface Turn {
  readonly sink: InfluxSink;
  readonly outcomes: readonly Outcome[];
}

/** The system gives up a connection that nobody takes after this. */
const CONNECT_LIMIT: Duration = seconds(127);

/** Where InfluxDB is. */
export function hostOf({ host }: Uri): string {
  return host === '' ? 'localhost:8086' : host;
}

function option({ options }: Uri, name: string, usual: string): string {
  return options[name] ?? usual;
}

/** A sink at its beginning: it looks whether InfluxDB is there. */
export function newSink(config: WorkloadConfig, io: Io, uri: Uri): InfluxSink {
  const sink: InfluxSink = { uri, hasClient: false, hasDatabase: false };
  return asked(config, io, sink, 'first-ping', []);
}

/** Whether the sink is at work. */
export function isBusy({ work }: InfluxSink): boolean {
  return work !== undefined;
}

/** Whether the sink waits for that answer. */
export function isAnswerFor({ work }: InfluxSink, inReplyTo: EventId | undefined): boolean {
  return work?.call !== undefined && work.call === inReplyTo;
}

/** Begins to export a batch. */
export function exportBatch(
  config: WorkloadConfig,
  io: Io,
  sink: InfluxSink,
  batch: DataBatch,
): InfluxSink {
  const rules = {
    withFields: option(sink.uri, 'withfields', 'false') === 'true',
    clusterName: option(sink.uri, 'cluster_name', 'default'),
  };
  return proceed(config, io, sink, bodiesOf(batch, io.epochSeconds, rules));
}

/** The next write, or what must be done before it. */
function proceed(config: WorkloadConfig, io: Io, sink: InfluxSink, left: Work['left']): InfluxSink {
  const { work: _done, ...idle } = sink;
  if (left.length === 0) return idle;
  const step = !sink.hasClient ? 'ping' : sink.hasDatabase ? 'write' : 'create';
  return asked(config, io, sink, step, left);
}

interface Ask {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
}

function askOf({ uri }: InfluxSink, step: Step, left: Work['left']): Ask {
  const db = option(uri, 'db', 'k8s');
  const query = (q: string): Ask => ({ method: 'GET', path: `/query?db=&q=${encoded(q)}` });
  switch (step) {
    case 'create':
      return query(`CREATE DATABASE ${db} WITH NAME "default"`);
    case 'policy': {
      const duration = option(uri, 'retention', '0');
      return query(
        `CREATE RETENTION POLICY "default" ON ${db} DURATION ${duration} REPLICATION 1 DEFAULT`,
      );
    }
    case 'write': {
      const path = `/write?consistency=&db=${db}&precision=&rp=default`;
      return { method: 'POST', path, body: left[0]?.body ?? '' };
    }
    default:
      return { method: 'GET', path: '/ping' };
  }
}

function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll('%20', '+');
}

function asked(
  config: WorkloadConfig,
  io: Io,
  sink: InfluxSink,
  step: Step,
  left: Work['left'],
): InfluxSink {
  const { method, path, body } = askOf(sink, step, left);
  const [ip = '', port = '80'] = hostOf(sink.uri).split(':');
  const payload: NetPayload = {
    kind: 'http',
    method,
    path,
    host: hostOf(sink.uri),
    headers: [{ name: 'User-Agent', value: 'heapster/v1.5.4' }],
    ...(body === undefined ? {} : { body }),
  };
  const call: NetCall = {
    type: 'linux.call',
    ip,
    port: Number(port),
    payload,
    fromNetns: config.netns,
    timeout: CONNECT_LIMIT,
  };
  const actor = io.find(config.linux);
  const id = actor === undefined ? undefined : io.send({ actor, port: LINUX_PORT }, call);
  return { ...sink, work: { step, call: id, sentAt: io.now, left } };
}

/** The answer to what was asked. */
export function takeAnswer(
  config: WorkloadConfig,
  io: Io,
  sink: InfluxSink,
  answer: NetAnswer,
): Turn {
  const { work } = sink;
  if (work === undefined) return { sink, outcomes: [] };
  const isFine = answer.kind === 'http' && answer.status >= 200 && answer.status < 300;
  if (isFine) return succeeded(config, io, sink, work);
  return refused(config, io, sink, work, errorText(sink, work, answer));
}

/** The own machine is gone or has dropped the call: as if the peer had hung up. */
export function callLost(config: WorkloadConfig, io: Io, sink: InfluxSink): Turn {
  return takeAnswer(config, io, sink, { kind: 'failed', error: 'reset' });
}

function succeeded(config: WorkloadConfig, io: Io, sink: InfluxSink, work: Work): Turn {
  const { step, left, sentAt } = work;
  const [first, ...rest] = left;
  const turn = (next: InfluxSink, ...outcomes: readonly Outcome[]): Turn => ({
    sink: next,
    outcomes,
  });
  switch (step) {
    case 'first-ping':
    case 'ping':
      return turn(proceed(config, io, { ...sink, hasClient: true }, left));
    case 'create':
    case 'policy': {
      const db = option(sink.uri, 'db', 'k8s');
      const text = `Created database "${db}" on influxDB server at "${hostOf(sink.uri)}"`;
      klog(config, io, 'I', 'influxdb.go:274', text);
      return turn(proceed(config, io, { ...sink, hasDatabase: true }, left));
    }
    case 'check':
      // It answers, so only what was being written is lost.
      return turn(proceed(config, io, sink, rest));
    default: {
      const took = elapsed(sentAt, io.now);
      const pushed: Outcome = { result: 'pushed', points: first?.points ?? 0, took };
      return turn(proceed(config, io, sink, rest), pushed);
    }
  }
}

function refused(
  config: WorkloadConfig,
  io: Io,
  sink: InfluxSink,
  work: Work,
  message: string,
): Turn {
  const [first, ...rest] = work.left;
  const say = (place: string, text: string): void =>
    klog(config, io, 'E', `influxdb.go:${place}`, text);
  const lost: Outcome = { result: 'lost', points: first?.points ?? 0, message };
  switch (work.step) {
    case 'first-ping':
      say(
        '297',
        `issues while creating an InfluxDB sink: ${pingText(sink, message)}, will retry on use`,
      );
      return { sink: proceed(config, io, sink, work.left), outcomes: [] };
    case 'ping':
      say('208', `Failed to create influxdb: ${pingText(sink, message)}`);
      return { sink: proceed(config, io, sink, rest), outcomes: [lost] };
    case 'create':
      return { sink: asked(config, io, sink, 'policy', work.left), outcomes: [] };
    case 'policy':
      say('208', `Failed to create influxdb: Retention Policy creation failed: ${message}`);
      return { sink: proceed(config, io, sink, rest), outcomes: [lost] };
    case 'check':
      say('223', `InfluxDB ping failed: ${message}`);
      return { sink: proceed(config, io, reset(config, io, sink), rest), outcomes: [] };
    default: {
      say('219', `InfluxDB write failed: ${message}`);
      const isGone = message.includes('database not found');
      const next = isGone
        ? proceed(config, io, reset(config, io, sink), rest)
        : asked(config, io, sink, 'check', work.left);
      return { sink: next, outcomes: [lost] };
    }
  }
}

function reset(config: WorkloadConfig, io: Io, sink: InfluxSink): InfluxSink {
  klog(config, io, 'I', 'influxdb.go:60', 'Influxdb connection reset');
  return { ...sink, hasClient: false, hasDatabase: false };
}

function pingText(sink: InfluxSink, message: string): string {
  return `failed to ping InfluxDB server at "${hostOf(sink.uri)}" - ${message}`;
}

const FAILURES: { readonly [error: string]: string } = {
  refused: 'getsockopt: connection refused',
  timeout: 'getsockopt: connection timed out',
  unreachable: 'getsockopt: no route to host',
};

function errorText(sink: InfluxSink, { step, left }: Work, answer: NetAnswer): string {
  if (answer.kind === 'http') {
    return step === 'write'
      ? answer.body.trimEnd()
      : `received status code ${answer.status} from server`;
  }
  const { method, path } = askOf(sink, step, left);
  const verb = method === 'GET' ? 'Get' : 'Post';
  const how = answer.kind === 'failed' ? FAILURES[answer.error] : undefined;
  const why = how === undefined ? 'EOF' : `dial tcp ${hostOf(sink.uri)}: ${how}`;
  return `${verb} http://${hostOf(sink.uri)}${path}: ${why}`;
}
