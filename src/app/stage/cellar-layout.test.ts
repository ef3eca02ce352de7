// A shared volume reaches under every room that uses it; nothing lies over anything else.

import { describe, expect, it } from 'vitest';
import { cellarOf } from './cellar-layout.ts';

function volume(name: string, ...mountedBy: string[]) {
  return { name, type: 'emptyDir', isMounted: true, mountedBy };
}

describe('cellarOf', () => {
  it('reaches from the first room to the last that uses a volume', () => {
    const { boxes } = cellarOf([volume('shared', 'a', 'c')], ['a', 'b', 'c'], 2);
    expect(boxes).toMatchObject([{ first: 0, last: 2, row: 0 }]);
    expect(boxes[0]?.plugs).toEqual([1 / 6, 5 / 6]);
  });

  it('puts what lies side by side into one row, and says how many found none', () => {
    const volumes = [volume('x', 'a'), volume('y', 'b'), volume('z', 'a', 'b'), volume('w', 'b')];
    const { boxes, hidden } = cellarOf(volumes, ['a', 'b'], 2);
    expect(boxes.map(({ volume, row }) => [volume.name, row])).toEqual([
      ['x', 0],
      ['y', 0],
      ['z', 1],
    ]);
    expect(hidden).toBe(1);
  });

  it('lets a volume that nobody mounts lie under all', () => {
    const { boxes } = cellarOf([volume('spare')], ['a', 'b'], 2);
    expect(boxes).toMatchObject([{ first: 0, last: 1, plugs: [] }]);
  });
});
