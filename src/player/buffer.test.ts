// Rows as of the playhead, forwards and backwards; keyframes, other futures, beats.

import { describe, expect, it } from 'vitest';
import type { Row } from '../projection/rows.ts';
import type { Beat, Chunk } from '../session/protocol.ts';
import { addChunk, type Buffer, covers, emptyBuffer, moveRows, truncate } from './buffer.ts';

const row = (revision: number): Row => ({ row: 'etcd', revision }) as unknown as Row;

function change(at: number, before: number | undefined, after: number | undefined) {
  return {
    at,
    event: at,
    watch: 'stage',
    changes: [
      {
        key: 'etcd',
        ...(before === undefined ? {} : { before: row(before) }),
        ...(after === undefined ? {} : { after: row(after) }),
      },
    ],
  };
}

function chunk(from: number, to: number, rest: Partial<Record<keyof Chunk, unknown>> = {}): Chunk {
  return { branch: 1, from, to, changes: [], flights: [], beats: [], ...rest } as unknown as Chunk;
}

const beat = (at: number, event = at): Beat => ({ at, event }) as unknown as Beat;

function shown(buffer: Buffer): number | undefined {
  const found = buffer.rows.get('stage')?.get('etcd');
  return found?.row === 'etcd' ? found.revision : undefined;
}

function filled(): Buffer {
  const buffer = emptyBuffer();
  const keyframe = [{ watch: 'stage', rows: [['etcd', row(1)]] }];
  addChunk(buffer, chunk(0, 10, { keyframe, changes: [change(5, 1, 2)], beats: [beat(5)] }));
  addChunk(buffer, chunk(10, 20, { changes: [change(15, 2, 3)], beats: [beat(15)] }));
  return buffer;
}

describe('buffer', () => {
  it('moves rows forwards and back to the same', () => {
    const buffer = filled();
    const seen = [0, 4.9, 5, 14, 15, 20].map((at) => {
      moveRows(buffer, at);
      return shown(buffer);
    });
    expect(seen).toEqual([1, 1, 2, 2, 3, 3]);
    moveRows(buffer, 4);
    expect(shown(buffer)).toBe(1);
  });

  it('takes a keyframe ahead of the playhead without showing it early', () => {
    const buffer = filled();
    moveRows(buffer, 7);
    const keyframe = [{ watch: 'stage', rows: [['etcd', row(3)]] }];
    addChunk(buffer, chunk(20, 30, { keyframe, changes: [change(25, 3, 4)] }));
    moveRows(buffer, 7);
    expect(shown(buffer)).toBe(2);
    moveRows(buffer, 25);
    expect(shown(buffer)).toBe(4);
  });

  it('knows that a watch opened later cannot be shown before', () => {
    const buffer = filled();
    const keyframe = [
      { watch: 'stage', rows: [['etcd', row(2)]] },
      { watch: 'late', rows: [] },
    ];
    addChunk(buffer, chunk(8, 12, { keyframe }));
    expect(covers(buffer, 9)).toBe(true);
    expect(covers(buffer, 7)).toBe(false);
  });

  it('forgets the old future of another branch', () => {
    const buffer = filled();
    moveRows(buffer, 20);
    truncate(buffer, 12);
    expect(shown(buffer)).toBe(2);
    expect(buffer.to).toBe(12);
    expect(buffer.beats.map((one) => one.at)).toEqual([5]);
    addChunk(buffer, chunk(12, 22, { beats: [beat(13, 99)] }));
    expect(buffer.beats.map((one) => one.event)).toEqual([5, 99]);
  });

  it('keeps each beat once when a stretch is told again', () => {
    const buffer = filled();
    addChunk(buffer, chunk(0, 20, { keyframe: [], beats: [beat(5), beat(15), beat(18)] }));
    expect(buffer.beats.map((one) => one.at)).toEqual([5, 15, 18]);
  });
});
