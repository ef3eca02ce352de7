// For tests: a kubelet's configuration, the requests that a handler made, and answers to them.

import type { Envelope, EventId } from '../../kernel/message.ts';
import { type TestIo, testEnvelope, testIo } from '../../kernel/test-io.ts';
import { type Micros, micros, seconds } from '../../kernel/time.ts';
import type { EditionName } from '../editions/edition.ts';
import type { ApiRequest, ApiResponse } from '../protocol/apiserver.ts';
import type { KubeletConfig } from './config.ts';
import { type KubeletPlace, kubeletConfig } from './defaults.ts';

/** What assembly knows of node `n`. */
export function testPlace(): KubeletPlace {
  const size = { cpu: '2', memory: '4Gi', disk: '100Gi', pods: 110 };
  const node = { name: 'n', ...size, labels: {}, taints: [], isKubeletRunning: true };
  return { nodeIp: '10.0.0.5', podCidr: '10.244.0.0/24', engine: 'engine@n', node };
}

/** The configuration of node `n` in `edition`, with upstream's defaults. */
export function testConfig(edition: EditionName): KubeletConfig {
  return kubeletConfig(edition, testPlace(), {});
}

/** A recording Io at `at` seconds, which finds every process of `config`. */
export function ioAt(at: number, config: KubeletConfig): TestIo {
  const processes = [config.apiserver, config.linux, config.engine, config.cadvisor];
  return testIo({ now: micros(seconds(at)) as Micros, processes });
}

/** The requests to the API server, shortly: `PATCH /path`, with the body where one is. */
export function requestsOf(io: TestIo): readonly (readonly [string, unknown?])[] {
  return io.effects.flatMap((effect) => {
    if (effect.do !== 'send' || effect.message.type !== 'api.request') return [];
    const { verb, path, body } = effect.message as ApiRequest;
    return [
      body === undefined ? ([`${verb} ${path}`] as const) : ([`${verb} ${path}`, body] as const),
    ];
  });
}

/** The API server's answer to a request. */
export function answerTo(request: EventId | undefined, code: number, body: unknown): Envelope {
  const message = { type: 'api.response', code, body } as ApiResponse;
  return testEnvelope(message, request === undefined ? {} : { inReplyTo: request });
}
