// Ephemeral containers as kubectl debug makes them, and a container that must not be root.

import { expect, test } from 'vitest';
import { type PersistentMap, values } from '../base/persistent-map.ts';
import { stateOf } from '../kernel/world.ts';
import { newHistory, noteFact, objectsAt } from '../scenario/history.ts';
import type { TranscriptEntry } from './protocol/transcript.ts';
import { instant, NGINX, testCluster, type } from './test-cluster.ts';

function statusAfter(lines: readonly (readonly [number, string])[], at: number): unknown {
  const timeline = testCluster('containerd', { settleSeconds: 0 });
  const history = newHistory();
  timeline.setSink({ fact: (fact) => noteFact(history, fact) });
  const strict = NGINX.replace('ports:', 'securityContext: {runAsNonRoot: true}\n    ports:');
  const files = { 'web.yaml': NGINX, 'strict.yaml': strict };
  for (const [second, line] of lines) type(timeline, second, line, files);
  timeline.advance(instant(at));
  const seen = { ...history, commands: [] };
  return objectsAt(seen, 'pod', instant(at)).find(({ metadata }) => metadata.name === 'web');
}

test('an ephemeral container is started once, beside the others, and not again', () => {
  const lines = [
    [20, 'kubectl create -f web.yaml'],
    [40, 'kubectl debug web --image=busybox:1.28 --target=nginx -c look -- sleep 5'],
  ] as const;
  expect(statusAfter(lines, 80)).toMatchObject({
    spec: {
      ephemeralContainers: [
        {
          name: 'look',
          image: 'busybox:1.28',
          command: ['sleep', '5'],
          targetContainerName: 'nginx',
        },
      ],
    },
    status: {
      phase: 'Running',
      containerStatuses: [{ name: 'nginx', ready: true, restartCount: 0 }],
      ephemeralContainerStatuses: [
        { name: 'look', restartCount: 0, state: { terminated: { exitCode: 0 } } },
      ],
    },
  });
});

test.each(['docker', 'document'] as const)('API-32: %s has no ephemeral containers', (edition) => {
  const timeline = testCluster(edition);
  type(timeline, 1, 'kubectl create -f web.yaml', { 'web.yaml': NGINX });
  type(timeline, 9, 'kubectl debug web --image=busybox:1.36 -c look');
  timeline.advance(instant(12));
  type UserState = { readonly transcript: PersistentMap<TranscriptEntry> };
  const [, answer] = [...values((stateOf(timeline.world, 'user') as UserState).transcript)];
  expect(answer?.exitCode).toBe(1);
  expect(answer?.output).toMatchObject([
    {
      text:
        'error: ephemeral containers are disabled for this cluster ' +
        '(error from server: "the server could not find the requested resource").',
    },
  ]);
});

test('an image that names no user may not run where root is forbidden', () => {
  expect(statusAfter([[20, 'kubectl create -f strict.yaml']], 60)).toMatchObject({
    status: {
      containerStatuses: [
        {
          state: {
            waiting: {
              reason: 'CreateContainerConfigError',
              message: expect.stringMatching(
                /^container has runAsNonRoot and image will run as root \(pod: "web_default/,
              ),
            },
          },
        },
      ],
    },
  });
});
