// What is said when removing images did not free enough of the disk.
// Models pkg/kubelet/images/image_gc_manager.go, GarbageCollect and formatSize.

import type { KubeletBehaviour } from '../../editions/kubelet-behaviour.ts';

const UNITS: readonly string[] = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** The text of FreeDiskSpaceFailed, and of ImageGCFailed after it. */
export function notEnoughFreed(
  { isDiskFailureExplained }: KubeletBehaviour,
  usedPercent: number,
  capacityBytes: number,
  wantedBytes: number,
  freedBytes: number,
): string {
  if (!isDiskFailureExplained) {
    return (
      'failed to garbage collect required amount of images. ' +
      `Wanted to free ${wantedBytes} bytes, but freed ${freedBytes} bytes`
    );
  }
  return (
    "Insufficient free disk space on the node's image filesystem " +
    `(${usedPercent}% of ${sizeText(capacityBytes)} used). Failed to free sufficient space by ` +
    `deleting unused images (freed ${freedBytes} bytes). Investigate disk usage, as it could be ` +
    'used by active images, logs, volumes, or other data.'
  );
}

/** `1.5 GiB`. */
function sizeText(bytes: number): string {
  let unit = 0;
  let size = bytes;
  while (size >= 1_024 && unit < UNITS.length - 1) {
    size /= 1_024;
    unit++;
  }
  return unit === 0 ? `${bytes} B` : `${size.toFixed(1)} ${UNITS[unit]}`;
}
