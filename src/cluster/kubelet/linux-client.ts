// How any port of the kubelet calls the operating system of its node. The answer comes back to the
// calling port.

import { present } from '../../base/assert.ts';
import type { Io } from '../../kernel/component.ts';
import type { EventId, Message } from '../../kernel/message.ts';
import type { Duration } from '../../kernel/time.ts';
import { LINUX_PORT } from '../protocol/linux.ts';
import type { KubeletConfig } from './config.ts';

/** Sends it a request, `after` a while; the id is what the answer's `inReplyTo` will be. */
export function callLinux(
  { linux }: Pick<KubeletConfig, 'linux'>,
  io: Io,
  request: Message,
  after?: Duration,
): EventId {
  const actor = present(io.find(linux), `no process ${linux}`);
  return io.send({ actor, port: LINUX_PORT }, request, after);
}
