// Paths, ports and who is let in, without anybody else.

import { describe, expect, it, test } from 'vitest';
import { goFloat } from '../../../base/go-float.ts';
import type { KubeletRequest } from '../../protocol/kubelet-server.ts';
import type { KubeletConfig } from '../config.ts';
import { testConfig } from '../testing.ts';
import { refusal } from './auth.ts';
import { health } from './pages.ts';
import { routeOf } from './routes.ts';

function ask(path: string, more: Partial<KubeletRequest> = {}): KubeletRequest {
  return { type: 'kubelet.request', verb: 'GET', path, ...more };
}

function outcome(config: KubeletConfig, request: KubeletRequest): string {
  const route = routeOf(config, request);
  if (route === undefined) return 'refused';
  if (route.kind === 'page') return `${route.page} ${route.rest.join('/')}`.trim();
  return `${route.answer.code} ${String(route.answer.body).trim()}`;
}

const docker = testConfig('docker');
const containerd = testConfig('containerd');

describe('the ports', () => {
  test.each([
    ['/pods', {}, 'pods'],
    ['/pods', { verb: 'POST' }, '405 405: Method Not Allowed'],
    ['/pods/x', {}, '404 404: Page Not Found'],
    ['/stats/container', {}, '404 404: Page Not Found'],
    ['/nosuch', {}, '404 404 page not found'],
    ['/metrics/', {}, '404 404 page not found'],
    ['/metrics/resource', {}, 'resource'],
    ['/containerLogs/ns/p/c', {}, 'container-logs ns/p/c'],
    ['/run/ns/p/c', {}, '405 405: Method Not Allowed'],
    ['/run/ns/p/uid/c', { verb: 'POST' }, 'run ns/p/uid/c'],
  ] as const)('KSRV-6: %s', (path, more, expected) => {
    expect(outcome(docker, ask(path, more as Partial<KubeletRequest>))).toBe(expected);
  });

  it('KSRV-6: sends to the path that is meant', () => {
    const found = ['/runningpods', '/logs', '//pods'].map((path) => routeOf(docker, ask(path)));
    const places = found.map((route) => (route?.kind === 'fixed' ? route.answer.location : ''));
    expect(places).toEqual(['/runningpods/', '/logs/', '/pods']);
  });

  it('KSRV-2: speaks TLS on 10250 but for the document', () => {
    const plain = ask('/pods', { port: 10_250, isPlain: true });
    expect(outcome(docker, plain)).toBe('400 Client sent an HTTP request to an HTTPS server.');
    expect(outcome(testConfig('document'), plain)).toBe('pods');
  });

  it('KSRV-3: reads only on 10255, where it is open', () => {
    const at = (path: string): KubeletRequest => ask(path, { port: 10_255, isPlain: true });
    expect(outcome(docker, at('/pods'))).toBe('pods');
    expect(outcome(docker, at('/exec/ns/p/c'))).toBe('405 Debug endpoints are disabled.');
    expect(outcome(docker, at('/configz'))).toBe('404 404 page not found');
    expect(outcome(containerd, at('/pods'))).toBe('refused');
    const closed = { ...docker, hasDebuggingHandlers: false };
    expect(outcome(closed, ask('/logs/'))).toBe('405 Debug endpoints are disabled.');
  });

  it('KSRV-4: knows only its health on 10248', () => {
    const at = (path: string): KubeletRequest => ask(path, { port: 10_248, isPlain: true });
    expect(outcome(docker, at('/healthz'))).toBe('healthz');
    expect(outcome(docker, at('/metrics'))).toBe('404 404 page not found');
  });
});

describe('KSRV-7: a request without credentials', () => {
  const webhook = { authorizationMode: 'Webhook' } as const;

  it('is let in by default, and the API server always', () => {
    expect(refusal(docker, ask('/pods'))).toBeUndefined();
    const strict = { ...docker, ...webhook, isAnonymousAllowed: false };
    expect(refusal(strict, ask('/pods', { user: 'kube-apiserver' }))).toBeUndefined();
    expect(refusal(strict, ask('/pods'))).toMatchObject({ code: 401, body: 'Unauthorized' });
  });

  it.each([
    [docker, '/pods', 'subresource=proxy'],
    [docker, '/stats/summary', 'subresource=stats'],
    [containerd, '/pods', 'subresource(s)=[pods proxy]'],
    [containerd, '/runningpods/', 'subresource(s)=[pods proxy]'],
    [containerd, '/logs/', 'subresource(s)=[log]'],
    [containerd, '/exec/ns/p/c', 'subresource(s)=[proxy]'],
  ] as const)('is forbidden by the webhook (%#)', (config, path, what) => {
    const who = 'user=system:anonymous, verb=get, resource=nodes';
    const answer = refusal({ ...config, ...webhook }, ask(path));
    expect(answer).toMatchObject({ code: 403, body: `Forbidden (${who}, ${what})` });
  });
});

it('KSRV-5: tells which check failed', () => {
  const checks = [
    { name: 'ping', isHealthy: true },
    { name: 'syncloop', isHealthy: false },
  ];
  expect(health(checks.slice(0, 1), undefined, false)).toMatchObject({ code: 200, body: 'ok' });
  expect(health(checks, undefined, false)).toMatchObject({
    code: 500,
    body: '[+]ping ok\n[-]syncloop failed: reason withheld\nhealthz check failed\n',
  });
  expect(health(checks, 'ping', false)).toMatchObject({ code: 200, body: 'ok' });
  expect(health(checks, 'syncloop', false)).toMatchObject({ code: 500 });
  expect(health(checks, 'other', false)).toBeUndefined();
});

test.each([
  [0, '0'],
  [331_776, '331776'],
  [1_048_576, '1.048576e+06'],
  [1_795_419_962, '1.795419962e+09'],
  [199.456234328, '199.456234328'],
  [0.0000912, '9.12e-05'],
  [Number.POSITIVE_INFINITY, '+Inf'],
])('KSRV-16: writes %d as Go does', (value, text) => {
  expect(goFloat(value)).toBe(text);
});
