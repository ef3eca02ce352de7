// POST …/serviceaccounts/<name>/token: a token bound to an audience and a time. It is shaped like a
// JSON Web Token; nobody checks its signature here.
// Models pkg/registry/core/serviceaccount/storage/token.go.

import { encodeBase64 } from '../../base/base64.ts';
import { rfc3339 } from '../../base/calendar.ts';
import { hashText } from '../../base/hash.ts';
import { micros } from '../../kernel/time.ts';
import { answer, type Desk } from './desk.ts';
import type { Plan } from './state.ts';

/** The account that its controller makes in every namespace. */
export const DEFAULT_ACCOUNT = 'default';

const AUDIENCE = 'https://kubernetes.default.svc.cluster.local';
const HOUR_SECONDS = 3_600;

interface TokenSpec {
  readonly audiences?: readonly string[];
  readonly expirationSeconds?: number;
}

/** Answers with a token for the account of the plan. */
export function issueToken(desk: Desk, plan: Plan): void {
  const { io } = desk;
  const { namespace = 'default', name = '' } = plan.target;
  const body = (plan.request.body ?? {}) as { readonly spec?: TokenSpec };
  const { audiences = [AUDIENCE], expirationSeconds = HOUR_SECONDS } = body.spec ?? {};
  const issuedAt = io.epochSeconds + Math.floor(io.now / 1_000_000);
  const claims = {
    aud: audiences,
    exp: issuedAt + expirationSeconds,
    iat: issuedAt,
    iss: AUDIENCE,
    sub: `system:serviceaccount:${namespace}:${name}`,
  };
  const signed = `${part({ alg: 'RS256', kid: 'cluster' })}.${part(claims)}`;
  const token = `${signed}.${hashText(signed).toString(16).padStart(8, '0')}`;
  const expiresAt = micros(io.now + expirationSeconds * 1_000_000);
  answer(desk, plan, 201, {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name, namespace },
    spec: { audiences, expirationSeconds },
    status: { token, expirationTimestamp: rfc3339(io.epochSeconds, expiresAt) },
  });
}

function part(value: object): string {
  return encodeBase64(JSON.stringify(value))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}
