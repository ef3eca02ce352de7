// Building an image's configuration for the catalogue: what it runs when nobody says otherwise.

import type { DockerImageConfig } from '../protocol/docker.ts';

const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** A configuration with what differs from the usual one. */
export function imageConfig(differing: Partial<DockerImageConfig>): DockerImageConfig {
  const env = [PATH, ...(differing.Env ?? [])];
  return { ...PLAIN, ...differing, Env: env };
}

const PLAIN: DockerImageConfig = {
  Entrypoint: [],
  Cmd: [],
  Env: [PATH],
  WorkingDir: '',
  User: '',
  ExposedPorts: [],
};
