// What kubectl prints on stderr for a Status. Models kubectl/pkg/cmd/util/helpers.go, checkErr and
// StandardErrorMessage. Knows texts only, no command.

import { quote } from './go-text.ts';
import type { Status } from './status.ts';

/** Where a refused object came from: kubectl puts it before the server's words. */
export interface RequestSource {
  /** `creating`, `applying patch to …`, `updating`. */
  readonly verb: string;
  /** `pod.yaml`, `STDIN`. */
  readonly source: string;
}

/** The text kubectl prints for a failure; `source` only matters when no field is named. */
export function kubectlErrorText(status: Status, source?: RequestSource): string {
  if (status.reason === 'Invalid') return invalidText(status);
  const prefix = source === undefined ? '' : `error when ${source.verb} ${quote(source.source)}: `;
  const message = `${prefix}${status.message ?? ''}`;
  if (status.reason === 'Unauthorized') {
    return `error: You must be logged in to the server (${message})`;
  }
  const reason = status.reason === undefined ? '' : ` (${status.reason})`;
  return `Error from server${reason}: ${message}`;
}

function invalidText(status: Status): string {
  const { kind = '', name = '', causes = [] } = status.details ?? {};
  const named = kind !== '' || name !== '';
  const opening = named ? `The ${kind} ${quote(name)} is invalid` : 'The request is invalid';
  if (causes.length === 0) return named ? opening : `${opening}: ${status.message ?? ''}`;
  const texts = [...new Set(causes.map((cause) => `${cause.field}: ${cause.message}`))];
  if (texts.length === 1) return `${opening}: ${texts[0]}`;
  return `${opening}: ${texts.map((text) => `\n* ${text}`).join('')}`;
}

/** An object of a kind the server does not serve, as much of it as kubectl names. */
export interface UnmappedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

/** What kubectl prints for a kind the server does not serve; `isModern` from v1.24 on. */
export function noMatchesText(object: UnmappedObject, source: string, isModern: boolean): string {
  const { apiVersion, kind, name, namespace } = object;
  const problem = `no matches for kind ${quote(kind)} in version ${quote(apiVersion)}`;
  if (!isModern) return `error: unable to recognize ${quote(source)}: ${problem}`;
  return (
    `error: resource mapping not found for name: ${quote(name)} namespace: ${quote(namespace)} ` +
    `from ${quote(source)}: ${problem}\nensure CRDs are installed first`
  );
}
