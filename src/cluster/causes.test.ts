// The creation of a pod as a trace: the seven steps in their order, pause first, and every event
// that concerns the pod leads back to the command that the person typed (KUBELET-1, KUBELET-2).

import { describe, expect, it } from 'vitest';
import type { Fact } from '../kernel/trace.ts';
import { inWords, isDrawn } from '../session/flights.ts';
import type { EditionWord } from './protocol/setup.ts';
import { instant, NGINX, testCluster, type } from './test-cluster.ts';
import { isCommand, newStory, type Story, type Told } from './test-story.ts';

const END = 45;

function creation(edition: EditionWord, name: string, seed: number, isDeleted = false): Story {
  const timeline = testCluster(edition, { seed });
  const story = newStory();
  timeline.setSink(story.sink);
  type(timeline, 12, 'kubectl create -f pod.yaml', { 'pod.yaml': NGINX.replace('web', name) });
  if (isDeleted) type(timeline, 30, `kubectl delete pod ${name} --wait=false`);
  timeline.advance(instant(END));
  return story;
}

function factsOf(story: Story, kind: string): readonly Fact[] {
  return story.told.flatMap(({ facts }) => facts.filter((fact) => fact.type === kind));
}

interface Said {
  readonly step?: number;
  readonly op?: string;
  readonly pod?: string;
  readonly reason?: string;
  readonly object?: { readonly involvedObject?: { readonly name?: string } };
}

function said(fact: Fact): Said {
  return fact.data as Said;
}

/** What the node did for the pod, in order, without names, instants and ids. */
function orderOf(story: Story): readonly string[] {
  return story.told.flatMap(({ facts }) =>
    facts.flatMap((fact) => {
      const { step, op, reason } = said(fact);
      if (fact.type === 'SyncStep') return [`step ${step}`];
      if (fact.type === 'RuntimeEvent') return [`${op} ${fact.about.name}`];
      const isOwn = fact.type === 'EventRecorded' && fact.about.kind === 'pod';
      return isOwn && reason !== 'Scheduled' ? [`event ${reason}`] : [];
    }),
  );
}

/** Facts about the pod and drawn messages about it: what a person sees of it. */
function concerns({ envelope, facts }: Told, name: string): boolean {
  const { about } = inWords(envelope);
  if (isDrawn(envelope) && about?.kind === 'pod' && about.name === name) return true;
  return facts.some((fact) => {
    if (fact.about.kind === 'event') return said(fact).object?.involvedObject?.name === name;
    return said(fact).pod === name || (fact.about.kind === 'pod' && fact.about.name === name);
  });
}

const EDITIONS = ['document', 'docker', 'containerd'] as const;

describe.each(EDITIONS)('a creation in edition %s', (edition) => {
  const story = creation(edition, 'web', 1, true);

  it('goes through the steps 1 to 7 in order (KUBELET-1)', () => {
    const steps = factsOf(story, 'SyncStep').map((fact) => said(fact).step);
    expect(steps.slice(0, 7)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    for (let i = 7; i < steps.length; i++) {
      const isOn = steps[i] === (steps[i - 1] as number) + 1;
      expect(isOn || steps[i] === 1).toBe(true);
    }
  });

  it('starts the pause container before any other exists (KUBELET-2)', () => {
    const events = factsOf(story, 'RuntimeEvent').map((fact) => [said(fact).op, fact.about.name]);
    expect(events.slice(0, 2)).toEqual([
      ['create', 'POD'],
      ['start', 'POD'],
    ]);
    expect(events.slice(2, 4)).toEqual([
      ['create', 'nginx'],
      ['start', 'nginx'],
    ]);
  });

  it('has a cause before every effect, back to the person or to the start of a process', () => {
    const handled = new Set<number>();
    for (const { envelope, because } of story.told) {
      for (const cause of because) expect(handled.has(cause)).toBe(true);
      handled.add(envelope.id);
      expect(envelope.cause).toBeLessThan(envelope.id);
      if (envelope.cause !== 0) continue;
      expect(isCommand(envelope) || envelope.to.port.startsWith('@')).toBe(true);
    }
  });

  it('leads from everything that concerns the pod back to a command (KUBELET-14)', () => {
    const led = story.led();
    const own = story.told.filter((told) => concerns(told, 'web'));
    const lost = own.filter(({ envelope }) => !led.has(envelope.id));
    const words = ({ envelope }: Told): string => `${envelope.id} ${inWords(envelope).label}`;
    expect(lost.map(words)).toEqual([]);
    expect(own.length).toBeGreaterThan(100);
  });

  it('does not lead from what would have happened anyway to a command', () => {
    const led = story.led();
    const leases = story.told.filter(({ facts }) =>
      facts.some((fact) => fact.type === 'ObjectChanged' && fact.about.kind === 'lease'),
    );
    expect(leases.length).toBeGreaterThan(3);
    expect(leases.filter(({ envelope }) => led.has(envelope.id))).toEqual([]);
  });

  it.each([
    ['web', 99],
    ['a-rather-long-name-of-a-pod.with-dots', 1],
    ['x', 4_711],
  ])('takes the same order when the pod is called %s and the seed is %i', (name, seed) => {
    expect(orderOf(creation(edition, name, seed, true))).toEqual(orderOf(story));
  });
});
