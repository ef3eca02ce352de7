// The same run as in Node, in a worker as the page has one: gives back what was measured.

import type { EditionWord } from '../../src/cluster/protocol/setup.ts';
import { benchBringUp, type Liveness } from '../bring-up.ts';

self.onmessage = ({ data }: MessageEvent<{ edition: EditionWord; liveness: Liveness }>) => {
  self.postMessage(benchBringUp(data.edition, data.liveness));
};
