// How often a container was started before, told by its log files when the runtime has forgotten.
// Models pkg/kubelet/kuberuntime/kuberuntime_container.go, calcRestartCountByLogDir.

/** The largest count that fits Go's int. */
const LARGEST = 9_223_372_036_854_775_807n;

/** The count for the next start: one more than the highest number among `3.log`, `3.log.2026…`. */
export function restartCountOfLogs(names: readonly string[]): number {
  let count = 0;
  for (const name of names) {
    const digits = /^(\d+)\.log(\..*)?/.exec(name)?.[1];
    if (digits === undefined) continue;
    // A number that is none ends the search, as it does upstream.
    if (BigInt(digits) > LARGEST) return count;
    count = Math.max(count, Number(digits) + 1);
  }
  return count;
}
