// What most kubectl verbs share: resource arguments, -o, -f, the flags that choose objects.
// Models k8s.io/cli-runtime resource.Builder and genericclioptions.

import type {
  DryRun,
  ManifestDocument,
  OutputFormat,
  ResourceArgument,
  Selection,
  WriteFlags,
} from '../../cluster/protocol/kubectl-commands.ts';
import { documentsOf, fileText, type ToolLine } from '../context.ts';
import { type Flags, flagOn, flagText, flagTexts } from '../flags.ts';

/** Something found, or kubectl's words why not. */
export type Found<T> = { readonly found: T } | { readonly problem: string };

/** `pod web db`, `pod/web node/n`, `pods,nodes`. Models resource.Builder.ResourceTypeOrNameArgs. */
export function resourceArguments(args: readonly string[]): Found<readonly ResourceArgument[]> {
  const [first, ...names] = args;
  if (first === undefined) return { found: [] };
  if (args.some((arg) => arg.includes('/'))) return slashed(args);
  const resources = first
    .split(',')
    .flatMap((word) => (word === 'all' ? ['pods', 'services'] : word));
  if (names.length === 0) return { found: resources.map((resource) => ({ resource })) };
  return { found: resources.flatMap((resource) => names.map((name) => ({ resource, name }))) };
}

function slashed(args: readonly string[]): Found<readonly ResourceArgument[]> {
  const found: ResourceArgument[] = [];
  for (const arg of args) {
    const parts = arg.split('/');
    if (parts.length === 1) {
      const problem =
        'there is no need to specify a resource type as a separate argument when passing arguments' +
        " in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of" +
        " 'kubectl get resource resource/<resource_name>'";
      return { problem };
    }
    const [resource = '', name = '', ...more] = parts;
    if (more.length > 0 || resource === '' || name === '') {
      return { problem: 'arguments in resource/name form must have a single resource and name' };
    }
    found.push({ resource, name });
  }
  return { found };
}

/** The flags that choose objects. */
export function selectionOf(flags: Flags): Selection {
  const namespace = flagText(flags, 'namespace');
  const selector = flagText(flags, 'selector');
  const fieldSelector = flagText(flags, 'field-selector');
  return {
    ...(namespace === undefined ? {} : { namespace }),
    ...(selector === undefined ? {} : { selector }),
    ...(fieldSelector === undefined ? {} : { fieldSelector }),
    ...(flagOn(flags, 'all-namespaces') ? { allNamespaces: true } : {}),
    ...(flagOn(flags, 'all') ? { all: true } : {}),
  };
}

/** `{ namespace }` when `-n` was given. */
export function namespaceOf(flags: Flags): { readonly namespace?: string } {
  const namespace = flagText(flags, 'namespace');
  return namespace === undefined ? {} : { namespace };
}

/** The flags of the verbs that write. */
export function writeFlags(flags: Flags): Found<WriteFlags> {
  const output = outputOf(flags);
  if ('problem' in output) return output;
  const dryRun = dryRunOf(flags);
  if ('problem' in dryRun) return dryRun;
  const validate = validateOf(flags);
  if ('problem' in validate) return validate;
  const isPlain = output.found.format === 'table' && flagText(flags, 'output') === undefined;
  return {
    found: {
      ...namespaceOf(flags),
      ...(dryRun.found === 'none' ? {} : { dryRun: dryRun.found }),
      ...(validate.found === 'strict' ? {} : { validate: validate.found }),
      ...(isPlain ? {} : { output: output.found }),
    },
  };
}

/** `--dry-run`. */
export function dryRunOf(flags: Flags): Found<DryRun> {
  const text = flagText(flags, 'dry-run') ?? 'none';
  if (text === 'none' || text === 'client' || text === 'server') return { found: text };
  if (text === 'unchanged' || text === 'true') return { found: 'client' };
  const problem = `Invalid dry-run value (${text}). Must be "none", "server", or "client".`;
  return text === 'false' ? { found: 'none' } : { problem };
}

function validateOf(flags: Flags): Found<'strict' | 'warn' | 'ignore'> {
  const text = flagText(flags, 'validate') ?? 'strict';
  if (text === 'strict' || text === 'true') return { found: 'strict' };
  if (text === 'warn') return { found: 'warn' };
  if (text === 'ignore' || text === 'false') return { found: 'ignore' };
  return { problem: `invalid - validate option ${JSON.stringify(text)}` };
}

const FORMATS =
  'custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,' +
  'jsonpath-as-json,jsonpath-file,name,template,templatefile,wide,yaml';

/** `-o`. */
export function outputOf(flags: Flags): Found<OutputFormat> {
  const text = flagText(flags, 'output') ?? '';
  if (text === '') return { found: { format: 'table' } };
  if (text === 'wide' || text === 'yaml' || text === 'json' || text === 'name') {
    return { found: { format: text } };
  }
  const equals = text.indexOf('=');
  const kind = equals < 0 ? text : text.slice(0, equals);
  const value = equals < 0 ? '' : text.slice(equals + 1);
  if (kind === 'jsonpath') {
    if (value === '') return { problem: 'template format specified but no template given' };
    return { found: { format: 'jsonpath', template: value } };
  }
  if (kind === 'custom-columns') return customColumns(value);
  const problem = `unable to match a printer suitable for the output format "${text}"`;
  return { problem: `${problem}, allowed formats are: ${FORMATS}` };
}

function customColumns(spec: string): Found<OutputFormat> {
  if (spec === '') {
    return { problem: 'custom-columns format specified but no custom columns given' };
  }
  const columns: { header: string; path: string }[] = [];
  for (const part of spec.split(',')) {
    const colon = part.indexOf(':');
    if (colon < 0) {
      const problem = `unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`;
      return { problem };
    }
    columns.push({ header: part.slice(0, colon), path: part.slice(colon + 1) });
  }
  return { found: { format: 'custom-columns', columns } };
}

/** All documents of `-f`; undefined when there was no `-f`. */
export function documentsOfFlags(
  line: ToolLine,
  flags: Flags,
): Found<readonly ManifestDocument[] | undefined> {
  const names = flagTexts(flags, 'filename');
  if (names.length === 0) return { found: undefined };
  const documents: ManifestDocument[] = [];
  for (const name of names) {
    const files = filesNamed(line, name);
    if (files.length === 0) return { problem: missingFile(name) };
    for (const { source, text } of files) documents.push(...documentsOf(source, text));
  }
  if (documents.length === 0) return { problem: `no objects passed to ${VERB_MARK}` };
  return { found: documents };
}

/** Stands for the verb in a problem of `documentsOfFlags`. */
export const VERB_MARK = '<verb>' as const;

interface NamedText {
  readonly source: string;
  readonly text: string;
}

function filesNamed(line: ToolLine, name: string): readonly NamedText[] {
  const text = fileText(line, name);
  if (text !== undefined) return [{ source: name === '-' ? 'STDIN' : name, text }];
  const folder = name.replace(/^\.\//, '').replace(/\/?$/, '/');
  const names = Object.keys(line.files).filter((file) =>
    name === '.' ? !file.includes('/') : file.startsWith(folder),
  );
  return names.sort().map((source) => ({ source, text: line.files[source] as string }));
}

function missingFile(name: string): string {
  if (name === '-') return `no objects passed to ${VERB_MARK}`;
  if (/^https?:/.test(name)) {
    const host = /^https?:\/\/([^/:]+)/.exec(name)?.[1] ?? '';
    const cause = `dial tcp: lookup ${host}: no such host`;
    return `unable to read URL "${name}", Get "${name}": ${cause}`;
  }
  return `the path "${name}" does not exist`;
}
