// An object as a person would write it: without what only a server sets.

import { printYaml } from '../../formats/yaml-print.ts';
import type { Json } from '../../kernel/message.ts';

const SERVER_ONLY = [
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'managedFields',
  'selfLink',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
];

/** The object as YAML to edit. */
export function editable(object: Json): string {
  if (!isMap(object)) return '';
  const { status: _, apiVersion, kind, metadata, ...rest } = object;
  const meta = isMap(metadata) ? metadata : {};
  const kept = Object.fromEntries(
    Object.entries(meta).filter(([key]) => !SERVER_ONLY.includes(key)),
  );
  return printYaml({ apiVersion, kind, metadata: kept, ...rest } as never);
}

function isMap(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
