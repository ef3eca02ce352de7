// Streams of luck by process and name: each gets a number at its first draw, so that the counts of
// all of them are one list, which a checkpoint copies at once. The numbers are no part of the
// state: what a simulation has not drawn from yet counts as zero.

import { type Draw, drawFrom, streamKey } from './random.ts';

/** The draws of a simulation. */
export interface Streams {
  /** The next draw of a stream; counts it. */
  next(actor: number, process: string, stream: string): Draw;
}

interface Stream {
  readonly index: number;
  readonly key: number;
}

/** Draws that are counted in `data`. */
export function makeStreams(data: { readonly draws: number[] }, seed: number): Streams {
  const byActor: Map<string, Stream>[] = [];
  let known = 0;
  return {
    next(actor, process, name) {
      byActor[actor] ??= new Map();
      const streams = byActor[actor];
      let stream = streams.get(name);
      if (stream === undefined) {
        stream = { index: known++, key: streamKey(seed, process, name) };
        streams.set(name, stream);
      }
      const count = data.draws[stream.index] ?? 0;
      while (data.draws.length < stream.index) data.draws.push(0);
      data.draws[stream.index] = count + 1;
      return drawFrom(stream.key, count);
    },
  };
}
