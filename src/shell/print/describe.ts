// `kubectl describe` of any kind: which lines, then all tabs aligned at once.

import type { Service } from '../../api/config.ts';
import type { Node } from '../../api/node.ts';
import type { Pod } from '../../api/pod.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../../api/storage.ts';
import type { ApiObject } from '../../apimachinery/meta.ts';
import { decodeBase64, utf8Bytes } from '../../base/base64.ts';
import type { OutputPart } from '../../cluster/protocol/transcript.ts';
import { printYaml } from '../../formats/yaml-print.ts';
import { longTime } from './ages.ts';
import { nodeLines } from './describe-node.ts';
import { podLines } from './describe-pod.ts';
import { serviceLines } from './describe-service.ts';
import { claimLines, persistentVolumeLines } from './describe-storage.ts';
import { annotationLines, eventLines, labelLines } from './describe-writer.ts';
import { alignTabs } from './tabs.ts';

type Description = Extract<OutputPart, { readonly kind: 'description' }>;

/** The text of a description. */
export function descriptionText(part: Description): string {
  return `${alignTabs(linesOf(part).join('\n'), 0, 2)}\n`;
}

function linesOf(part: Description): readonly string[] {
  const { object, events, related } = part;
  const now = { epochSeconds: part.epochSeconds, at: part.at };
  const shown = part.showEvents ? events : undefined;
  switch (part.resource) {
    case 'pods':
      return podLines(object as Pod, shown, now);
    case 'nodes':
      return nodeLines(object as Node, related, shown, now);
    case 'secrets':
      return [...head(object), '', ...secretLines(object)];
    case 'configmaps':
      return [...head(object), '', ...dataLines(object), '', ...tail(shown, now)];
    case 'services':
      return serviceLines(object as Service, related, shown, now);
    case 'persistentvolumes':
      return persistentVolumeLines(object as PersistentVolume, shown, now);
    case 'persistentvolumeclaims':
      return claimLines(object as PersistentVolumeClaim, related, shown, now);
    case 'namespaces':
      return namespaceLines(object);
    default:
      return [...head(object), ...restLines(object), ...tail(shown, now)];
  }
}

function head(object: ApiObject): readonly string[] {
  const { name = '', namespace, labels, annotations } = object.metadata;
  return [
    `Name:\t${name}`,
    ...(namespace === undefined ? [] : [`Namespace:\t${namespace}`]),
    ...labelLines('Labels', labels),
    ...annotationLines(annotations),
  ];
}

function tail(
  events: readonly ApiObject[] | undefined,
  now: { readonly epochSeconds: number; readonly at: number },
): readonly string[] {
  return events === undefined ? [] : eventLines(events, now);
}

interface WithData {
  readonly type?: string;
  readonly data?: { readonly [key: string]: string };
  readonly binaryData?: { readonly [key: string]: string };
}

function secretLines(object: ApiObject): readonly string[] {
  const { type = '', data = {} } = object as WithData;
  const sizes = Object.keys(data)
    .sort()
    .map((key) => `${key}:\t${utf8Bytes(decodeBase64(data[key] as string) ?? '').length} bytes`);
  return [`Type:\t${type}`, '', 'Data', '====', ...sizes];
}

function dataLines(object: ApiObject): readonly string[] {
  const { data = {}, binaryData = {} } = object as WithData;
  const texts = Object.keys(data)
    .sort()
    .flatMap((key) => [`${key}:`, '----', ...(data[key] as string).split('\n'), '']);
  const sizes = Object.keys(binaryData)
    .sort()
    .map((key) => `${key}: ${(decodeBase64(binaryData[key] as string) ?? '').length} bytes`);
  return ['Data', '====', ...texts, '', 'BinaryData', '====', ...sizes];
}

function namespaceLines(object: ApiObject): readonly string[] {
  const { status } = object as { readonly status?: { readonly phase?: string } };
  const { name = '', labels, annotations } = object.metadata;
  return [
    `Name:\t${name}`,
    ...labelLines('Labels', labels),
    ...annotationLines(annotations),
    `Status:\t${status?.phase ?? ''}`,
    '',
    'No resource quota.',
    '',
    'No LimitRange resource.',
  ];
}

/** A kind without a describer of its own: its fields, as they are. */
function restLines(object: ApiObject): readonly string[] {
  const { apiVersion, kind, metadata, ...rest } = object;
  const text = Object.keys(rest).length === 0 ? '' : printYaml(rest as never);
  return [
    `API Version:\t${apiVersion}`,
    `Kind:\t${kind}`,
    `Creation Timestamp:\t${longTime(metadata.creationTimestamp)}`,
    ...text.split('\n').filter((line) => line !== ''),
  ];
}
