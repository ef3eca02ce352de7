// A session in process: what is posted is answered, in turns of the event loop.

import { expect, it } from 'vitest';
import type { Micros } from '../kernel/time.ts';
import { inEdition } from './client.ts';
import { connectInProcess } from './in-process.ts';
import type { FromSession } from './protocol.ts';
import { emptyFile } from './testing.ts';

it('says the same commands in another edition', () => {
  const entry = { at: 5 as Micros, text: 'docker kill k8s_main_web' };
  const file = { ...emptyFile('docker'), log: [entry] };
  expect(inEdition(file, 'containerd')).toEqual({
    ...file,
    edition: 'containerd',
    log: [{ ...entry, text: 'ctr -n k8s.io tasks kill -s SIGKILL web/main#0' }],
  });
});

it('opens, tells and answers', async () => {
  const connection = connectInProcess();
  const heard: FromSession[] = [];
  const isTold = new Promise<void>((resolve) => {
    connection.listen((message) => {
      heard.push(message);
      if (message.type === 'chunk' && message.chunk.to === 2_000_000) resolve();
    });
  });
  connection.post({ type: 'open', file: emptyFile('docker') });
  connection.post({ type: 'watch', watch: 'stage', view: { view: 'stage', node: 'node-1' } });
  connection.post({ type: 'demand', branch: 1, from: 0 as Micros, until: 2_000_000 as Micros });
  connection.post({ type: 'save', ticket: 7, at: 0 as Micros });
  await isTold;
  connection.close();
  expect(heard[0]?.type).toBe('opened');
  expect(heard.find((message) => message.type === 'answer')).toMatchObject({ ticket: 7 });
  const chunks = heard.flatMap((message) => (message.type === 'chunk' ? [message.chunk] : []));
  expect(chunks[0]?.keyframe?.[0]?.watch).toBe('stage');
  expect(chunks.every((chunk, i) => i === 0 || chunk.from === chunks[i - 1]?.to)).toBe(true);
});
