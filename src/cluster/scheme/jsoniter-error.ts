// The words of the JSON library that v1.20's API server read bodies with, when a field holds a
// value of the wrong type: the chain of Go types, the offending byte and its surroundings.
// Models json-iterator/go, Iterator.ReportError and the struct decoder.

import { goTypeName } from '../../api/schema/go-types.ts';
import type { FieldType, TypeInfo } from '../../api/schema/schema.ts';
import { rootType, typeInfo } from '../../api/schema/schema.ts';
import { sortedText } from '../../apimachinery/go-text.ts';
import { parseQuantity } from '../../apimachinery/quantity.ts';

/** The library's text for the first wrong value of a body; `otherwise` when no type is wrong. */
export function jsoniterProblem(raw: unknown, otherwise: string): string {
  if (!isRecord(raw)) return otherwise;
  const info = typeInfo(rootType(String(raw.apiVersion ?? 'v1'), String(raw.kind ?? '')));
  if (info === undefined) return otherwise;
  const text = canonicalJson(raw);
  const found = inStruct(raw, info, 0, text);
  return found === undefined ? otherwise : found.message;
}

/** A found error: its text so far, and whether the reader still stands where a value ends. */
interface Found {
  readonly message: string;
  readonly isInStep: boolean;
}

function inStruct(raw: Raw, info: TypeInfo, start: number, text: string): Found | undefined {
  let offset = start + 1;
  let found: Found | undefined;
  for (const name of sortedText(Object.keys(raw))) {
    if (raw[name] === undefined) continue;
    const value = canonicalJson(raw[name]);
    const field = info.fields.get(name);
    const valueAt = offset + JSON.stringify(name).length + 1;
    if (field !== undefined && field.era !== 'newer') {
      found ??= inValue(raw[name], field.type, valueAt, text);
      if (found !== undefined) {
        found = { ...found, message: `${goName(name)}: ${found.message}` };
        if (!found.isInStep) break;
      }
    }
    offset = valueAt + value.length + 1;
  }
  if (found === undefined) return undefined;
  return { ...found, message: `v1.${info.name}.${found.message}` };
}

function inValue(raw: unknown, type: FieldType, start: number, text: string): Found | undefined {
  if (raw === null || raw === undefined) return undefined;
  if (type.kind === 'struct') {
    const info = typeInfo(type.name);
    if (info === undefined || isRecord(raw)) {
      return info === undefined ? undefined : inStruct(raw as Raw, info, start, text);
    }
    return report(`v1.${type.name}.ReadObjectCB`, 'expect { or n', start, text);
  }
  if (type.kind === 'list') return inList(raw, type, start, text);
  if (type.kind === 'map') return inMap(raw, type, start, text);
  return inScalar(raw, type.code, start, text);
}

type ListType = Extract<FieldType, { readonly kind: 'list' }>;

function inList(raw: unknown, type: ListType, start: number, text: string): Found | undefined {
  const name = goTypeName(type);
  if (!Array.isArray(raw)) {
    const found = report('decode slice', 'expect [ or n', start, text);
    return { ...found, message: `${name}: ${found.message}` };
  }
  let offset = start + 1;
  for (const item of raw) {
    const found = inValue(item, type.of, offset, text);
    if (found !== undefined) return { ...found, message: `${name}: ${found.message}` };
    offset += canonicalJson(item).length + 1;
  }
  return undefined;
}

type MapType = Extract<FieldType, { readonly kind: 'map' }>;

function inMap(raw: unknown, type: MapType, start: number, text: string): Found | undefined {
  if (!isRecord(raw)) return report('ReadMapCB', 'expect { or n', start, text);
  let offset = start + 1;
  for (const name of sortedText(Object.keys(raw))) {
    const valueAt = offset + JSON.stringify(name).length + 1;
    const found = inValue(raw[name], type.of, valueAt, text);
    if (found !== undefined) return found;
    offset = valueAt + canonicalJson(raw[name]).length + 1;
  }
  return undefined;
}

function inScalar(raw: unknown, code: string, start: number, text: string): Found | undefined {
  const first = text[start] ?? '';
  switch (code) {
    case 's':
      if (typeof raw === 'string') return undefined;
      return report('ReadString', `expects " or n, but found ${first}`, start, text);
    case 'b':
      if (typeof raw === 'boolean') return undefined;
      return report('ReadBool', `expect t or f, but found ${first}`, start, text);
    case 'i':
    case 'l': {
      if (typeof raw === 'number') return undefined;
      const operation = code === 'i' ? 'readUint32' : 'readUint64';
      return report(operation, 'unexpected character: \ufffd', start, text);
    }
    case 'q': {
      const wrong = parseQuantity(typeof raw === 'string' ? raw.trim() : canonicalJson(raw));
      if (typeof wrong !== 'string') return undefined;
      return report('unmarshalerDecoder', wrong, start, text, canonicalJson(raw).length);
    }
    default:
      return undefined;
  }
}

function report(
  operation: string,
  problem: string,
  start: number,
  text: string,
  read: number = 1,
): Found {
  const head = start + read;
  const near = text.slice(Math.max(0, head - 10), head + 10);
  const wide = text.slice(Math.max(0, head - 50), head + 50);
  const seen = head - Math.max(0, head - 10);
  const message =
    `${operation}: ${problem}, error found in #${seen} byte of ...|${near}|..., ` +
    `bigger context ...|${wide}|...`;
  return { message, isInStep: ',}]'.includes(text[head] ?? '') };
}

/** JSON with sorted keys, as kubectl sends an object. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isRecord(value)) return JSON.stringify(value) ?? 'null';
  const fields = sortedText(Object.keys(value))
    .filter((name) => value[name] !== undefined)
    .map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name])}`);
  return `{${fields.join(',')}}`;
}

/** A field's name in Go: `containerPort` is `ContainerPort`, `tty` is `TTY`. */
function goName(name: string): string {
  const special: { readonly [name: string]: string } = {
    tty: 'TTY',
    apiVersion: 'APIVersion',
    httpGet: 'HTTPGet',
    tcpSocket: 'TCPSocket',
    hostIP: 'HostIP',
    uid: 'UID',
    fsGroup: 'FSGroup',
    dnsPolicy: 'DNSPolicy',
    dnsConfig: 'DNSConfig',
    setHostnameAsFQDN: 'SetHostnameAsFQDN',
    seLinuxOptions: 'SELinuxOptions',
    configMap: 'ConfigMap',
  };
  return special[name] ?? name.charAt(0).toUpperCase() + name.slice(1);
}

type Raw = { readonly [key: string]: unknown };

function isRecord(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
