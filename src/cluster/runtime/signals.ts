// Numbers of signals, as engines print them in their events. x86-64 Linux.

const NUMBERS: ReadonlyMap<string, number> = new Map([
  ['SIGHUP', 1],
  ['SIGINT', 2],
  ['SIGQUIT', 3],
  ['SIGABRT', 6],
  ['SIGKILL', 9],
  ['SIGUSR1', 10],
  ['SIGSEGV', 11],
  ['SIGUSR2', 12],
  ['SIGTERM', 15],
  ['SIGCHLD', 17],
  ['SIGCONT', 18],
  ['SIGSTOP', 19],
  ['SIGWINCH', 28],
]);

/** The number of a signal's name; 0 when it has none. */
export function signalNumber(name: string): number {
  return NUMBERS.get(name) ?? 0;
}

/** `9`, `KILL` and `SIGKILL` are the same signal. */
export function signalName(text: string): string {
  const upper = text.toUpperCase();
  for (const [name, number] of NUMBERS) if (String(number) === upper) return name;
  return upper.startsWith('SIG') ? upper : `SIG${upper}`;
}
