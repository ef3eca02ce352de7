// Secrets and ConfigMaps: each followed by a watch of its own while a pod refers to it.

import { describe, expect, it } from 'vitest';
import type { Pod } from '../../../api/pod.ts';
import { get, keys } from '../../../base/persistent-map.ts';
import type { Envelope, EventId, Message } from '../../../kernel/message.ts';
import { type TestIo, testEnvelope } from '../../../kernel/test-io.ts';
import { seconds } from '../../../kernel/time.ts';
import type { EditionName } from '../../editions/edition.ts';
import { reflectorDelay } from '../../protocol/reflector.ts';
import type { KubeletState } from '../state.ts';
import { answerTo, ioAt, requestsOf, testConfig } from '../testing.ts';
import { objectsPort } from './objects.ts';
import { initialObjectsState, type ObjectsState } from './state.ts';

const PATH = '/api/v1/namespaces/default/secrets';
const KEY = { kind: 'Secret', namespace: 'default', name: 's' } as const;
const SECRET = { kind: 'Secret', metadata: { name: 's', namespace: 'default' }, data: {} };

function pod(name: string): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', uid: `uid-${name}` },
    spec: {
      containers: [{ name: 'c', image: 'busybox' }],
      volumes: [{ name: 'v', secret: { secretName: 's' } }],
    },
  };
}

/** A port that remembers: hand it what arrives. */
function objects(edition: EditionName = 'docker'): {
  take(envelope: Envelope): TestIo;
  state(): ObjectsState;
  /** The newest request under way. */
  asked(): EventId;
} {
  const config = testConfig(edition);
  let state = initialObjectsState();
  return {
    take(envelope) {
      const io = ioAt(5, config);
      const kubelet = { config, objects: state } as KubeletState;
      ({ objects: state } = objectsPort.receive(kubelet, envelope, io) as unknown as KubeletState);
      return io;
    },
    state: () => state,
    asked: () => Number([...keys(state.calls)].at(-1)?.slice(1)) as EventId,
  };
}

function register(name: string): Envelope {
  return testEnvelope({ type: 'objects.register', pod: pod(name) } as Message);
}

function unregister(name: string): Envelope {
  return testEnvelope({ type: 'objects.unregister', pod: pod(name) } as Message);
}

function list(...items: readonly unknown[]): unknown {
  return { items, metadata: { resourceVersion: '12' } };
}

describe('a secret that pods refer to', () => {
  it('is listed once and watched once, however many pods there are', () => {
    const { take, asked, state } = objects();
    expect(requestsOf(take(register('a')))).toEqual([[`GET ${PATH}`]]);
    expect(requestsOf(take(register('b')))).toEqual([]);
    const io = take(answerTo(asked(), 200, list(SECRET)));
    expect(io.effects).toMatchObject([
      { message: { query: { fieldSelector: 'metadata.name=s', watch: 'true' } } },
    ]);
    expect(get(state().cached, 'Secret/default/s')).toMatchObject({
      references: 2,
      isSynced: true,
      object: SECRET,
      resourceVersion: '12',
    });
  });

  it('is forgotten with the last of them, its watch closed', () => {
    const { take, asked, state } = objects();
    take(register('a'));
    take(register('b'));
    take(answerTo(asked(), 200, list(SECRET)));
    expect(take(unregister('a')).effects).toEqual([]);
    expect(take(unregister('b')).effects).toMatchObject([
      { do: 'send', message: { type: 'api.watch.cancel' } },
    ]);
    expect([state().cached.size, state().calls.size]).toEqual([0, 0]);
  });

  it('is listed again 0.8 s later when that failed, doubling to 30 s, times 1 to 2', () => {
    const { take, asked } = objects();
    take(register('a'));
    expect(take(answerTo(asked(), 500, {})).effects).toMatchObject([
      { do: 'after', timer: 'objects.retry/Secret/default/s' },
    ]);
    const io = ioAt(0, testConfig('docker'));
    for (const [failures, least] of [0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30, 30].entries()) {
      const delay = reflectorDelay(io.draw('objects.retry'), failures);
      expect(delay).toBeGreaterThanOrEqual(seconds(least));
      expect(delay).toBeLessThanOrEqual(seconds(least * 2));
    }
  });
});

describe('a reader', () => {
  const read = testEnvelope({ type: 'objects.get', keys: [KEY] } as Message);

  it('waits for the first list, at most a second', () => {
    const { take, asked } = objects();
    const io = take(read);
    expect(requestsOf(io)).toEqual([[`GET ${PATH}`]]);
    expect(io.effects.at(-1)).toEqual({
      do: 'after',
      timer: 'objects.wait/000000000001',
      delay: seconds(1),
      message: { type: 'tick' },
    });
    const answered = take(answerTo(asked(), 200, list(SECRET)));
    expect(answered.effects).toContainEqual(
      expect.objectContaining({
        do: 'reply',
        message: expect.objectContaining({ type: 'objects.result' }),
      }),
    );
  });

  it('is answered at once with what is known', () => {
    const { take, asked } = objects();
    take(register('a'));
    take(answerTo(asked(), 200, list(SECRET)));
    const result = { type: 'objects.result', objects: [{ key: KEY, object: SECRET }] };
    expect(take(read).effects[0]).toMatchObject({ do: 'reply', message: result });
  });

  it('makes the oldest kubelet ask each time: it caches nothing', () => {
    const { take } = objects('document');
    expect(take(register('a')).effects).toEqual([]);
    expect(requestsOf(take(read))).toEqual([[`GET ${PATH}/s`]]);
    expect(requestsOf(take(read))).toEqual([[`GET ${PATH}/s`]]);
  });
});
