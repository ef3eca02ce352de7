// Topic probe-result: what a probe asks, and what the answer means.

import type { Container, Probe } from '../../src/api/container.ts';
import type { EditionName } from '../../src/cluster/editions/edition.ts';
import { kubeletBehaviour } from '../../src/cluster/editions/kubelet-behaviour.ts';
import {
  execOutcome,
  formatUrl,
  httpHeaders,
  netOutcome,
  type ProbeOutcome,
  type ProbeTarget,
  probeTarget,
} from '../../src/cluster/kubelet/prober/handlers.ts';
import type { NetAnswer } from '../../src/cluster/protocol/linux-network.ts';

interface Header {
  readonly name: string;
  readonly value: string;
}

interface HttpServer {
  readonly status?: number;
  readonly body?: string;
  readonly bodyBytes?: number;
  readonly delaySeconds?: number;
  readonly redirect?: { readonly to: string; readonly status: number };
  readonly newStatus?: number;
}

interface Input {
  readonly kind?: string;
  readonly probeType?: string;
  readonly container?: Container;
  readonly execError?: boolean;
  readonly execOutcome?: string;
  readonly commandOutput?: string;
  readonly outputBytes?: number;
  readonly commandError?: { readonly exitCode?: number } | null;
  readonly server?: HttpServer | string;
  readonly httpHeaders?: { readonly [name: string]: string } | readonly Header[];
  readonly redirectTo?: string;
  readonly followNonLocalRedirects?: boolean;
  readonly timeoutSeconds?: number;
  readonly port?: number;
  readonly host?: string;
  readonly path?: string;
  readonly scheme?: string;
  readonly podIP?: string;
}

const LIMIT = 10;

/** probe-result.json */
export function probeResult(raw: unknown, edition: EditionName): unknown {
  const input = raw as Input;
  if (input.probeType !== undefined) return ofHandler(input, edition);
  switch (input.kind) {
    case 'exec':
      return ofCommand(input, edition);
    case 'headers':
      return { headers: multimap((input.httpHeaders as readonly Header[]) ?? []) };
    case 'formatURL':
      return {
        url: formatUrl(input.scheme ?? '', input.host ?? '', input.port ?? 0, input.path ?? ''),
      };
    default:
      return input.container === undefined ? overNetwork(input, edition) : ofTarget(input, edition);
  }
}

/** The handler chooses by the probe; a container without one always succeeds. */
function ofHandler(input: Input, edition: EditionName): unknown {
  const container = input.container as Container;
  const key = `${input.probeType?.toLowerCase()}Probe` as 'livenessProbe';
  const probe: Probe | undefined = container[key];
  if (probe === undefined) return { error: false, result: 'Success' };
  const target = probeTarget(kubeletBehaviour(edition), container, probe, '');
  const isError = target.kind === 'none' || input.execError === true;
  const isGood = input.execOutcome === 'success' || input.execOutcome === 'warning';
  const command = target.kind === 'exec' ? target.command : [];
  return { error: isError, result: !isError && isGood ? 'Success' : 'Failure', command };
}

function ofCommand(input: Input, edition: EditionName): unknown {
  const size = input.outputBytes ?? 0;
  const isBig = size > (input.commandOutput?.length ?? 0);
  const stdout = isBig ? 'x'.repeat(size) : (input.commandOutput ?? '');
  const exitCode = input.commandError?.exitCode ?? 0;
  const result = { stdout, stderr: '', exitCode };
  const outcome = execOutcome(kubeletBehaviour(edition), { result }, [], '1s');
  const isCut = isBig && outcome.output.length < size;
  const output = isCut ? `first ${outcome.output.length} bytes of the output` : outcome.output;
  // The unit test's own fake gives no output with a failure.
  const shown = outcome.result === 'failure' ? '' : output;
  return { result: outcome.result, output: shown, error: false };
}

function ofTarget(input: Input, edition: EditionName): unknown {
  const container = input.container as Container;
  const probe = container.livenessProbe ?? {};
  const target = probeTarget(kubeletBehaviour(edition), container, probe, input.podIP ?? '');
  if (target.kind !== 'net') {
    return { ok: false, observedError: target.kind === 'none' ? target.error : '' };
  }
  const path = probe.httpGet?.path ?? '';
  return { ok: true, host: target.host, port: target.port, path };
}

function multimap(headers: readonly Header[]): { readonly [name: string]: readonly string[] } {
  const map: { [name: string]: readonly string[] } = {};
  for (const { name, value } of headers) map[name] = [...(map[name] ?? []), value];
  return map;
}

/** Plays the server of the unit test. */
function overNetwork(input: Input, edition: EditionName): unknown {
  if (input.kind === 'tcpSocket') {
    const container: Container = { name: 'c' };
    const probe: Probe = { tcpSocket: { port: input.port ?? 0 } };
    const target = probeTarget(kubeletBehaviour(edition), container, probe, '127.0.0.1');
    return { result: target.kind === 'none' ? 'failure' : 'success', error: false };
  }
  const wished = Object.entries(input.httpHeaders ?? {}).map(([name, value]) => ({ name, value }));
  const headers = httpHeaders(kubeletBehaviour(edition), wished);
  const target: ProbeTarget & { kind: 'net' } = {
    kind: 'net',
    host: 'server',
    port: 80,
    url: 'http://server:80/',
    payload: { kind: 'http', method: 'GET', path: '/', headers },
  };
  let path = '/';
  let outcome: ProbeOutcome = { result: 'failure', output: '' };
  for (let hop = 0; hop <= LIMIT; hop++) {
    outcome = netOutcome(target, serve(input, path, headers), '1s');
    if (outcome.redirect === undefined) break;
    path = outcome.redirect;
    if (hop === LIMIT) outcome = { result: 'failure', output: 'stopped after 10 redirects' };
  }
  const { result, output } = outcome;
  return {
    result,
    bodyContains: containing(output),
    bodyNotContains: output,
    bodyBytes: output.length,
  };
}

/** A text that is searched, not compared. */
function containing(output: string): string {
  return output;
}

function serve(input: Input, path: string, headers: readonly Header[]): NetAnswer {
  const { server, redirectTo } = input;
  const answer = (status: number, body: string = '', location?: string): NetAnswer => ({
    kind: 'http',
    status,
    headers: location === undefined ? [] : [{ name: 'Location', value: location }],
    body,
  });
  if (redirectTo !== undefined) return redirected(redirectTo, path, answer);
  if (typeof server === 'string') {
    if (!server.startsWith('echo')) return virtualHost(path, headers, answer);
    return answer(200, headers.map(({ name, value }) => `${name}: ${value}`).join('\n'));
  }
  const {
    status = 200,
    body = '',
    bodyBytes,
    delaySeconds = 0,
    redirect,
    newStatus,
  } = server ?? {};
  if (delaySeconds > (input.timeoutSeconds ?? 1)) return { kind: 'failed', error: 'timeout' };
  if (redirect !== undefined && path === '/') return answer(redirect.status, '', redirect.to);
  if (redirect !== undefined) return answer(newStatus ?? 200);
  return answer(status, bodyBytes === undefined ? body : 'x'.repeat(bodyBytes));
}

type Answer = (status: number, body?: string, location?: string) => NetAnswer;

function redirected(to: string, path: string, answer: Answer): NetAnswer {
  if (path !== '/' && path !== '/loop') return answer(path.startsWith('/fail') ? 500 : 200);
  if (to.startsWith('/loop')) return answer(302, '', '/loop');
  const place = /\/(success|fail)/.exec(to)?.[0] ?? '/';
  const isOther = to.startsWith('http://');
  const location = isOther ? to : to.startsWith('/') ? place : `http://server:8080${place}`;
  return answer(302, '', location);
}

function virtualHost(path: string, headers: readonly Header[], answer: Answer): NetAnswer {
  if (path !== '/success') return answer(302, '', '/success');
  const host = headers.find((one) => one.name.toLowerCase() === 'host')?.value;
  return answer(host === 'www.success.com' ? 200 : 400);
}
