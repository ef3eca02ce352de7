// The containers of `kubectl describe pod`. Models kubectl/pkg/describe/describe.go,
// describeContainers and what it calls.

import type { Container } from '../../api/container.ts';
import type { Pod } from '../../api/pod.ts';
import { longTime } from './ages.ts';
import { at } from './describe-writer.ts';

type Status = NonNullable<NonNullable<Pod['status']>['containerStatuses']>[number];
type State = NonNullable<Status['state']>;
type Probe = NonNullable<Container['livenessProbe']>;

/** The section of a list of containers. */
export function containerLines(
  title: string,
  containers: readonly Container[],
  statuses: readonly Status[] | undefined,
  pod: Pod,
): readonly string[] {
  if (containers.length === 0) return [`${title}: <none>`];
  return [
    `${title}:`,
    ...containers.flatMap((container) =>
      oneContainer(
        container,
        statuses?.find((status) => status.name === container.name),
        pod,
      ),
    ),
  ];
}

function oneContainer(
  container: Container,
  status: Status | undefined,
  pod: Pod,
): readonly string[] {
  return [
    at(1, `${container.name}:`),
    ...(status === undefined ? [] : [at(2, `Container ID:\t${status.containerID ?? ''}`)]),
    at(2, `Image:\t${container.image ?? ''}`),
    ...(status === undefined ? [] : [at(2, `Image ID:\t${status.imageID ?? ''}`)]),
    ...portLines(container),
    ...wordLines('Command', container.command),
    ...wordLines('Args', container.args),
    ...(status === undefined ? [] : stateLines(status)),
    ...resourceLines('Limits', container.resources?.limits),
    ...resourceLines('Requests', container.resources?.requests),
    ...probeLine('Liveness', container.livenessProbe),
    ...probeLine('Readiness', container.readinessProbe),
    ...probeLine('Startup', container.startupProbe),
    ...envFromLines(container),
    ...envLines(container, pod),
    ...mountLines(container),
  ];
}

function portLines(container: Container): readonly string[] {
  const ports = container.ports ?? [];
  const own = ports.map((port) => `${port.containerPort}/${port.protocol ?? 'TCP'}`).join(', ');
  const host = ports.map((port) => `${port.hostPort ?? 0}/${port.protocol ?? 'TCP'}`).join(', ');
  const s = own.includes(',') ? 's' : '';
  return [at(2, `Port${s}:\t${own || '<none>'}`), at(2, `Host Port${s}:\t${host || '<none>'}`)];
}

function wordLines(title: string, words: readonly string[] | undefined): readonly string[] {
  if (words === undefined || words.length === 0) return [];
  return [
    at(2, `${title}:`),
    ...words.flatMap((word) => word.split('\n').map((line) => at(3, line))),
  ];
}

function stateLines(status: Status): readonly string[] {
  return [
    ...oneState('State', status.state),
    ...(status.lastState?.terminated ? oneState('Last State', status.lastState) : []),
    at(2, `Ready:\t${status.ready ? 'True' : 'False'}`),
    at(2, `Restart Count:\t${status.restartCount}`),
  ];
}

function oneState(title: string, state: State | undefined): readonly string[] {
  if (state?.running) {
    return [at(2, `${title}:\tRunning`), at(3, `Started:\t${longTime(state.running.startedAt)}`)];
  }
  if (state?.terminated) {
    const { reason, message, exitCode, signal = 0, startedAt, finishedAt } = state.terminated;
    return [
      at(2, `${title}:\tTerminated`),
      ...(reason ? [at(3, `Reason:\t${reason}`)] : []),
      ...(message ? [at(3, `Message:\t${message}`)] : []),
      at(3, `Exit Code:\t${exitCode}`),
      ...(signal > 0 ? [at(3, `Signal:\t${signal}`)] : []),
      at(3, `Started:\t${longTime(startedAt)}`),
      at(3, `Finished:\t${longTime(finishedAt)}`),
    ];
  }
  const reason = state?.waiting?.reason ?? '';
  return [at(2, `${title}:\tWaiting`), ...(reason === '' ? [] : [at(3, `Reason:\t${reason}`)])];
}

function resourceLines(
  title: string,
  amounts: { readonly [resource: string]: string } | undefined,
): readonly string[] {
  const names = Object.keys(amounts ?? {}).sort();
  if (names.length === 0) return [];
  return [at(2, `${title}:`), ...names.map((name) => at(3, `${name}:\t${amounts?.[name]}`))];
}

function probeLine(title: string, probe: Probe | undefined): readonly string[] {
  return probe === undefined ? [] : [at(2, `${title}:\t${probeText(probe)}`)];
}

/** `exec [cat /tmp/healthy] delay=5s timeout=1s period=5s #success=1 #failure=3`. */
export function probeText(probe: Probe): string {
  const attributes =
    `delay=${probe.initialDelaySeconds ?? 0}s timeout=${probe.timeoutSeconds ?? 0}s ` +
    `period=${probe.periodSeconds ?? 0}s #success=${probe.successThreshold ?? 0} ` +
    `#failure=${probe.failureThreshold ?? 0}`;
  const { exec, httpGet, tcpSocket, grpc } = probe;
  if (exec) return `exec [${(exec.command ?? []).join(' ')}] ${attributes}`;
  if (httpGet) {
    const { scheme = '', host = '', port, path = '' } = httpGet;
    const slash = path === '' || path.startsWith('/') ? '' : '/';
    return `http-get ${scheme.toLowerCase()}://${host}:${port}${slash}${path} ${attributes}`;
  }
  if (tcpSocket) return `tcp-socket ${tcpSocket.host ?? ''}:${tcpSocket.port} ${attributes}`;
  if (grpc) return `grpc <pod>:${grpc.port} ${grpc.service ?? ''} ${attributes}`;
  return `unknown ${attributes}`;
}

function envFromLines(container: Container): readonly string[] {
  const sources = container.envFrom ?? [];
  if (sources.length === 0) return [];
  return [
    at(2, 'Environment Variables from:'),
    ...sources.map((source) => {
      const kind = source.configMapRef ? 'ConfigMap' : 'Secret';
      const reference = source.configMapRef ?? source.secretRef;
      const prefix = source.prefix ? ` with prefix '${source.prefix}'` : '';
      const optional = reference?.optional === true;
      return at(3, `${reference?.name ?? ''}\t${kind}${prefix}\tOptional: ${optional}`);
    }),
  ];
}

function envLines(container: Container, pod: Pod): readonly string[] {
  const variables = container.env ?? [];
  if (variables.length === 0) return [at(2, 'Environment:\t<none>')];
  return [
    at(2, 'Environment:'),
    ...variables.flatMap((variable) => {
      const { name, value = '', valueFrom } = variable;
      if (!valueFrom) {
        return value
          .split('\n')
          .map((line, i) => at(3, i === 0 ? `${name}:\t${line}` : `\t${line}`));
      }
      const { fieldRef, resourceFieldRef, secretKeyRef, configMapKeyRef } = valueFrom;
      if (fieldRef) {
        const { apiVersion = 'v1', fieldPath } = fieldRef;
        return [at(3, `${name}:\t${fieldValue(pod, fieldPath)} (${apiVersion}:${fieldPath})`)];
      }
      if (resourceFieldRef) {
        const { resource, containerName } = resourceFieldRef;
        const amount = resourceValue(container, pod, resource, containerName);
        return [at(3, `${name}:\t${amount} (${resource})`)];
      }
      if (secretKeyRef) {
        const { key, name: from, optional = false } = secretKeyRef;
        return [
          at(3, `${name}:\t<set to the key '${key}' in secret '${from}'>\tOptional: ${optional}`),
        ];
      }
      if (configMapKeyRef) {
        const { key, name: from, optional = false } = configMapKeyRef;
        return [
          at(
            3,
            `${name}:\t<set to the key '${key}' of config map '${from}'>\tOptional: ${optional}`,
          ),
        ];
      }
      return [at(3, `${name}:`)];
    }),
  ];
}

function fieldValue(pod: Pod, path: string): string {
  const keyed = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path);
  if (keyed !== null) {
    const map = pod.metadata[keyed[1] as 'labels' | 'annotations'];
    return map?.[keyed[2] as string] ?? '';
  }
  let value: unknown = pod;
  for (const part of path.split('.')) {
    value = (value as { readonly [key: string]: unknown } | undefined)?.[part];
  }
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function resourceValue(
  container: Container,
  pod: Pod,
  resource: string,
  containerName: string | undefined,
): string {
  const holder =
    containerName === undefined || containerName === ''
      ? container
      : (pod.spec?.containers.find((one) => one.name === containerName) ?? container);
  const [kind, name = ''] = resource.split('.') as [string, string?];
  const amounts = kind === 'limits' ? holder.resources?.limits : holder.resources?.requests;
  return amounts?.[name] ?? (kind === 'limits' ? 'node allocatable' : '0');
}

function mountLines(container: Container): readonly string[] {
  const mounts = container.volumeMounts ?? [];
  if (mounts.length === 0) return [at(2, 'Mounts:\t<none>')];
  const sorted = [...mounts].sort((a, b) => (a.mountPath < b.mountPath ? -1 : 1));
  return [
    at(2, 'Mounts:'),
    ...sorted.map((mount) => {
      const flags = [
        mount.readOnly === true ? 'ro' : 'rw',
        ...(mount.subPath ? [`path=${JSON.stringify(mount.subPath)}`] : []),
      ];
      return at(3, `${mount.mountPath} from ${mount.name} (${flags.join(',')})`);
    }),
  ];
}
