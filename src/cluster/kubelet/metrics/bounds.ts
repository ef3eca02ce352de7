// Upper bounds of the histograms that have not the default ones.
// Models pkg/kubelet/metrics/metrics.go and pkg/volume/util/metrics.go.

/** Containers of a pod. */
export const CONTAINER_BOUNDS: readonly number[] = [1, 2, 4, 8, 16];

/** Seconds until a pod runs. */
export const STARTUP_BOUNDS: readonly number[] = [
  0.5, 1, 2, 3, 4, 5, 6, 8, 10, 20, 30, 45, 60, 120, 180, 240, 300, 360, 480, 600, 900, 1_200,
  1_800, 2_700, 3_600,
];

/** Seconds of a pull. */
export const PULL_BOUNDS: readonly number[] = [
  1, 5, 10, 20, 30, 60, 120, 180, 240, 300, 360, 480, 600, 900, 1_200, 1_800, 2_700, 3_600,
];

/** Seconds until a changed status is written. */
export const STATUS_BOUNDS: readonly number[] = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 20, 30, 45, 60];

/** Seconds of a mount. */
export const STORAGE_BOUNDS: readonly number[] = [
  0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 25, 50, 120, 300, 600,
];
