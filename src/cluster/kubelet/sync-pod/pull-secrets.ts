// Credentials from pull secrets. Models pkg/credentialprovider/secrets, MakeDockerKeyring.

import type { ConfigMap, Secret } from '../../../api/config.ts';
import { decodeBase64 } from '../../../base/base64.ts';
import type { AuthConfig } from '../../protocol/cri.ts';

interface DockerConfigEntry {
  readonly username?: string;
  readonly password?: string;
  readonly auth?: string;
}

/** The credentials of one secret, one per registry; none when it holds no docker configuration. */
export function authsOf(secret: Secret | ConfigMap): readonly AuthConfig[] {
  const data = (secret.data ?? {}) as { readonly [key: string]: string };
  const modern = entriesOf(data['.dockerconfigjson']);
  const parsed = modern === undefined ? entriesOf(data['.dockercfg']) : modern['auths'];
  return Object.entries((parsed ?? {}) as Record<string, DockerConfigEntry>).map(
    ([serverAddress, entry]) => ({ serverAddress, ...credentials(entry) }),
  );
}

function entriesOf(encoded: string | undefined): Record<string, unknown> | undefined {
  const text = encoded === undefined ? undefined : decodeBase64(encoded);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    // A broken secret gives no credentials; the pull then fails as it would for anybody.
    return undefined;
  }
}

function credentials(entry: DockerConfigEntry): AuthConfig {
  if (entry.auth !== undefined) {
    const [username = '', password = ''] = (decodeBase64(entry.auth) ?? '').split(':', 2);
    return { username, password };
  }
  return { username: entry.username ?? '', password: entry.password ?? '' };
}
