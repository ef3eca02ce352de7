// The module worker around a session. Between two slices of work it lets messages in, so that a
// seek or a command is seen within some milliseconds. No top-level await: it would lose the first
// message.

import { hostSession } from './host.ts';
import type { FromSession, ToSession } from './protocol.ts';

const scope = self as unknown as DedicatedWorkerGlobalScope;
const host = hostSession(
  (message: FromSession) => scope.postMessage(message),
  async () => (await import('./whole.ts')).fillSession(),
);

scope.onmessage = (event: MessageEvent<ToSession>): void => host.receive(event.data);
