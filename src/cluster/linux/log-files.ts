// Log files of containers: their sizes, and what becomes of one that is renamed and opened anew.
// The current one is the container's own buffer; a renamed one is a file of the host.

import { get, set } from '../../base/persistent-map.ts';
import type { Io } from '../../kernel/component.ts';
import type { Envelope } from '../../kernel/message.ts';
import type { LinuxDone } from '../protocol/linux.ts';
import type { LogSizes, ReadLogSizes, RenameLog, ReopenLog } from '../protocol/linux-logs.ts';
import { logFileText, NO_LOGS } from '../runtime/process/logs.ts';
import type { LogBuffer } from '../runtime/process/model.ts';
import { byteLength } from '../runtime/process/paths.ts';
import { fileOps } from './host-files.ts';
import type { Draft } from './state.ts';

/** How big they are. */
export function readLogSizes(draft: Draft, io: Io, envelope: Envelope, ask: ReadLogSizes): void {
  const sizes = ask.containerIds.map((id) => get(draft.containers, id)?.logs.bytes ?? -1);
  const reply: LogSizes = { type: 'linux.logSizesRead', sizes };
  io.reply(envelope, reply);
}

/** Another name; writing goes on. */
export function renameLog(draft: Draft, io: Io, envelope: Envelope, ask: RenameLog): void {
  const { containerId, path } = ask;
  const logs = get(draft.containers, containerId)?.logs;
  if (logs !== undefined) {
    const { renamedTo: _old, ...kept } = logs;
    put(draft, containerId, path === undefined ? kept : { ...kept, renamedTo: path });
  }
  done(io, envelope, logs !== undefined);
}

/** What was written so far lies in the renamed file; the log begins anew. */
export function reopenLog(draft: Draft, io: Io, envelope: Envelope, ask: ReopenLog): void {
  const logs = get(draft.containers, ask.containerId)?.logs;
  if (logs?.renamedTo !== undefined) {
    const content = logFileText(logs, io.epochSeconds);
    // Of a long log only the last lines are kept; the file is as long as it was.
    const zeros = Math.max(0, logs.bytes - byteLength(content));
    fileOps(draft, io, [{ op: 'write', path: logs.renamedTo, content, zeros }]);
    put(draft, ask.containerId, { ...NO_LOGS, partial: logs.partial });
  }
  done(io, envelope, logs !== undefined);
}

function put(draft: Draft, id: string, logs: LogBuffer): void {
  const container = get(draft.containers, id);
  if (container === undefined) return;
  draft.containers = set(draft.containers, id, { ...container, logs });
}

function done(io: Io, envelope: Envelope, isFound: boolean): void {
  const reply: LinuxDone = { type: 'linux.done', isFound };
  io.reply(envelope, reply);
}
