// POST /containers/create: a record with a name nobody else has, from an image that is there.
// Models daemon/create.go of Docker 20.10.

import { get, has, set } from '../../base/persistent-map.ts';
import type { Io, ReplyTo } from '../../kernel/component.ts';
import {
  type DockerCreateBody,
  type DockerCreated,
  dockerFailure,
  dockerResponse,
} from '../protocol/docker.ts';
import { newId } from '../runtime/digest.ts';
import { findImage, type StoredImage } from '../runtime/images.ts';
import { putRecord, rowOf, tell } from './records.ts';
import type { ContainerRecord, DockerdState } from './state.ts';

/** Creates a container, or says why not. */
export function createContainer(
  state: DockerdState,
  name: string,
  body: DockerCreateBody,
  to: ReplyTo,
  io: Io,
): DockerdState {
  const image = findImage(state.images, body.Image);
  if (image === undefined) {
    io.reply(to, dockerFailure(404, `No such image: ${withLatest(body.Image)}`));
    return state;
  }
  const id = newId(io);
  const chosen = name === '' ? `container_${id.slice(0, 12)}` : name;
  if (has(state.names, chosen)) {
    io.reply(to, dockerFailure(409, conflict(chosen, get(state.names, chosen) ?? '')));
    return state;
  }
  const argv = argvOf(body, image);
  if (argv.length === 0) {
    io.reply(to, dockerFailure(400, 'No command specified'));
    return state;
  }
  const record = newRecord(id, chosen, body, image, argv, state, io);
  const named = { ...state, names: set(state.names, chosen, id), nextOrder: state.nextOrder + 1 };
  tell(io, record, 'create');
  const created: DockerCreated = { Id: id, Warnings: [] };
  io.reply(to, dockerResponse(201, created));
  return putRecord(named, record);
}

/** Docker's rule: an own entrypoint discards the image's command too. */
export function argvOf(body: DockerCreateBody, image: StoredImage): readonly string[] {
  const entrypoint = body.Entrypoint ?? image.config.Entrypoint;
  const command = body.Cmd ?? (body.Entrypoint === null ? image.config.Cmd : []);
  return [...entrypoint, ...command];
}

function newRecord(
  id: string,
  name: string,
  body: DockerCreateBody,
  image: StoredImage,
  argv: readonly string[],
  state: DockerdState,
  io: Io,
): ContainerRecord {
  const record: Omit<ContainerRecord, 'row'> = {
    id,
    name,
    imageId: image.id,
    publishedAs: image.publishedAs,
    createdAt: io.now,
    order: state.nextOrder,
    body,
    argv,
    state: {
      Status: 'created',
      Running: false,
      OOMKilled: false,
      Pid: 0,
      ExitCode: 0,
      Error: '',
    },
    ip: '',
    waiters: [],
  };
  return { ...record, row: rowOf(record) };
}

function conflict(name: string, id: string): string {
  return (
    `Conflict. The container name "/${name}" is already in use by container "${id}". ` +
    'You have to remove (or rename) that container to be able to reuse that name.'
  );
}

function withLatest(image: string): string {
  const last = image.slice(image.lastIndexOf('/') + 1);
  return last.includes(':') || last.includes('@') ? image : `${image}:latest`;
}
