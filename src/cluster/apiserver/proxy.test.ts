import { describe, expect, test } from 'vitest';
import { type Component, port } from '../../kernel/component.ts';
import type { Message } from '../../kernel/message.ts';
import type { KubeletRequest } from '../protocol/kubelet-server.ts';
import { fillScheme } from '../scheme/whole.ts';
import { messageOf, type TestCluster, testCluster } from './test-cluster.ts';

fillScheme();

const PODS = '/api/v1/namespaces/default/pods';

/** Answers logs with a text, exec with a stream that ends with exit code 3. */
const fakeKubelet: Component<{ readonly asked: readonly Message[] }, null> = {
  kind: 'kubelet',
  init: () => ({ asked: [] }),
  ports: {
    server: port<{ readonly asked: readonly Message[] }, 'asked'>(
      ['asked'],
      (state, envelope, io) => {
        const request = envelope.message as KubeletRequest;
        if (request.path.startsWith('/containerLogs')) {
          io.reply(envelope, { type: 'kubelet.response', code: 200, body: 'a line\n' } as Message);
        } else {
          io.reply(envelope, { type: 'kubelet.response', code: 200, isStream: true } as Message);
          io.reply(envelope, {
            type: 'kubelet.stream',
            channel: 'stdout',
            data: 'hi\n',
          } as Message);
          io.reply(envelope, { type: 'kubelet.stream.end', exitCode: 3 } as Message);
        }
        return { asked: [...state.asked, request] };
      },
    ),
  },
};

function pod(cluster: TestCluster, name: string, spec: object): void {
  const body = { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec };
  expect(cluster.ask({ verb: 'POST', path: PODS, body }).code).toBe(201);
}

describe('API-40: what lives on the node', () => {
  test('is asked of its kubelet', () => {
    const cluster = testCluster();
    cluster.simulation.add(fakeKubelet, 'kubelet@node-1', null);
    pod(cluster, 'web', { nodeName: 'node-1', containers: [{ name: 'c', image: 'nginx' }] });
    const log = cluster.ask({ verb: 'GET', path: `${PODS}/web/log`, query: { tailLines: '1' } });
    expect([log.code, log.body]).toEqual([200, 'a line\n']);
    const exec = cluster.ask({ verb: 'POST', path: `${PODS}/web/exec`, command: ['sh'] });
    expect([exec.code, exec.isStream]).toEqual([101, true]);
  });

  test('is refused when the pod, its node or its container is not there', () => {
    const cluster = testCluster();
    cluster.simulation.add(fakeKubelet, 'kubelet@node-2', null, null);
    const two = [
      { name: 'a', image: 'nginx' },
      { name: 'b', image: 'nginx' },
    ];
    pod(cluster, 'two', { containers: two });
    pod(cluster, 'lost', { nodeName: 'node-2', containers: [{ name: 'c', image: 'nginx' }] });
    const log = (name: string, query: { readonly [name: string]: string } = {}): string => {
      return messageOf(cluster.ask({ verb: 'GET', path: `${PODS}/${name}/log`, query }));
    };
    expect(log('none')).toBe('pods "none" not found');
    expect(log('two')).toBe('a container name must be specified for pod two, choose one of: [a b]');
    expect(log('two', { container: 'x' })).toBe('container x is not valid for pod two');
    expect(log('two', { container: 'a' })).toBe('pod two does not have a host assigned');
    expect(log('lost')).toMatch(
      /^Get "https:.*dial tcp node-2:10250: connect: connection refused$/,
    );
  });
});

test('API-28: both groups show the same events', () => {
  const cluster = testCluster('docker');
  const path = '/apis/events.k8s.io/v1/namespaces/default/events';
  const body = {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { name: 'web.1' },
    eventTime: '2027-01-15T08:00:00.000000Z',
    reportingController: 'default-scheduler',
    reportingInstance: 'default-scheduler-node-1',
    action: 'Binding',
    reason: 'Scheduled',
    regarding: { kind: 'Pod', namespace: 'default', name: 'web' },
    note: 'Successfully assigned default/web to node-1',
    type: 'Normal',
  };
  const created = cluster.ask({ verb: 'POST', path, body });
  expect([created.code, created.body]).toMatchObject([201, { note: body.note }]);
  const core = cluster.ask({ verb: 'GET', path: '/api/v1/namespaces/default/events/web.1' });
  expect(core.body).toMatchObject({
    involvedObject: { name: 'web' },
    message: body.note,
    firstTimestamp: null,
    reportingComponent: 'default-scheduler',
  });
});
