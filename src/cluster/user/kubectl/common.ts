// What kubectl's verbs share: resource words, paths, names, refusals. Models cli-runtime's builder.

import { type KindInfo, kindOf, kindOfWord, pathOf } from '../../../api/kinds.ts';
import type { ApiObject } from '../../../apimachinery/meta.ts';
import { internalError, type Status } from '../../../apimachinery/status.ts';
import type { ApiRequest, ApiResponse } from '../../protocol/apiserver.ts';
import type { ResourceArgument, Selection } from '../../protocol/kubectl-commands.ts';
import { api, CONNECTION_REFUSED, fail, print, type Routine } from '../calls.ts';

/** The namespace of a line. */
export function namespaceOf(from: { readonly namespace?: string }): string {
  return from.namespace ?? 'default';
}

/** `pod/web`, `lease.coordination.k8s.io/node-1`: how kubectl names an object. */
export function shortName(info: KindInfo, name: string): string {
  return `${groupedSingular(info)}/${name}`;
}

/** `pod`, `lease.coordination.k8s.io`. */
export function groupedSingular(info: KindInfo): string {
  return info.group === '' ? info.singular : `${info.singular}.${info.group}`;
}

/** The kind behind a word, or kubectl's complaint. */
export function* lookUp(word: string): Routine<KindInfo | undefined> {
  const info = kindOfWord(word);
  if (info === undefined) yield* fail(`error: the server doesn't have a resource type "${word}"`);
  return info;
}

/** The path of an object in its namespace, with a subresource if any. */
export function objectPath(
  info: KindInfo,
  namespace: string,
  name: string,
  subresource?: string,
): string {
  const path = pathOf(info, info.isNamespaced ? namespace : undefined, name);
  return subresource === undefined ? path : `${path}/${subresource}`;
}

/** A request to the API server, or undefined and the complaint is printed. */
export function* call(
  request: Omit<ApiRequest, 'type' | 'userAgent'>,
): Routine<ApiResponse | undefined> {
  const answer = yield* api(request);
  if (answer === undefined) {
    yield* fail(CONNECTION_REFUSED);
    return undefined;
  }
  for (const text of answer.warnings ?? []) {
    yield* print({ kind: 'line', text: `Warning: ${text}`, isError: true });
  }
  return answer;
}

/** Whether the server said yes; 101 is the yes to an exec. */
export function isOk(answer: ApiResponse): boolean {
  return answer.code === 101 || (answer.code >= 200 && answer.code < 300);
}

/** Prints a refusal; gives exit code 1. */
export function* refuse(
  answer: Pick<ApiResponse, 'body'>,
  source?: { readonly verb: string; readonly source: string },
): Routine {
  const status = answer.body as Status;
  yield* print({ kind: 'error', status, ...(source === undefined ? {} : { source }) });
  return 1;
}

const GENERIC: { readonly [code: number]: readonly [reason: string, message: string] } = {
  401: ['Unauthorized', 'the server has asked for the client to provide credentials'],
  404: ['NotFound', 'the server could not find the requested resource'],
  405: ['MethodNotAllowed', 'the server does not allow this method on the requested resource'],
  503: ['ServiceUnavailable', 'the server is currently unable to handle the request'],
};

/**
 * A refusal that is no Status gets one by its code, as client-go makes it; `about` says what was
 * asked of which resource.
 */
export function withStatus(answer: ApiResponse, about?: string): ApiResponse {
  if (typeof answer.body === 'object' && answer.body !== null) return answer;
  const text = String(answer.body ?? '').trim();
  const [reason, what] = GENERIC[answer.code] ?? ['', text];
  const message = about === undefined ? what : `${what} (${about})`;
  return { ...answer, body: { ...internalError(message), message, reason, code: answer.code } };
}

/** The object of an answer. */
export function objectOf(answer: ApiResponse): ApiObject {
  return answer.body as ApiObject;
}

/** Parameters of a list. */
export function listQuery(selection: Selection): { readonly [name: string]: string } {
  const { selector, fieldSelector } = selection;
  return {
    limit: '500',
    ...(selector === undefined ? {} : { labelSelector: selector }),
    ...(fieldSelector === undefined ? {} : { fieldSelector }),
  };
}

/** An object that a verb works on: its kind, where it is, and the object when it was read. */
export interface Target {
  readonly info: KindInfo;
  readonly namespace: string;
  readonly name: string;
  readonly object?: ApiObject;
}

/** The path of a target. */
export function targetPath(target: Target, subresource?: string): string {
  return objectPath(target.info, target.namespace, target.name, subresource);
}

/** A list of the objects a line chooses; undefined when something was refused (and printed). */
export function* resolve(
  targets: readonly ResourceArgument[],
  selection: Selection,
): Routine<readonly Target[] | undefined> {
  const found: Target[] = [];
  const namespace = namespaceOf(selection);
  for (const { resource, name } of targets) {
    const info = yield* lookUp(resource);
    if (info === undefined) return undefined;
    if (name !== undefined) found.push({ info, namespace, name });
    else {
      const listed = yield* list(info, selection);
      if (listed === undefined) return undefined;
      for (const object of listed) found.push(targetOf(info, object));
    }
  }
  return found;
}

/** The target of an object that was read. */
export function targetOf(info: KindInfo, object: ApiObject): Target {
  const { namespace = 'default', name = '' } = object.metadata;
  return { info, namespace, name, object };
}

/** All objects of a kind that a line chooses, page by page; undefined when refused. */
export function* list(
  info: KindInfo,
  selection: Selection,
): Routine<readonly ApiObject[] | undefined> {
  const everywhere = selection.allNamespaces === true || !info.isNamespaced;
  const path = pathOf(info, everywhere ? undefined : namespaceOf(selection));
  const objects: ApiObject[] = [];
  let more: string | undefined;
  do {
    const query = { ...listQuery(selection), ...(more === undefined ? {} : { continue: more }) };
    const answer = yield* call({ verb: 'GET', path, query });
    if (answer === undefined) return undefined;
    if (!isOk(answer)) {
      yield* refuse(answer);
      return undefined;
    }
    const page = answer.body as {
      readonly items: readonly ApiObject[];
      readonly metadata?: { readonly continue?: string };
      readonly apiVersion: string;
      readonly kind: string;
    };
    const kind = page.kind.replace(/List$/, '');
    for (const item of page.items) {
      objects.push({
        ...item,
        apiVersion: item.apiVersion ?? page.apiVersion,
        kind: item.kind ?? kind,
      });
    }
    more = page.metadata?.continue === '' ? undefined : page.metadata?.continue;
  } while (more !== undefined);
  return objects;
}

/** The kind of a manifest, or undefined when the server does not serve it. */
export function kindOfManifest(value: {
  readonly apiVersion: string;
  readonly kind: string;
}): KindInfo | undefined {
  return kindOf(value.apiVersion, value.kind);
}
