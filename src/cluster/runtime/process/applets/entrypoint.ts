// The entrypoint scripts of official images: `docker-entrypoint.sh server args`. They prepare and
// then become the server; arguments that are only options are the server's.

import { writeFd } from '../io.ts';
import { execve, findProgram } from '../load.ts';
import type { Run } from '../machine.ts';
import type { Proc } from '../model.ts';
import { exitProc, spend } from '../processes.ts';

/** Becomes what the script would run in the end. */
export function runEntrypoint(run: Run, proc: Proc, name: string): void {
  const server = name.slice('entrypoint:'.length);
  const given = proc.argv.slice(1);
  const first = given[0];
  const isOption = first === undefined || first.startsWith('-') || first.endsWith('.conf');
  const argv = isOption ? [server, ...given] : given;
  spend(run, proc, 4_000);
  const found = findProgram(run, proc, argv, environmentPath(proc));
  if (found.isFound) return execve(run, proc, argv, proc.env, found);
  writeFd(run, proc, 2, `/docker-entrypoint.sh: exec: line 47: ${argv[0]}: not found\n`);
  exitProc(run, proc, 127);
}

/** The PATH a process was given. */
export function environmentPath(proc: Proc): string {
  return (
    proc.env.find(([name]) => name === 'PATH')?.[1] ??
    '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
  );
}
