// What confines a container, looked at before it is created: an AppArmor profile that has to be
// loaded, a seccomp profile that has to lie on the node.
// Models containerd 2.1, internal/cri/sputil/apparmor_linux.go and contrib/seccomp/seccomp.go.

import { get, remove } from '../../base/persistent-map.ts';
import type { Io, ReplyTo } from '../../kernel/component.ts';
import type { Envelope } from '../../kernel/message.ts';
import { type CriRequestOf, criFailure } from '../protocol/cri.ts';
import type { FilesResult } from '../protocol/linux-files.ts';
import { createContainer } from './containers.ts';
import { awaiting, toLinux } from './records.ts';
import type { ContainerdState } from './state.ts';

/** Creates the container, once what is to confine it was found. */
export function createConfined(
  state: ContainerdState,
  params: CriRequestOf<'CreateContainer'>['params'],
  to: ReplyTo,
  io: Io,
): ContainerdState {
  const { appArmor, seccomp } = params.config.linux.securityContext;
  const wanted = appArmor?.type === 'Localhost' ? appArmor.localhostRef : undefined;
  if (wanted !== undefined && !state.config.appArmor.includes(wanted)) {
    const reason =
      'failed to get container spec opts: failed to generate apparmor spec opts: ' +
      `apparmor profile not found ${wanted}`;
    io.reply(to, criFailure('CreateContainer', 'Unknown', reason));
    return state;
  }
  const path = seccomp?.type === 'Localhost' ? seccomp.localhostRef : undefined;
  if (path === undefined) return createContainer(state, params, to, io);
  const asked = toLinux(state, io, { type: 'linux.files', ops: [{ op: 'read', path }] });
  return awaiting(state, asked, { kind: 'seccomp', params, path, to });
}

/** The seccomp profile was read, or is not there. */
export function onProfileRead(
  state: ContainerdState,
  envelope: Envelope<FilesResult>,
  io: Io,
): ContainerdState {
  const key = String(envelope.inReplyTo);
  const pending = get(state.pending, key);
  if (pending?.kind !== 'seccomp') return state;
  const { params, path, to } = pending;
  const next = { ...state, pending: remove(state.pending, key) };
  if (envelope.message.outcomes[0]?.isOk === true) return createContainer(next, params, to, io);
  const missing = `cannot load seccomp profile "${path}": open ${path}: no such file or directory`;
  const reason = `failed to create containerd container: ${missing}`;
  io.reply(to, criFailure('CreateContainer', 'Unknown', reason));
  return next;
}
