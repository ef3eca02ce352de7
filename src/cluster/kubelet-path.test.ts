// The kubelet's pod path over a whole cluster.

import { describe, expect, it } from 'vitest';
import { instant, NGINX, testCluster, type } from './test-cluster.ts';
import { newStory } from './test-story.ts';

const EDITIONS = ['document', 'docker', 'containerd'] as const;

describe.each(EDITIONS)('a new pod in edition %s', (edition) => {
  it.each([0, 7])(
    'is synced at once when the clock began %i s ago (KUBELET-7)',
    (settleSeconds) => {
      const timeline = testCluster(edition, { settleSeconds });
      const story = newStory();
      timeline.setSink(story.sink);
      const typedAt = 20 - settleSeconds;
      type(timeline, typedAt, 'kubectl create -f web.yaml', { 'web.yaml': NGINX });
      timeline.advance(instant(typedAt + 2));
      const facts = story.told.flatMap((told) => told.facts);
      const added = facts.find(({ type: kind }) => kind === 'Config');
      const begun = facts.find(({ type: kind }) => kind === 'SyncStep');
      expect(added?.data).toMatchObject({ op: 'ADD' });
      expect((begun?.at ?? 0) - (added?.at ?? 0)).toBeLessThan(50_000);
    },
  );
});
