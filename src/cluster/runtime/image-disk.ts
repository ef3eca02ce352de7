// Images take space on the machine's disk: an engine's directory of layers is as big as they are.

import type { Io } from '../../kernel/component.ts';
import type { Envelope } from '../../kernel/message.ts';
import { LINUX_PORT } from '../protocol/linux.ts';
import type { FilesRequest } from '../protocol/linux-files.ts';
import { type ImageStore, usedBytes } from './images.ts';

interface Engine {
  readonly images: ImageStore;
  readonly config: { readonly linux: string; readonly imageDirectory: string };
}

/** A handler that keeps the directory of layers in step with the images. */
export function withImagesOnDisk<State extends Engine>(
  receive: (state: State, envelope: Envelope, io: Io) => State,
): (state: State, envelope: Envelope, io: Io) => State {
  return (state, envelope, io) => {
    const next = receive(state, envelope, io);
    const bytes = next.images === state.images ? undefined : usedBytes(next.images);
    if (bytes !== undefined && bytes !== usedBytes(state.images)) resize(next, bytes, io);
    return next;
  };
}

function resize({ config }: Engine, zeros: number, io: Io): void {
  const actor = io.find(config.linux);
  if (actor === undefined) return;
  const request: FilesRequest = {
    type: 'linux.files',
    ops: [{ op: 'write', path: config.imageDirectory, content: '', zeros }],
  };
  io.send({ actor, port: LINUX_PORT }, request);
}
