// Words for messages: the protocols' own, short enough for a label.

import { describe, expect, it } from 'vitest';
import type { Message } from '../../kernel/message.ts';
import { testEnvelope } from '../../kernel/test-io.ts';
import { describeEnvelope, describeMessage } from './describe.ts';

const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', uid: 'u-1' },
};
const WEB = { kind: 'pod', name: 'web', namespace: 'default' };
const ID = '0123456789abcdef'.repeat(4);

const CASES: readonly (readonly [string, Record<string, unknown> & Message, object])[] = [
  [
    'a request with what it is about',
    { type: 'api.request', verb: 'PATCH', path: '/api/v1/namespaces/default/pods/web/status' },
    { label: 'PATCH /api/v1/namespaces/default/pods/web/status', about: WEB, channel: 'api' },
  ],
  [
    'a creation, named by its body',
    { type: 'api.request', verb: 'POST', path: '/api/v1/namespaces/default/pods', body: POD },
    { label: 'POST /api/v1/namespaces/default/pods', about: { ...WEB, uid: 'u-1' } },
  ],
  [
    'a watch',
    { type: 'api.request', verb: 'GET', path: '/api/v1/nodes', query: { watch: 'true' } },
    { label: 'WATCH /api/v1/nodes', shape: 'request' },
  ],
  [
    'an answer',
    { type: 'api.response', code: 201, body: POD },
    { label: '201', shape: 'response' },
  ],
  [
    'a refusal',
    {
      type: 'api.response',
      code: 404,
      body: { kind: 'Status', metadata: {}, reason: 'NotFound' },
    },
    { label: '404 NotFound' },
  ],
  [
    'watch events',
    {
      type: 'api.watch',
      events: [
        { type: 'ADDED', object: POD },
        { type: 'ADDED', object: POD },
      ],
    },
    { label: 'ADDED pods/web +1', shape: 'watch', about: { ...WEB, uid: 'u-1' } },
  ],
  [
    'a transaction of etcd',
    {
      type: 'etcd.txn',
      compare: [],
      success: [{ op: 'put', key: '/registry/pods/default/web', value: POD }],
      failure: [],
    },
    { label: 'txn put /registry/pods/default/web', about: WEB, channel: 'etcd' },
  ],
  [
    'a node in etcd',
    { type: 'etcd.range', key: '/registry/minions/node-1' },
    { label: 'range /registry/minions/node-1', about: { kind: 'node', name: 'node-1' } },
  ],
  [
    'a call of the CRI',
    { type: 'cri.request', method: 'StartContainer', params: { containerId: ID } },
    { label: 'StartContainer 0123456789ab', channel: 'cri' },
  ],
  [
    'a call of the Docker Engine',
    { type: 'docker.request', method: 'POST', path: `/containers/${ID}/start`, query: {} },
    { label: 'POST /containers/0123456789ab/start', channel: 'docker' },
  ],
  [
    'a channel of the kubelet',
    { type: 'config.update', op: 'ADD', source: 'api', pods: [POD] },
    { label: 'ADD web', channel: 'source', about: { ...WEB, uid: 'u-1' } },
  ],
  [
    'a look of PLEG',
    { type: 'pleg.event', event: 'ContainerDied', uid: 'u-1', id: ID },
    { label: 'ContainerDied', channel: 'internal' },
  ],
  [
    'a probe',
    {
      type: 'linux.call',
      ip: '10.244.1.2',
      port: 80,
      payload: { kind: 'http', method: 'GET', path: '/healthz' },
    },
    { label: 'GET 10.244.1.2:80/healthz', channel: 'probe' },
  ],
  ['what nobody described', { type: 'other.thing' }, { label: 'other.thing' }],
];

describe('describeMessage', () => {
  it.each(CASES)('names %s', (_name, message, expected) => {
    expect(describeMessage(message)).toMatchObject(expected);
  });
});

describe('describeEnvelope', () => {
  it('calls a tick by its timer', () => {
    const tick = testEnvelope({ type: 'tick' }, { carrier: 'timer', timer: 'probe/u-1/main' });
    expect(describeEnvelope(tick).label).toBe('tick: probe');
    expect(describeEnvelope(testEnvelope({ type: 'etcd.committed' })).label).toBe('on disk');
  });
});
