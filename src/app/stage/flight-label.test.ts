// Tags are short: paths lose group, version and namespace, whatever the group.

import { describe, expect, it } from 'vitest';
import { shortLabel, watchLetter } from './flight-label.ts';

describe('shortLabel', () => {
  it.each([
    ['POST /api/v1/namespaces/default/pods', 'POST pods'],
    ['WATCH /api/v1/nodes', 'WATCH nodes'],
    ['GET /api/v1/namespaces/default', 'GET namespaces/default'],
    ['POST /apis/events.k8s.io/v1/namespaces/default/events', 'POST events'],
    [
      'PUT /apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/node-1',
      'PUT leases/node-1',
    ],
    ['range /registry/minions/node-1', 'range minions/node-1'],
    ['POST /containers/0123456789ab/start', 'POST /containers/0123456789…'],
    ['201', '201'],
  ])('of %s is %s', (whole, short) => {
    expect(shortLabel(whole)).toBe(short);
  });
});

it('names a watch event by its letter', () => {
  expect(['ADDED pods/web', 'BOOKMARK pods', 'nothing new'].map(watchLetter)).toEqual([
    'A',
    'B',
    'W',
  ]);
});
