// Redirections: the descriptors a command gets.

import type { Redir } from '../../../formats/shell-tree.ts';
import type { Errno } from './files.ts';
import { makePipe, openFile } from './io.ts';
import type { Run } from './machine.ts';
import type { Fd, Proc } from './model.ts';
import { complain, shellOf, withFd } from './shell-state.ts';

type Fds = readonly (Fd | undefined)[];

/** The descriptors after all redirections, or `failed` when one did (the shell has said why). */
export function redirect(
  run: Run,
  proc: Proc,
  redirs: readonly Redir[],
  targets: readonly string[],
): Fds | 'failed' {
  let fds = proc.fds;
  for (let i = 0; i < redirs.length; i++) {
    const redir = redirs[i];
    if (redir === undefined) continue;
    const next = one(run, { ...proc, fds }, redir, targets[i] ?? '');
    if (typeof next === 'string') {
      complain(run, { ...proc, fds }, next);
      return 'failed';
    }
    fds = next;
  }
  return fds;
}

function one(run: Run, proc: Proc, redir: Redir, target: string): Fds | string {
  switch (redir.op) {
    case 'text':
      return withFd(proc.fds, redir.fd, makePipe(run, target).read);
    case 'dup': {
      if (target === '-') return withFd(proc.fds, redir.fd, undefined);
      if (!/^\d+$/.test(target)) return opened(run, proc, target, 'replace', [1, 2]);
      const source = proc.fds[Number(target)];
      if (source === undefined) return `${target}: Bad file descriptor`;
      return withFd(proc.fds, redir.fd, source);
    }
    case '&>':
      return opened(run, proc, target, 'replace', [1, 2]);
    case '<':
      return opened(run, proc, target, 'read', [redir.fd]);
    case '>':
      return opened(run, proc, target, 'replace', [redir.fd]);
    case '>>':
      return opened(run, proc, target, 'append', [redir.fd]);
    case '<>':
      return opened(run, proc, target, 'both', [redir.fd]);
  }
}

function opened(
  run: Run,
  proc: Proc,
  path: string,
  how: 'read' | 'replace' | 'append' | 'both',
  numbers: readonly number[],
): Fds | string {
  const fd = openFile(run, proc, path, how);
  if (typeof fd === 'string') return refusal(shellOf(proc).flavor, path, how === 'read', fd);
  return numbers.reduce((fds, n) => withFd(fds, n, fd), proc.fds);
}

function refusal(flavor: string, path: string, isRead: boolean, errno: Errno): string {
  const isAsh = flavor === 'ash';
  if (flavor === 'bash') return `${path}: ${REASONS[errno] ?? errno}`;
  const verb = isRead
    ? isAsh
      ? "can't open"
      : 'cannot open'
    : isAsh
      ? "can't create"
      : 'cannot create';
  const missing = isRead
    ? isAsh
      ? 'no such file'
      : 'No such file'
    : isAsh
      ? 'nonexistent directory'
      : 'Directory nonexistent';
  return `${verb} ${path}: ${errno === 'ENOENT' ? missing : (REASONS[errno] ?? errno)}`;
}

const REASONS: { readonly [errno: string]: string } = {
  ENOENT: 'No such file or directory',
  EISDIR: 'Is a directory',
  ENOTDIR: 'Not a directory',
  EROFS: 'Read-only file system',
  EACCES: 'Permission denied',
  ENOSPC: 'No space left on device',
};
