// The manager's rounds: every resolution, five seconds after the end of a window, all nodes that
// are ready are asked, each after a moment of its own. A round takes 20 s at most; who is late is
// missing. Models metrics/manager/manager.go and metrics/sources/manager.go of Heapster v1.5.4.

import { rfc3339Nano } from '../../../base/calendar.ts';
import { emptyMap, entries, get, remove, set, values } from '../../../base/persistent-map.ts';
import type { Io } from '../../../kernel/component.ts';
import type { Envelope } from '../../../kernel/message.ts';
import {
  type Duration,
  elapsed,
  later,
  type Micros,
  milliseconds,
  seconds,
} from '../../../kernel/time.ts';
import {
  KUBELET_SERVER,
  type KubeletRequest,
  type KubeletResponse,
} from '../../protocol/kubelet-server.ts';
import { klog } from '../container-log.ts';
import { type CadvisorContainer, type Sets, setsOfContainers } from './cadvisor-source.ts';
import type { HeapsterFlags } from './flags.ts';
import type { DataBatch } from './metric-set.ts';
import { type NodeInfo, nodeInfoOf } from './node-info.ts';
import { processed } from './processors.ts';
import { podOf, push } from './sinks.ts';
import type { Draft, QueryNode, Round, RoundOver, Scrape, Tick } from './state.ts';
import { type Summary, setsOfSummary } from './summary-source.ts';
import { knownOf } from './watched.ts';

const OFFSET: Duration = seconds(5);
const LIMIT: Duration = seconds(20);
const MOST_ROUNDS = 3;
const DELAY_PER_NODE_MILLIS = 8;
const MOST_DELAY_MILLIS = 4_000;

/** Arms the next tick. Windows end at whole multiples of the resolution, counted from 1970. */
export function armTick({ flags }: Draft, io: Io): void {
  const resolution = flags?.resolution ?? seconds(60);
  const unix = io.epochSeconds * 1_000_000 + io.now;
  const start = (io.now - (unix % resolution)) as Micros;
  const end = later(start, resolution);
  const delay = (end + OFFSET - io.now) as Duration;
  io.after('tick', delay, { type: 'heapster.tick', start, end } as Tick);
}

/** Begins a round. */
export function beginRound(draft: Draft, { start, end }: Tick, io: Io): void {
  armTick(draft, io);
  if (draft.rounds.size >= MOST_ROUNDS) {
    const text = 'Spent too long waiting for housekeeping to start';
    return klog(draft.config, io, 'W', 'manager.go:121', text);
  }
  const nodes = nodesToAsk(draft, io);
  const round = String(end);
  const begun: Round = {
    start,
    end,
    beganAt: io.now,
    asked: nodes.length,
    answered: 0,
    sets: emptyMap(),
    causes: [],
  };
  draft.rounds = set(draft.rounds, round, begun);
  const most = Math.min(nodes.length * DELAY_PER_NODE_MILLIS, MOST_DELAY_MILLIS);
  for (const node of nodes) {
    const delay = milliseconds(io.draw(`delay/${node.name}`).below(most));
    io.signal('loop', { type: 'heapster.query', round, node } as QueryNode, delay);
  }
  if (nodes.length === 0) return finish(draft, round, io);
  io.after(`round/${round}`, LIMIT, { type: 'heapster.round-over', round } as RoundOver);
}

function nodesToAsk(draft: Draft, io: Io): readonly NodeInfo[] {
  const isSummary = isSummarySource(draft);
  const { nodes } = knownOf(draft.reflected);
  if (nodes.size === 0 && !isSummary) {
    klog(draft.config, io, 'E', 'kubelet.go:281', 'No nodes received from APIserver.');
  }
  return [...values(nodes)].flatMap((node) => {
    const info = nodeInfoOf(node);
    if (typeof info !== 'string') return [info];
    klog(draft.config, io, 'E', isSummary ? 'summary.go:405' : 'kubelet.go:288', info);
    return [];
  });
}

function isSummarySource({ flags }: Pick<Draft, 'flags'>): boolean {
  return flags?.sources[0]?.key === 'kubernetes.summary_api';
}

/** Where kubelets are asked. */
function kubeletPort(flags: HeapsterFlags | undefined): number {
  return Number(flags?.sources[0]?.options.kubeletPort ?? 10_255);
}

function isHttps(flags: HeapsterFlags | undefined): boolean {
  return flags?.sources[0]?.options.kubeletHttps === 'true';
}

/** Asks a node. */
export function queryNode(draft: Draft, { round, node }: QueryNode, io: Io): void {
  const actor = io.find(`kubelet@${node.name}`);
  const found = get(draft.rounds, round);
  if (actor === undefined || found === undefined) return;
  const { flags } = draft;
  const request: KubeletRequest = {
    type: 'kubelet.request',
    port: kubeletPort(flags),
    ...(isHttps(flags)
      ? { user: 'system:serviceaccount:kube-system:heapster' }
      : { isPlain: true }),
    ...(isSummarySource(draft)
      ? { verb: 'GET', path: '/stats/summary/' }
      : { verb: 'POST', path: '/stats/container/', body: statsRequest(found, io) }),
  };
  const id = io.send({ actor, port: KUBELET_SERVER }, request);
  draft.scrapes = set(draft.scrapes, String(id), { round, node, sentAt: io.now });
}

function statsRequest({ start, end }: Round, { epochSeconds }: Io): object {
  return {
    containerName: '/',
    num_stats: 1,
    start: rfc3339Nano(epochSeconds, start),
    end: rfc3339Nano(epochSeconds, end),
    subcontainers: true,
  };
}

/** Takes the answer of a node; false when it is none. */
export function receiveScrape(draft: Draft, envelope: Envelope, io: Io): boolean {
  const key = String(envelope.inReplyTo ?? '');
  const scrape = get(draft.scrapes, key);
  if (scrape === undefined) return false;
  ended(draft, key, scrape, io);
  const { message } = envelope;
  const sets =
    message.type === 'kubelet.response'
      ? readSets(draft, scrape, message as KubeletResponse, io)
      : unreachableText(scrape, io);
  if (typeof sets === 'string') {
    failed(draft, scrape, sets, io);
    return true;
  }
  arrived(draft, scrape, sets, envelope, io);
  return true;
}

/** The connection to a kubelet broke: whoever was asked there will not answer. */
export function kubeletGone(draft: Draft, node: string, io: Io): void {
  for (const [key, scrape] of [...entries(draft.scrapes)]) {
    if (scrape.node.name !== node) continue;
    ended(draft, key, scrape, io);
    failed(draft, scrape, 'EOF', io);
  }
}

function ended(draft: Draft, key: string, { node }: Scrape, io: Io): void {
  draft.scrapes = remove(draft.scrapes, key);
  draft.scrapedAt = set(draft.scrapedAt, sourceOf(draft, node), io.now);
}

function readSets(
  draft: Draft,
  { node }: Scrape,
  { code, body }: KubeletResponse,
  io: Io,
): Sets | string {
  if (code === 404) return `"${urlOf(draft, node)}" not found`;
  if (code !== 200) return `request failed - "${code}", response: ${JSON.stringify(String(body))}`;
  const read: unknown = typeof body === 'string' ? parsed(body) : body;
  if (read === undefined) return `failed to parse output. Response: ${JSON.stringify(body)}`;
  const { epochSeconds, now } = io;
  return isSummarySource(draft)
    ? setsOfSummary(read as Summary, { node, epochSeconds, now })
    : setsOfContainers(
        read as { readonly [name: string]: CadvisorContainer },
        node,
        epochSeconds,
        now,
      );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A machine that is cut off is silent; one whose kubelet is down refuses at once. */
const SILENT: Duration = seconds(25);

function unreachableText({ node, sentAt }: Scrape, io: Io): string {
  const isSilent = elapsed(sentAt, io.now) > SILENT;
  const how = isSilent ? 'i/o timeout' : 'getsockopt: connection refused';
  return `dial tcp ${node.ip}: ${how}`;
}

function hostOf({ flags }: Draft, { ip }: NodeInfo): string {
  return `${ip}:${kubeletPort(flags)}`;
}

/** What the source of a node is called. */
function sourceOf(draft: Draft, node: NodeInfo): string {
  return `${isSummarySource(draft) ? 'kubelet_summary' : 'kubelet'}:${hostOf(draft, node)}`;
}

function urlOf(draft: Draft, node: NodeInfo): string {
  const scheme = isHttps(draft.flags) ? 'https' : 'http';
  const path = isSummarySource(draft) ? '/stats/summary/' : '/stats/container/';
  return `${scheme}://${hostOf(draft, node)}${path}`;
}

/** The node is missing from this round. */
function failed(draft: Draft, { node }: Scrape, why: string, io: Io): void {
  const url = urlOf(draft, node);
  const isCall = why.startsWith('dial') || why === 'EOF';
  const place = why.replace(`dial tcp ${node.ip}:`, `dial tcp ${hostOf(draft, node)}:`);
  const verb = isSummarySource(draft) ? 'Get' : 'Post';
  const inner = isCall ? `${verb} ${url}: ${place}` : why;
  const whole = isSummarySource(draft)
    ? inner
    : `failed to get all container stats from Kubelet URL "${url}": ${inner}`;
  const text = `Error in scraping containers from ${sourceOf(draft, node)}: ${whole}`;
  klog(draft.config, io, 'E', 'manager.go:101', text);
  io.fact('Metrics', { kind: 'node', name: node.name }, { step: 'scrape-failed', message: inner });
}

function arrived(
  draft: Draft,
  { round: key, node }: Scrape,
  sets: Sets,
  envelope: Envelope,
  io: Io,
): void {
  const round = get(draft.rounds, key);
  if (round === undefined) {
    const text = `Failed to get ${sourceOf(draft, node)} response in time`;
    return klog(draft.config, io, 'W', 'manager.go:107', text);
  }
  let all = round.sets;
  for (const [name, one] of sets) all = set(all, name, one);
  const answered = round.answered + 1;
  const causes = [...round.causes, envelope.id];
  draft.rounds = set(draft.rounds, key, { ...round, sets: all, answered, causes });
  const about = { kind: 'node', name: node.name };
  io.fact('Metrics', about, { step: 'scraped', sets: sets.length });
  if (answered === round.asked) finish(draft, key, io);
}

/** A round whose time is over: the batch goes on without those who are late. */
export function endRound(draft: Draft, { round: key }: RoundOver, io: Io): void {
  const round = get(draft.rounds, key);
  if (round === undefined) return;
  const { answered, asked } = round;
  const text = `Failed to get all responses in time (got ${answered}/${asked})`;
  klog(draft.config, io, 'W', 'manager.go:152', text);
  finish(draft, key, io);
}

/** The batch of a round goes through the processors to the sinks. */
function finish(draft: Draft, key: string, io: Io): void {
  const round = get(draft.rounds, key);
  if (round === undefined) return;
  draft.rounds = remove(draft.rounds, key);
  io.cancel(`round/${key}`);
  const scraped: DataBatch = { at: round.end, sets: round.sets };
  const { flags, previous } = draft;
  const rules = flags?.labels ?? { separator: ',', ignored: [], stored: [] };
  const batch = processed(scraped, previous, knownOf(draft.reflected), rules);
  if (previous === undefined || batch.at > previous.at) draft.previous = batch;
  for (const cause of round.causes) if (cause !== io.event) io.because(cause);
  io.fact('Metrics', podOf(draft.config), {
    step: round.answered < round.asked ? 'batch-incomplete' : 'batch',
    sets: batch.sets.size,
    nodes: round.answered,
    missing: round.asked - round.answered,
  });
  push(draft, batch, io);
}
