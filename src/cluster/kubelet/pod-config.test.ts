// What a source's list becomes: KUBELET-3, KUBELET-4, KUBELET-5.

import { describe, expect, it } from 'vitest';
import type { Pod } from '../../api/pod.ts';
import { testEnvelope, testIo } from '../../kernel/test-io.ts';
import type { EditionName } from '../editions/edition.ts';
import type { ConfigUpdate, SourceUpdate } from './channels.ts';
import { CONFIG_SEEN, initialPodConfigState, podConfigPort } from './pod-config.ts';
import type { KubeletState } from './state.ts';

function pod(name: string, change: Partial<Pod> = {}): Pod {
  const { metadata, ...rest } = change;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    spec: { containers: [{ name: 'c', image: 'busybox' }] },
    ...rest,
    metadata: { name, namespace: 'default', uid: `uid-${name}`, ...metadata },
  };
}

type Lists = readonly (readonly Pod[])[];

/** What the sync loop hears after each list. */
function heard(...lists: Lists): readonly (readonly ConfigUpdate[])[] {
  return heardIn('docker', lists);
}

function heardIn(edition: EditionName, lists: Lists): readonly (readonly ConfigUpdate[])[] {
  let podConfig = initialPodConfigState();
  return lists.map((pods) => {
    const io = testIo();
    const update: SourceUpdate = { type: 'source.update', source: 'api', pods };
    const state = { podConfig, config: { edition } } as KubeletState;
    ({ podConfig } = podConfigPort.receive(state, testEnvelope(update), io) as never);
    return io.effects.flatMap((effect) =>
      effect.do === 'signal' ? [effect.message as ConfigUpdate] : [],
    );
  });
}

function brief(updates: readonly ConfigUpdate[] | undefined): readonly string[] {
  return (updates ?? []).map(({ op, pods }) =>
    [op, ...pods.map(({ metadata }) => metadata.name)].join(' '),
  );
}

describe('a list of a source (KUBELET-3)', () => {
  it('adds, updates and removes, in the order REMOVE, ADD, UPDATE', () => {
    const changed = pod('b', { spec: { containers: [{ name: 'c', image: 'other' }] } });
    const [first, second] = heard([pod('a'), pod('b'), pod('c')], [changed, pod('c'), pod('d')]);
    expect(brief(first)).toEqual(['ADD a b c']);
    expect(brief(second)).toEqual(['REMOVE a', 'ADD d', 'UPDATE b']);
  });

  it('says nothing of what is as it was', () => {
    expect(brief(heard([pod('a')], [pod('a')])[1])).toEqual([]);
  });

  it('tells a graceful deletion as DELETE', () => {
    const deleted = pod('a', {
      metadata: { deletionTimestamp: '2026-01-01T00:00:30Z', deletionGracePeriodSeconds: 30 },
    });
    expect(brief(heard([pod('a')], [deleted])[1])).toEqual(['DELETE a']);
  });

  it('tells a mere status as RECONCILE, and status with spec as UPDATE', () => {
    const status = { phase: 'Running' };
    const both = pod('a', { status, spec: { containers: [{ name: 'c', image: 'other' }] } });
    expect(brief(heard([pod('a')], [pod('a', { status })])[1])).toEqual(['RECONCILE a']);
    expect(brief(heard([pod('a')], [both])[1])).toEqual(['UPDATE a']);
  });

  it('sees labels and annotations', () => {
    const labelled = pod('a', { metadata: { labels: { tier: 'web' } } });
    const annotated = pod('a', { metadata: { annotations: { 'example.com/note': 'x' } } });
    expect(brief(heard([pod('a')], [labelled])[1])).toEqual(['UPDATE a']);
    expect(brief(heard([pod('a')], [annotated])[1])).toEqual(['UPDATE a']);
  });

  it('takes one of two pods of the same name', () => {
    const twin = { ...pod('a'), metadata: { ...pod('a').metadata, uid: 'another' } };
    expect(brief(heard([pod('a'), twin])[0])).toEqual(['ADD a']);
  });
});

describe('the first word of a source (KUBELET-4)', () => {
  it('is passed on when it is empty, once', () => {
    const [first, second, third] = heard([], [], [pod('a')]);
    expect(brief(first)).toEqual(['ADD']);
    expect(brief(second)).toEqual([]);
    expect(brief(third)).toEqual(['ADD a']);
  });
});

describe('annotations of the kubelet (KUBELET-5)', () => {
  it('are stamped at first sight, kept, and no difference', () => {
    const changed = pod('a', { metadata: { labels: { tier: 'web' } } });
    const [first, second] = heard([pod('a')], [changed]);
    const seen = first?.[0]?.pods[0]?.metadata.annotations;
    expect(seen?.['kubernetes.io/config.source']).toBe('api');
    expect(second?.[0]?.pods[0]?.metadata.annotations?.[CONFIG_SEEN]).toBe(seen?.[CONFIG_SEEN]);
  });
});

it('is told whole in the document whenever a pod comes or goes (SOURCE-10)', () => {
  const changed = pod('a', { spec: { containers: [{ name: 'c', image: 'other' }] } });
  const lists = [[pod('a')], [changed], [changed, pod('b')], [pod('b')]];
  expect(heardIn('document', lists).map(brief)).toEqual([
    ['SET a'],
    ['UPDATE a'],
    ['SET a b'],
    ['SET b'],
  ]);
});
