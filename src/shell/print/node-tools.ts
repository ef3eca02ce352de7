// What docker, crictl, ctr and etcdctl print.

import type { DockerContainerSummary } from '../../cluster/protocol/docker.ts';
import type { OutputPart } from '../../cluster/protocol/transcript.ts';
import { dockerDuration } from './ages.ts';
import { alignTabs } from './tabs.ts';

type Part<K extends OutputPart['kind']> = Extract<OutputPart, { readonly kind: K }>;

function table(
  rows: readonly (readonly string[])[],
  minWidth: number,
  padding: number,
  isClosed = false,
): string {
  const lines = rows.map((row) => row.join('\t') + (isClosed ? '\t' : ''));
  return `${alignTabs(lines.join('\n'), minWidth, padding)}\n`;
}

/** `docker ps`. Models docker/cli formatter/container.go. */
export function dockerPsText(part: Part<'docker-ps'>): string {
  const { containers, at, isUncut } = part;
  const id = (row: DockerContainerSummary): string => (isUncut ? row.Id : row.Id.slice(0, 12));
  const newest = [...containers].sort((a, b) => b.Created - a.Created);
  if (part.isQuiet) return newest.map((row) => `${id(row)}\n`).join('');
  const rows = newest.map((row) => [
    id(row),
    row.Image,
    quoted(row.Command, isUncut),
    `${dockerDuration(at - row.Created)} ago`,
    statusText(row, at),
    portsText(row),
    row.Names.map((name) => name.slice(1)).join(','),
  ]);
  const header = ['CONTAINER ID', 'IMAGE', 'COMMAND', 'CREATED', 'STATUS', 'PORTS', 'NAMES'];
  return table([header, ...rows], 10, 3);
}

function quoted(command: string, isUncut: boolean): string {
  const text = isUncut || command.length <= 20 ? command : `${command.slice(0, 19)}…`;
  return JSON.stringify(text);
}

function statusText(row: DockerContainerSummary, at: number): string {
  switch (row.State) {
    case 'running':
      return `Up ${dockerDuration(at - (row.StartedAt ?? row.Created))}`;
    case 'created':
      return 'Created';
    case 'exited':
      return `Exited (${row.ExitCode}) ${dockerDuration(at - (row.FinishedAt ?? row.Created))} ago`;
    default:
      return row.State.charAt(0).toUpperCase() + row.State.slice(1);
  }
}

function portsText(row: DockerContainerSummary): string {
  return row.Ports.map(({ PrivatePort, PublicPort, Type }) =>
    PublicPort === undefined
      ? `${PrivatePort}/${Type}`
      : `0.0.0.0:${PublicPort}->${PrivatePort}/${Type}`,
  ).join(', ');
}

/** `docker images`. */
export function dockerImagesText(part: Part<'docker-images'>): string {
  const rows = part.images.flatMap((image) => {
    const tags = image.RepoTags.length === 0 ? ['<none>:<none>'] : image.RepoTags;
    return tags.map((tag) => {
      const colon = tag.lastIndexOf(':');
      const id = image.Id.replace(/^sha256:/, '').slice(0, 12);
      return [tag.slice(0, colon), tag.slice(colon + 1), id, sizeText(image.Size)];
    });
  });
  return table([['REPOSITORY', 'TAG', 'IMAGE ID', 'SIZE'], ...rows], 10, 3);
}

/** `1.24MB`: four digits in powers of 1000, as docker/go-units prints sizes. */
export function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000;
    unit++;
  }
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  const text = unit === 0 ? String(value) : trimmed(value, digits);
  return `${text}${units[unit]}`;
}

function trimmed(value: number, digits: number): string {
  const scale = 10 ** digits;
  return String(Math.round(value * scale) / scale);
}

/** `crictl ps`. Models cri-tools. */
export function crictlPsText(part: Part<'crictl-ps'>): string {
  const newest = [...part.containers].sort((a, b) => b.createdAt - a.createdAt);
  if (part.isQuiet) return newest.map((one) => `${one.id}\n`).join('');
  const rows = newest.map((one) => [
    one.id.slice(0, 13),
    one.image.replace(/^sha256:/, '').slice(0, 13),
    `${dockerDuration(part.at - one.createdAt)} ago`,
    stateWord(one.state),
    one.metadata.name,
    String(one.metadata.attempt),
    one.podSandboxId.slice(0, 13),
    one.labels['io.kubernetes.pod.name'] ?? 'unknown',
    one.labels['io.kubernetes.pod.namespace'] ?? 'unknown',
  ]);
  const header = [
    'CONTAINER',
    'IMAGE',
    'CREATED',
    'STATE',
    'NAME',
    'ATTEMPT',
    'POD ID',
    'POD',
    'NAMESPACE',
  ];
  return table([header, ...rows], 20, 3);
}

function stateWord(state: string): string {
  const word = state.slice(state.indexOf('_') + 1).toLowerCase();
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** `crictl pods`. */
export function crictlPodsText(part: Part<'crictl-pods'>): string {
  const newest = [...part.pods].sort((a, b) => b.createdAt - a.createdAt);
  if (part.isQuiet) return newest.map((one) => `${one.id}\n`).join('');
  const rows = newest.map((one) => [
    one.id.slice(0, 13),
    `${dockerDuration(part.at - one.createdAt)} ago`,
    one.state === 'SANDBOX_READY' ? 'Ready' : 'NotReady',
    one.metadata.name,
    one.metadata.namespace,
    String(one.metadata.attempt),
    one.runtimeHandler === '' ? '(default)' : one.runtimeHandler,
  ]);
  const header = ['POD ID', 'CREATED', 'STATE', 'NAME', 'NAMESPACE', 'ATTEMPT', 'RUNTIME'];
  return table([header, ...rows], 20, 3);
}

/** `crictl images`. */
export function crictlImagesText(part: Part<'crictl-images'>): string {
  const rows = part.images.flatMap((image) =>
    image.repoTags.map((tag) => {
      const colon = tag.lastIndexOf(':');
      const id = image.id.replace(/^sha256:/, '').slice(0, 13);
      return [tag.slice(0, colon), tag.slice(colon + 1), id, sizeText(image.sizeBytes)];
    }),
  );
  return table([['IMAGE', 'TAG', 'IMAGE ID', 'SIZE'], ...rows], 20, 3);
}

/** `ctr tasks ls` and `ctr containers ls`. */
export function ctrText(part: Part<'ctr-rows'>): string {
  if (part.list === 'containers') {
    const rows = part.rows.map((row) => [row.id, row.image, 'io.containerd.runc.v2']);
    return table([['CONTAINER', 'IMAGE', 'RUNTIME'], ...rows], 4, 4, true);
  }
  const rows = part.rows.flatMap(({ id, task }) =>
    task === undefined ? [] : [[id, String(task.pid), task.status]],
  );
  const lines = [['TASK', 'PID', 'STATUS', ''], ...rows].map((row) => row.join('\t'));
  return `${alignTabs(lines.join('\n'), 4, 4)}\n`;
}

/** `etcdctl get`. */
export function etcdText(part: Part<'etcd-kvs'>): string {
  if (part.output === 'json') {
    const { kvs, count, revision } = part;
    return `${JSON.stringify({ header: { revision }, kvs, count })}\n`;
  }
  if (part.output === 'fields') {
    const lines = part.kvs.flatMap((kv) => [
      `"Key" : ${JSON.stringify(kv.key)}`,
      `"CreateRevision" : ${kv.createRevision}`,
      `"ModRevision" : ${kv.modRevision}`,
      `"Version" : ${kv.version}`,
      `"Value" : ${JSON.stringify(valueText(kv.value))}`,
      `"Lease" : ${kv.lease}`,
    ]);
    return [`"Revision" : ${part.revision}`, ...lines, `"Count" : ${part.count}`, ''].join('\n');
  }
  return part.kvs
    .map(({ key, value }) => (part.isKeysOnly ? `${key}\n\n` : `${key}\n${valueText(value)}\n`))
    .join('');
}

function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `etcdctl watch`. */
export function etcdEventsText(part: Part<'etcd-events'>): string {
  return part.events
    .map(({ type, kv }) => `${type}\n${kv.key}\n${type === 'PUT' ? valueText(kv.value) : ''}\n`)
    .join('');
}
