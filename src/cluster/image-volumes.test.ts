// Image volumes and environment files over a whole cluster.

import { expect, test } from 'vitest';
import type { ApiObject } from '../apimachinery/meta.ts';
import { newHistory, noteFact, objectsAt } from '../scenario/history.ts';
import { instant, testCluster, type } from './test-cluster.ts';

const TWO = `apiVersion: v1
kind: Pod
metadata: {name: art}
spec:
  containers:
  - {name: plain, image: "nginx:1.25"}
  - name: with
    image: nginx:1.25
    volumeMounts: [{name: missing, mountPath: /missing}]
  volumes:
  - name: there
    image: {reference: "redis:7"}
  - name: missing
    image: {reference: "registry.example/gone:1"}
`;

interface Seen extends ApiObject {
  readonly involvedObject: { readonly fieldPath?: string };
  readonly reason: string;
  readonly message: string;
}

test('KUBELET-20: only who mounts a missing image waits for it', () => {
  const images = [
    {
      image: 'registry.example/gone:1',
      isPresent: false,
      rule: { image: 'registry.example/gone:1', answer: '404' as const },
    },
  ];
  const timeline = testCluster('containerd', { images, settleSeconds: 0 });
  const history = newHistory();
  timeline.setSink({ fact: (fact) => noteFact(history, fact) });
  type(timeline, 20, 'kubectl create -f art.yaml', { 'art.yaml': TWO });
  timeline.advance(instant(60));
  const seen = { ...history, commands: [] };
  const [pod] = objectsAt(seen, 'pod', instant(60)).filter(
    ({ metadata }) => metadata.name === 'art',
  );
  expect(pod).toMatchObject({
    status: {
      containerStatuses: [
        { name: 'plain', state: { running: {} } },
        { name: 'with', state: { waiting: { reason: expect.stringMatching(/ImagePull/) } } },
      ],
    },
  });
  const aboutPod = (objectsAt(seen, 'event', instant(60)) as readonly Seen[])
    .filter(({ involvedObject }) => involvedObject.fieldPath === undefined)
    .map(({ reason, message }) => `${reason}: ${message}`);
  expect(aboutPod).toContain('Pulling: Pulling image "redis:7"');
  expect(aboutPod).toContain('Pulling: Pulling image "registry.example/gone:1"');
});
