// What a pass of garbage collection removes (PRESSURE-12).

import { describe, expect, it } from 'vitest';
import { type Duration, type Micros, seconds } from '../../../kernel/time.ts';
import { containersToRemove, logDirectoriesToRemove, sandboxesToRemove } from './evict-units.ts';

const NOW = seconds(1_000) as number as Micros;

function container(
  id: string,
  second: number,
  isRunning = false,
): Parameters<typeof containersToRemove>[0][number] {
  const [uid = '', name = ''] = id.split('/');
  return { id, uid, name, createdAt: seconds(second) as number as Micros, isRunning };
}

const KEPT = { areSourcesReady: true, isGone: (uid: string) => uid === 'gone' };

describe('a pass (PRESSURE-12)', () => {
  const policy = { minAge: 0 as Duration, maxPerPodContainer: 1, maxContainers: -1 };

  it('keeps the newest dead container of each name, and none of a pod that is gone', () => {
    const all = [container('a/x', 1), container('a/x/2', 2), container('a/y', 1, true)];
    const gone = container('gone/x', 3);
    expect(containersToRemove([...all, gone], policy, KEPT, NOW)).toEqual(['gone/x', 'a/x']);
    const blind = { ...KEPT, areSourcesReady: false };
    expect(containersToRemove([gone], policy, blind, NOW)).toEqual([]);
  });

  it('leaves equally many of each name under a total limit, then takes the oldest', () => {
    const all = ['a', 'b', 'c'].flatMap((pod, index) => [
      container(`${pod}/x`, index),
      container(`${pod}/x/2`, 10 + index),
    ]);
    const limits = { ...policy, maxPerPodContainer: -1, maxContainers: 2 };
    const removed = containersToRemove(all, limits, KEPT, NOW);
    expect(removed.toSorted()).toEqual(['a/x', 'a/x/2', 'b/x', 'c/x']);
  });

  it('keeps the newest sandbox of a pod that stays, and whatever is in use', () => {
    const sandbox = (id: string, second: number, isActive: boolean) => ({
      id,
      uid: id.split('/')[0] ?? '',
      createdAt: seconds(second) as number as Micros,
      isActive,
    });
    const all = [
      sandbox('a/1', 1, false),
      sandbox('a/2', 2, false),
      sandbox('gone/1', 1, false),
      sandbox('gone/2', 2, true),
    ];
    expect(sandboxesToRemove(all, KEPT.isGone)).toEqual(['a/1', 'gone/1']);
  });

  it('removes log directories by the uid at their end', () => {
    expect(logDirectoriesToRemove(['default_p_gone', 'default_p_a', 'gone'], KEPT)).toEqual([
      'default_p_gone',
      'gone',
    ]);
  });
});
