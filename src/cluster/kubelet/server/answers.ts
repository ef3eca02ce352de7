// Answers of the kubelet's server that need nobody else: pods, and how long it has been running.
// Models pkg/kubelet/server/server.go, getPods and getRunningPods, and component-base/zpages.

import type { Pod, PodStatus } from '../../../api/pod.ts';
import { MONTHS, rfc3339, WEEKDAYS, weekday } from '../../../base/calendar.ts';
import { entries, get, values } from '../../../base/persistent-map.ts';
import type { Io } from '../../../kernel/component.ts';
import { kubeletServerRules } from '../../editions/kubelet-server.ts';
import type { KubeletState } from '../state.ts';

/** /pods: what is wished for, with the statuses the kubelet knows. */
export function podList(state: KubeletState): object {
  const items = [...values(state.podManager.pods)].map((pod): object => {
    const {
      apiVersion: _version,
      kind: _kind,
      ...bare
    } = pod as Pod & {
      readonly apiVersion?: string;
      readonly kind?: string;
    };
    const status = get(state.statuses.statuses, pod.metadata.uid ?? '')?.status ?? pod.status;
    return status === undefined ? bare : { ...bare, status: asWritten(status) };
  });
  return { kind: 'PodList', apiVersion: 'v1', metadata: {}, items };
}

/** Go writes a condition's time of the last probe, though nobody ever sets it. */
function asWritten(status: PodStatus): object {
  const { conditions } = status;
  if (conditions === undefined) return status;
  return { ...status, conditions: conditions.map((one) => ({ ...one, lastProbeTime: null })) };
}

/** /runningpods/: what the runtime runs, as bare pods. */
export function runningPods({ config, podCache }: KubeletState): object {
  const { hasNullCreation } = kubeletServerRules(config.edition);
  const items: object[] = [];
  for (const [uid, runtime] of entries(podCache)) {
    const running = runtime.containers.filter((one) => one.state === 'CONTAINER_RUNNING');
    const isReady = runtime.sandboxes.some((one) => one.state === 'SANDBOX_READY');
    if (running.length === 0 && !isReady) continue;
    const containers = running.map((one) => ({
      name: one.metadata.name,
      image: one.imageRef,
      resources: {},
    }));
    const { name, namespace } = runtime;
    items.push({
      metadata: { name, namespace, uid, ...(hasNullCreation ? { creationTimestamp: null } : {}) },
      spec: { containers: containers.length === 0 ? null : containers },
      status: {},
    });
  }
  return { kind: 'PodList', apiVersion: 'v1', metadata: {}, items };
}

/** /statusz: since when, and which version. */
export function statusz({ config, node }: KubeletState, { epochSeconds, now }: Io): string {
  const { goVersion } = kubeletServerRules(config.edition);
  const version = config.version.slice(1);
  const up = Math.floor((now - node.startedAt) / 1_000_000);
  const hours = Math.floor(up / 3_600);
  const rest = up % 3_600;
  return [
    '',
    'kubelet statusz',
    'Warning: This endpoint is not meant to be machine parseable, has no formatting compatibility guarantees and is for debugging purposes only.',
    '',
    `Started:  ${unixDate(epochSeconds, node.startedAt)}`,
    `Up:  ${hours} hr ${String(Math.floor(rest / 60)).padStart(2, '0')} min ${String(rest % 60).padStart(2, '0')} sec`,
    `Go version:  ${goVersion}`,
    `Binary version:  ${version}`,
    `Emulation version:  ${version.split('.').slice(0, 2).join('.')}`,
    'Paths:  /configz /debug /flagz /healthz /metrics',
    '',
  ].join('\n');
}

/** `Mon Nov 23 08:13:10 UTC 2026`. */
function unixDate(epochSeconds: number, at: number): string {
  const text = rfc3339(epochSeconds, at);
  const weekDay = WEEKDAYS[weekday(epochSeconds + at / 1_000_000)];
  const month = MONTHS[Number(text.slice(5, 7)) - 1];
  const day = String(Number(text.slice(8, 10))).padStart(2, ' ');
  return `${weekDay} ${month} ${day} ${text.slice(11, 19)} UTC ${text.slice(0, 4)}`;
}
