// From a request's body to an object or a 400: the texts of decoding errors of each edition.
// Models apiserver/pkg/endpoints/handlers/create.go and runtime/serializer/json.

import type { Status } from '../../apimachinery/status.ts';
import { badRequest } from '../../apimachinery/status.ts';
import type { EditionName } from '../editions/edition.ts';
import type { JsonRecord } from '../scheme/decode.ts';
import { decodeObject } from '../scheme/decode.ts';
import { decodingWords } from '../scheme/late.ts';

/** What the query parameter `fieldValidation` may say; the server of v1.20 knows none of it. */
export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

/** An object with the texts of `Warning:` headers, or the answer that refuses it. */
export type StrictResult =
  | { readonly ok: true; readonly object: JsonRecord; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly status: Status };

/** Decodes the body of a create or update; `duplicates` are paths that stood twice in its text. */
export function decodeBody(
  raw: unknown,
  edition: EditionName,
  fieldValidation: FieldValidation,
  duplicates: readonly string[] = [],
): StrictResult {
  const { apiVersion, kind } = headOf(raw);
  const decoded = decodeObject(raw, edition);
  if (!decoded.ok) {
    const isModern = edition === 'containerd';
    const problem = isModern
      ? decoded.problem
      : decodingWords.get().jsoniterProblem(raw, decoded.problem);
    return refuse(apiVersion, kind, problem);
  }
  const found = [
    ...decoded.unknown.map((path) => `unknown field "${path}"`),
    ...duplicates.map((path) => `duplicate field "${path}"`),
  ];
  const isChecked = edition === 'containerd' && fieldValidation !== 'Ignore' && found.length > 0;
  if (isChecked && fieldValidation === 'Strict') {
    return refuse(apiVersion, kind, `strict decoding error: ${found.join(', ')}`);
  }
  return { ok: true, object: decoded.object, warnings: isChecked ? found : [] };
}

function headOf(raw: unknown): { readonly apiVersion: string; readonly kind: string } {
  const head = (raw ?? {}) as { readonly apiVersion?: unknown; readonly kind?: unknown };
  return { apiVersion: String(head.apiVersion ?? ''), kind: String(head.kind ?? '') };
}

function refuse(apiVersion: string, kind: string, problem: string): StrictResult {
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
  const message = `${kind} in version "${version}" cannot be handled as a ${kind}: ${problem}`;
  return { ok: false, status: badRequest(message) };
}
