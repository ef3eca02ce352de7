// `kubectl describe pod`. Models kubectl/pkg/describe/describe.go, describePod.

import type { Container } from '../../api/container.ts';
import type { Pod } from '../../api/pod.ts';
import { qosClass } from '../../api/qos.ts';
import { type ApiObject, controllerOf } from '../../apimachinery/meta.ts';
import { ageOf, longTime, type Moment } from './ages.ts';
import { containerLines } from './describe-container.ts';
import { volumeLines } from './describe-volumes.ts';
import { annotationLines, at, eventLines, labelLines } from './describe-writer.ts';

type Toleration = NonNullable<NonNullable<Pod['spec']>['tolerations']>[number];

/** The lines of a pod, tabs not aligned yet; events are undefined when they are not wanted. */
export function podLines(
  pod: Pod,
  events: readonly ApiObject[] | undefined,
  now: Moment,
): readonly string[] {
  const { spec, status } = pod;
  return [
    ...headLines(pod, now),
    ...(spec?.initContainers?.length
      ? containerLines('Init Containers', spec.initContainers, status?.initContainerStatuses, pod)
      : []),
    ...containerLines('Containers', spec?.containers ?? [], status?.containerStatuses, pod),
    ...(spec?.ephemeralContainers?.length
      ? containerLines(
          'Ephemeral Containers',
          spec.ephemeralContainers as unknown as readonly Container[],
          status?.ephemeralContainerStatuses,
          pod,
        )
      : []),
    ...gateLines(pod),
    ...conditionLines(pod),
    ...volumeLines(spec?.volumes ?? []),
    `QoS Class:\t${status?.qosClass ?? qosClass({ ...spec, containers: spec?.containers ?? [] })}`,
    ...labelLines('Node-Selectors', spec?.nodeSelector),
    ...tolerationLines(spec?.tolerations ?? []),
    ...(events === undefined ? [] : eventLines(events, now)),
  ];
}

function headLines(pod: Pod, now: Moment): readonly string[] {
  const { metadata, spec, status } = pod;
  const node = spec?.nodeName ?? '';
  return [
    `Name:\t${metadata.name ?? ''}`,
    `Namespace:\t${metadata.namespace ?? ''}`,
    ...(spec?.priority === undefined ? [] : [`Priority:\t${spec.priority}`]),
    ...line('Priority Class Name', spec?.priorityClassName),
    ...line('Runtime Class Name', spec?.runtimeClassName),
    ...line('Service Account', spec?.serviceAccountName),
    node === '' ? 'Node:\t<none>' : `Node:\t${node}/${status?.hostIP ?? ''}`,
    ...(status?.startTime ? [`Start Time:\t${longTime(status.startTime)}`] : []),
    ...labelLines('Labels', metadata.labels),
    ...annotationLines(metadata.annotations),
    ...statusLines(pod, now),
    ...line('Reason', status?.reason),
    ...line('Message', status?.message),
    `IP:\t${status?.podIP ?? ''}`,
    ...ipLines(pod),
    ...ownerLine(pod),
    ...line('NominatedNodeName', status?.nominatedNodeName),
  ];
}

function line(title: string, value: string | undefined): readonly string[] {
  return value === undefined || value === '' ? [] : [`${title}:\t${value}`];
}

function statusLines(pod: Pod, now: Moment): readonly string[] {
  const { deletionTimestamp, deletionGracePeriodSeconds } = pod.metadata;
  const phase = pod.status?.phase ?? '';
  const isOver = phase === 'Succeeded' || phase === 'Failed';
  if (deletionTimestamp === undefined || deletionTimestamp === null || isOver) {
    return [`Status:\t${phase}`];
  }
  return [
    `Status:\tTerminating (lasts ${ageOf(deletionTimestamp, now)})`,
    `Termination Grace Period:\t${deletionGracePeriodSeconds ?? 0}s`,
  ];
}

function ipLines(pod: Pod): readonly string[] {
  const ips = pod.status?.podIPs ?? [];
  if (ips.length === 0) return ['IPs:\t<none>'];
  return ['IPs:', ...ips.map(({ ip }) => at(1, `IP:\t${ip}`))];
}

function ownerLine(pod: Pod): readonly string[] {
  const owner = controllerOf(pod);
  return owner === undefined ? [] : [`Controlled By:\t${owner.kind}/${owner.name}`];
}

function gateLines(pod: Pod): readonly string[] {
  const gates = pod.spec?.readinessGates ?? [];
  if (gates.length === 0) return [];
  return [
    'Readiness Gates:',
    at(1, 'Type\tStatus'),
    ...gates.map(({ conditionType }) => {
      const found = pod.status?.conditions?.find((one) => one.type === conditionType);
      return at(1, `${conditionType} \t${found?.status ?? '<none>'} `);
    }),
  ];
}

function conditionLines(pod: Pod): readonly string[] {
  const conditions = pod.status?.conditions ?? [];
  if (conditions.length === 0) return [];
  return [
    'Conditions:',
    at(1, 'Type\tStatus'),
    ...conditions.map(({ type, status }) => at(1, `${type} \t${status} `)),
  ];
}

function tolerationLines(tolerations: readonly Toleration[]): readonly string[] {
  if (tolerations.length === 0) return ['Tolerations:\t<none>'];
  const sorted = tolerations
    .map((toleration, i) => ({ toleration, i, key: toleration.key ?? '' }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.i - b.i));
  return sorted.map(
    ({ toleration }, i) => `${i === 0 ? 'Tolerations:' : ''}\t${tolerationText(toleration)}`,
  );
}

function tolerationText(toleration: Toleration): string {
  const { key = '', value = '', effect = '', operator, tolerationSeconds } = toleration;
  const named = `${key}${value === '' ? '' : `=${value}`}${effect === '' ? '' : `:${effect}`}`;
  const exists = operator === 'Exists' && value === '' ? 'op=Exists' : '';
  const blank = named !== '' && exists !== '' ? ' ' : '';
  const time = tolerationSeconds === undefined ? '' : ` for ${tolerationSeconds}s`;
  return `${named}${blank}${exists}${time}`;
}
