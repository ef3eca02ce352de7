// How a registry answers for a name: the scenario's rules first, then the catalogue.
// Knows nothing of time; the process adds how long an answer takes.

import type { AuthConfig } from '../protocol/cri.ts';
import type {
  ImageManifest,
  RegistryFailureKind,
  RegistryGetManifest,
  RegistryRule,
} from '../protocol/registry.ts';
import { guess, lookUp } from '../runtime/image-catalog.ts';
import { familiarName, familiarRepository, type ImageName } from '../runtime/image-name.ts';

/** What a request for a manifest comes to. */
export type Verdict =
  | { readonly kind: 'ok'; readonly manifest: ImageManifest }
  | { readonly kind: RegistryFailureKind; readonly detail?: string };

/** The rule that holds for a name: `repository:tag` before `repository` before host. */
export function ruleFor(rules: readonly RegistryRule[], name: ImageName): RegistryRule | undefined {
  const repository = familiarRepository(name);
  for (const image of [familiarName(name), repository, name.host]) {
    const rule = rules.find((one) => one.image === image);
    if (rule !== undefined) return rule;
  }
  return undefined;
}

/** The answer to a request for a manifest. */
export function judge(
  rule: RegistryRule | undefined,
  name: ImageName,
  request: RegistryGetManifest,
): Verdict {
  if (rule !== undefined && rule.answer !== 'ok' && rule.answer !== 'private') {
    const { detail } = rule;
    return { kind: rule.answer, ...(detail === undefined ? {} : { detail }) };
  }
  if (rule?.answer === 'private') {
    const refusal = refusalOf(rule.auth, request.auth);
    if (refusal !== undefined) return { kind: refusal };
  }
  const known = lookUp(name);
  if (known === 'unknown-tag' && rule === undefined) return { kind: '404' };
  if (typeof known !== 'string') return { kind: 'ok', manifest: known };
  return { kind: 'ok', manifest: guess(name, rule?.sizeBytes) };
}

/** Whether credentials open a private repository; without any it is as if it did not exist. */
function refusalOf(
  wanted: AuthConfig | undefined,
  given: AuthConfig | undefined,
): RegistryFailureKind | undefined {
  if (given === undefined) return 'denied';
  if (wanted === undefined) return undefined;
  const isSame = given.username === wanted.username && given.password === wanted.password;
  return isSame ? undefined : '401';
}
