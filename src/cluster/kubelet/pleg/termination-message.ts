// What a container left to say when it ended: its message file, or the end of its log.
// Models pkg/kubelet/kuberuntime/kuberuntime_container.go, getTerminationMessage.

import type { CriContainerStatus } from '../../protocol/cri-objects.ts';
import type { LogLine } from '../../protocol/linux-logs.ts';
import type { PodRead } from './state.ts';

/** Most of the log that becomes a message. */
export const MESSAGE_LOG_LINES = 80;
const MESSAGE_LOG_BYTES = 2_048;
const MESSAGE_FILE_BYTES = 4_096;

/** The host's file behind the container's terminationMessagePath; undefined when there is none. */
export function messageFile(status: CriContainerStatus): string | undefined {
  const path = status.annotations['io.kubernetes.container.terminationMessagePath'];
  if (path === undefined || path === '') return undefined;
  return status.mounts.find((mount) => mount.containerPath === path)?.hostPath;
}

/** Whether the log is to speak when the file says nothing. */
export function fallsBackToLogs(status: CriContainerStatus): boolean {
  const policy = status.annotations['io.kubernetes.container.terminationMessagePolicy'];
  return policy === 'FallbackToLogsOnError' && status.exitCode !== 0;
}

/** The message of a file. */
export function fileMessage(content: string): string {
  return content.slice(0, MESSAGE_FILE_BYTES);
}

/** The message of the last lines of a log. */
export function logMessage(lines: readonly LogLine[]): string {
  const text = lines
    .map((line) => (line.isPartial === true ? line.text : `${line.text}\n`))
    .join('');
  return text.slice(-MESSAGE_LOG_BYTES);
}

/** The status with a message, if there is one. */
export function withMessage(status: CriContainerStatus, message: string): CriContainerStatus {
  return message === '' ? status : { ...status, message };
}

/** The read with one container's last words, and one answer less to come. */
export function withLastWords(read: PodRead, id: string, text: string): PodRead {
  const containers = read.containers.map((container) =>
    container.id === id ? withMessage(container, text) : container,
  );
  return { ...read, containers, left: read.left - 1 };
}
