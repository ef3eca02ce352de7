// The probes of one container: handler, period, what the last one said, when the next one is due.

import type { Container, Probe } from '../api/container.ts';
import { get } from '../base/persistent-map.ts';
import type { KubeletState } from '../cluster/kubelet/state.ts';
import type { Envelope } from '../kernel/message.ts';
import type { Duration } from '../kernel/time.ts';
import type { ProbeRow } from './rows.ts';

/** Looks at an armed timer of the kubelet; the row is made anew when that timer changes. */
export type Clock = (timer: string) => Envelope | undefined;

const KINDS = ['startup', 'liveness', 'readiness'] as const;

/** The rows of a container's probes. */
export function probeRows(input: {
  readonly uid: string;
  readonly placed: { readonly container: unknown };
  readonly kubelet: KubeletState | undefined;
  readonly clock: Clock;
}): readonly ProbeRow[] {
  const container = input.placed.container as Container;
  const rows: ProbeRow[] = [];
  for (const kind of KINDS) {
    const probe = container[`${kind}Probe`];
    if (probe !== undefined) rows.push(probeRow(input, container.name, kind, probe));
  }
  return rows;
}

function probeRow(
  { uid, kubelet, clock }: Parameters<typeof probeRows>[0],
  container: string,
  kind: ProbeRow['probe'],
  probe: Probe,
): ProbeRow {
  const key = `${uid}/${container}/${kind}`;
  const worker = kubelet === undefined ? undefined : get(kubelet.prober.workers, key);
  const timer = worker === undefined ? undefined : clock(`probe/${key}`);
  const isGood = worker?.last === 'success';
  const threshold = isGood ? (probe.successThreshold ?? 1) : (probe.failureThreshold ?? 3);
  return {
    probe: kind,
    handler: handlerText(probe),
    period: ((probe.periodSeconds ?? 10) * 1_000_000) as Duration,
    ...(timer === undefined ? {} : { nextAt: timer.deliverAt, lastAt: timer.sentAt }),
    ...(worker?.last === undefined ? {} : { lastResult: worker.last }),
    streak: worker?.run ?? 0,
    threshold,
  };
}

function handlerText(probe: Probe): string {
  if (probe.exec !== undefined) return `exec ${(probe.exec.command ?? []).join(' ')}`;
  if (probe.httpGet !== undefined) {
    const { scheme = 'HTTP', host = '', port, path = '/' } = probe.httpGet;
    return `http-get ${scheme.toLowerCase()}://${host}:${port}${path}`;
  }
  if (probe.tcpSocket !== undefined) return `tcp-socket :${probe.tcpSocket.port}`;
  return probe.grpc === undefined ? '' : `grpc :${probe.grpc.port}`;
}
