// Which instance of a container a log is read of, or the words that say there is none.

import { expect, it } from 'vitest';
import type { ContainerStatus, PodStatus } from '../../../api/pod.ts';
import { logTarget } from './log-status.ts';

function statusOf(change: Partial<ContainerStatus>): PodStatus {
  const own = { name: 'c', image: '', imageID: '', ready: false, restartCount: 0 };
  return { containerStatuses: [{ ...own, ...change } as ContainerStatus] };
}

const running = { running: { startedAt: '2026-01-01T00:00:00Z' } };
const ended = (containerID?: string): ContainerStatus['state'] => ({
  terminated: { exitCode: 1, ...(containerID === undefined ? {} : { containerID }) },
});
const waiting = (reason: string): ContainerStatus['state'] => ({ waiting: { reason } });

const WHERE = 'container "c" in pod "web"';

it.each([
  ['the running one', { state: running, containerID: 'docker://2' }, false, 'docker://2'],
  ['the one that ended', { state: ended('docker://1') }, false, 'docker://1'],
  [
    'the last one while the next waits',
    { state: waiting('CrashLoopBackOff'), lastState: ended('docker://1') },
    false,
    'docker://1',
  ],
  [
    'the one before',
    { state: running, containerID: 'docker://2', lastState: ended('docker://1') },
    true,
    'docker://1',
  ],
] as const)('reads %s', (_name, status, isPrevious, containerID) => {
  const found = logTarget('web', statusOf(status as Partial<ContainerStatus>), 'c', isPrevious);
  expect(found).toEqual({ containerID });
});

it.each([
  [{ state: running }, true, `previous terminated ${WHERE} not found`],
  [{ state: ended() }, false, `${WHERE} is terminated`],
  [{}, false, `${WHERE} is waiting to start - no logs yet`],
  [
    { state: waiting('ErrImagePull') },
    false,
    `${WHERE} is waiting to start: image can't be pulled`,
  ],
  [
    { state: waiting('ImagePullBackOff') },
    false,
    `${WHERE} is waiting to start: trying and failing to pull image`,
  ],
  [
    { state: waiting('ContainerCreating') },
    false,
    `${WHERE} is waiting to start: ContainerCreating`,
  ],
] as const)('says why there is none: %j', (status, isPrevious, error) => {
  const found = logTarget('web', statusOf(status as Partial<ContainerStatus>), 'c', isPrevious);
  expect(found).toEqual({ error });
});

it('does not know a container without a status', () => {
  expect(logTarget('web', undefined, 'c', false)).toEqual({ error: `${WHERE} is not available` });
});
