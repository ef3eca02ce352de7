// Gives expansion what it reads of a shell, and starts the substitution it asks for.

import { mix32 } from '../../../base/hash.ts';
import type { List } from '../../../formats/shell-tree.ts';
import type { Scope } from './expand.ts';
import { list, stat } from './files.ts';
import { makePipe } from './io.ts';
import type { Run } from './machine.ts';
import type { Frame, Proc } from './model.ts';
import { expandPath } from './pattern.ts';
import { complain, forkShell, leave, patch, shellOf, withFd } from './shell-state.ts';

/** A scope over a shell with the outputs so far. */
export function scopeOf(run: Run, proc: Proc, subs: readonly string[]): Scope {
  const shell = shellOf(proc);
  return {
    vars: shell.vars,
    params: shell.params,
    arg0: shell.arg0,
    status: shell.status,
    pid: shell.mainPid,
    background: shell.lastBackground,
    options: shell.options,
    subs,
    used: 0,
    need: undefined,
    error: undefined,
    random: (mix32(proc.clock ^ proc.hostPid) >>> 17) & 32_767,
    seconds: Math.floor((proc.clock - proc.startedAt) / 1_000_000),
    glob: (pattern) =>
      expandPath(
        pattern,
        proc.cwd,
        (directory) => {
          const names = list(run, proc, directory);
          return typeof names === 'string' ? [] : names.map(([name]) => name);
        },
        (path) => stat(run, proc, path) !== undefined,
      ),
  };
}

/** Whether expansion is complete; else a substitution was started, or an error ended the shell. */
export function isExpanded(run: Run, proc: Proc, scope: Scope, frame: Frame): boolean {
  if (scope.need !== undefined) {
    startCapture(run, proc, scope.need, frame);
    return false;
  }
  if (scope.error === undefined) return true;
  complain(run, proc, scope.error);
  leave(proc, 2);
  return false;
}

function startCapture(run: Run, proc: Proc, body: List, frame: Frame): void {
  const pipe = makePipe(run);
  let slot = 10;
  while (proc.fds[slot] !== undefined) slot++;
  proc.fds = withFd(proc.fds, slot, pipe.read);
  const child = forkShell(run, proc, body, withFd(proc.fds, 1, pipe.write));
  patch(proc, { frames: { t: 'capture', pid: child.pid, desc: pipe.id, next: frame } });
}
