// Pods sent to the kubelet's own server (SOURCE-9).

import { describe, expect, it } from 'vitest';
import { type TestIo, testEnvelope } from '../../../kernel/test-io.ts';
import type { EditionName } from '../../editions/edition.ts';
import type { KubeletRequest } from '../../protocol/kubelet-server.ts';
import { fillScheme } from '../../scheme/whole.ts';
import { serverPort } from '../server/server.ts';
import { initialServerState } from '../server/state.ts';
import type { KubeletState } from '../state.ts';
import { ioAt, testConfig } from '../testing.ts';

fillScheme();

const CONTAINERS = [{ name: 'c', image: 'busybox' }] as const;

/** The answer to a request, and the names of the pods that the sources hear of. */
function sent(edition: EditionName, path: string, body: unknown): unknown {
  const config = testConfig(edition);
  const io: TestIo = ioAt(0, config);
  const state = { config, server: initialServerState() } as unknown as KubeletState;
  const request: KubeletRequest = { type: 'kubelet.request', verb: 'POST', path, body };
  serverPort.receive(state, testEnvelope(request), io);
  return io.effects.map((effect) => {
    const { message } = effect as unknown as { message: { [field: string]: unknown } };
    if (effect.do === 'reply') return [message['code'], message['body']];
    const pods = message['pods'] as readonly { metadata: { name: string } }[];
    return pods.map(({ metadata }) => metadata.name);
  });
}

describe('pods sent to the kubelet (SOURCE-9)', () => {
  it('are one manifest, or a list that may leave out the names', () => {
    const one = 'version: v1beta1\nid: web\ncontainers: [{name: c, image: busybox}]\n';
    expect(sent('document', '/container', one)).toEqual([['web-n'], [200, '']]);
    const list = [{ containers: CONTAINERS }, { id: 'b', containers: CONTAINERS }];
    expect(sent('document', '/containers', list)).toEqual([
      ['1-n', 'b-n'],
      [200, ''],
    ]);
    const pod = {
      kind: 'Pod',
      apiVersion: 'v1',
      metadata: { name: 'p' },
      spec: { containers: CONTAINERS },
    };
    expect(sent('document', '/containers', { items: [pod] })).toEqual([['p-n'], [200, '']]);
    expect(sent('document', '/containers', [])).toEqual([[], [200, '']]);
  });

  it('are read in the words of their time', () => {
    const source = { hostDir: { path: '/data' } };
    const old = {
      id: 'web',
      restartPolicy: { onFailure: {} },
      volumes: [{ name: 'v', source }],
      containers: CONTAINERS,
    };
    expect(sent('document', '/container', old)).toEqual([['web-n'], [200, '']]);
  });

  it('are refused whole when one is wrong', () => {
    const what = (body: unknown): unknown => sent('document', '/containers', body);
    expect(what('{{')).toEqual([
      [400, "invalid character '{' looking for beginning of object key string\n"],
    ]);
    expect(what('a: 1')).toEqual([[400, 'not a list of container manifests\n']]);
    expect(what([{ containers: CONTAINERS }, 'b'])).toEqual([[400, 'not a container manifest\n']]);
    const nameless = [{ id: 'a', containers: [{ image: 'busybox' }] }];
    expect(what(nameless)).toEqual([
      [400, 'invalid pod: [spec.containers[0].name: Required value]\n'],
    ]);
  });

  it('find nobody in the later editions', () => {
    for (const edition of ['docker', 'containerd'] as const) {
      expect(sent(edition, '/container', {})).toEqual([[404, '404 page not found\n']]);
    }
  });
});
