// kubectl create: from files, a raw path, or one of its small generators.

import { encodeBase64 } from '../../base/base64.ts';
import type { Command } from '../../cluster/protocol/commands.ts';
import type { WriteFlags } from '../../cluster/protocol/kubectl-commands.ts';
import { parseYaml } from '../../formats/yaml.ts';
import type { Json } from '../../kernel/message.ts';
import { fileText, type ToolLine } from '../context.ts';
import { type Flags, flagText, flagTexts } from '../flags.ts';
import { documentsOfFlags, type Found, writeFlags } from './arguments.ts';

type Parsed = Command | { readonly problem: string };

/** `kubectl create`. */
export function parseCreate(line: ToolLine, flags: Flags): Parsed {
  const write = writeFlags(flags);
  if ('problem' in write) return write;
  const raw = flagText(flags, 'raw');
  if (raw !== undefined) return createRaw(line, flags, raw);
  const [what, ...args] = flags.args;
  if (what !== undefined) return generate(line, flags, write.found, what, args);
  const documents = documentsOfFlags(line, flags);
  if ('problem' in documents) return documents;
  if (documents.found === undefined) {
    return { problem: 'must specify one of -f and -k' };
  }
  return { type: 'kubectl.create', ...write.found, documents: documents.found };
}

function createRaw(line: ToolLine, flags: Flags, path: string): Parsed {
  const [name] = flagTexts(flags, 'filename');
  if (name === undefined) return { problem: '--raw can only use a single local file or stdin' };
  const text = fileText(line, name);
  if (text === undefined) return { problem: `open ${name}: no such file or directory` };
  const [document] = parseYaml(text);
  return { type: 'kubectl.create-raw', path, body: (document?.value ?? null) as Json };
}

function generate(
  line: ToolLine,
  flags: Flags,
  write: WriteFlags,
  what: string,
  args: readonly string[],
): Parsed {
  if (what === 'configmap' || what === 'cm') return configMap(line, flags, write, args);
  if (what === 'secret') return secret(line, flags, write, args);
  if (what === 'namespace' || what === 'ns') {
    const [name] = args;
    if (name === undefined) return noName('namespace');
    return made(write, 'namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
  return { problem: `unknown command ${JSON.stringify(what)} for "kubectl create"` };
}

function made(write: WriteFlags, generator: string, value: Json): Command {
  const document = { source: generator, value, duplicates: [] };
  return { type: 'kubectl.create', ...write, generator, documents: [document] };
}

function noName(what: string): { readonly problem: string } {
  return {
    problem: `exactly one NAME is required, got 0\nSee 'kubectl create ${what} -h' for help and examples`,
  };
}

function configMap(
  line: ToolLine,
  flags: Flags,
  write: WriteFlags,
  args: readonly string[],
): Parsed {
  const [name] = args;
  if (name === undefined) return noName('configmap');
  const data = dataOf(line, flags);
  if ('problem' in data) return data;
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: data.found };
  return made(write, 'configmap', object);
}

function secret(line: ToolLine, flags: Flags, write: WriteFlags, args: readonly string[]): Parsed {
  const [kind, name] = args;
  if (kind === 'docker-registry') return dockerSecret(flags, write, name);
  if (kind !== 'generic') {
    return { problem: `unknown command ${JSON.stringify(kind ?? '')} for "kubectl create secret"` };
  }
  if (name === undefined) return noName('secret generic');
  const plain = dataOf(line, flags);
  if ('problem' in plain) return plain;
  const data: { [key: string]: string } = {};
  for (const [key, value] of Object.entries(plain.found)) data[key] = encodeBase64(value);
  const type = flagText(flags, 'type') ?? 'Opaque';
  return made(write, 'secret', {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name },
    type,
    data,
  });
}

function dockerSecret(flags: Flags, write: WriteFlags, name: string | undefined): Parsed {
  if (name === undefined) return noName('secret docker-registry');
  const server = flagText(flags, 'docker-server') ?? 'https://index.docker.io/v1/';
  const username = flagText(flags, 'docker-username');
  const password = flagText(flags, 'docker-password');
  if (username === undefined || password === undefined) {
    const problem = 'either --from-file or the combination of --docker-username, --docker-password';
    return { problem: `${problem} and --docker-server is required` };
  }
  const email = flagText(flags, 'docker-email');
  const auth = encodeBase64(`${username}:${password}`);
  const entry = { username, password, ...(email === undefined ? {} : { email }), auth };
  const config = JSON.stringify({ auths: { [server]: entry } });
  return made(write, 'secret', {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name },
    type: 'kubernetes.io/dockerconfigjson',
    data: { '.dockerconfigjson': encodeBase64(config) },
  });
}

function dataOf(line: ToolLine, flags: Flags): Found<{ readonly [key: string]: string }> {
  const data: { [key: string]: string } = {};
  for (const literal of flagTexts(flags, 'from-literal')) {
    const equals = literal.indexOf('=');
    if (equals < 1) return { problem: `invalid literal source ${literal}, expected key=value` };
    data[literal.slice(0, equals)] = literal.slice(equals + 1).replace(/^(["'])(.*)\1$/, '$2');
  }
  for (const source of [...flagTexts(flags, 'from-file'), ...flagTexts(flags, 'from-env-file')]) {
    const equals = source.indexOf('=');
    const path = source.slice(equals + 1);
    const text = fileText(line, path);
    if (text === undefined) {
      return { problem: `error reading ${path}: no such file or directory` };
    }
    if (flagTexts(flags, 'from-env-file').includes(source)) Object.assign(data, envFile(text));
    else data[equals < 0 ? path.slice(path.lastIndexOf('/') + 1) : source.slice(0, equals)] = text;
  }
  return { found: data };
}

function envFile(text: string): { readonly [key: string]: string } {
  const data: { [key: string]: string } = {};
  for (const line of text.split('\n')) {
    const match = /^\s*([^#=\s]+)=(.*)$/.exec(line);
    if (match !== null) data[match[1] as string] = match[2] as string;
  }
  return data;
}
