// The catalogue's table: repositories, the tags they have, layers in compressed bytes, and what the
// image runs. Sizes are those of the published linux/amd64 images, rounded. Data only.

import type { DockerImageConfig } from '../protocol/docker.ts';
import { type CatalogEntry, entry, variant } from './image-catalog-entry.ts';
import { MONITORING } from './image-catalog-monitoring.ts';
import { SERVERS } from './image-catalog-servers.ts';

/** Base layers that several images share, in compressed bytes. */
export const BASE_LAYERS: ReadonlyMap<string, number> = new Map([
  ['debian-12', 29_780_000],
  ['debian-12-slim', 28_230_000],
  ['alpine-3', 3_640_000],
  ['busybox-glibc', 2_160_000],
  ['ubuntu-24', 29_720_000],
  ['pause', 318_000],
]);

const SHELL: Partial<DockerImageConfig> = { Cmd: ['sh'] };
const BASH: Partial<DockerImageConfig> = { Cmd: ['bash'] };

const AGNHOST: Partial<DockerImageConfig> = { Entrypoint: ['/agnhost'], Cmd: ['pause'] };

const SYSTEMS: readonly CatalogEntry[] = [
  {
    repositories: [
      'busybox',
      'registry.k8s.io/busybox',
      'k8s.gcr.io/busybox',
      'gcr.io/google_containers/busybox',
      'registry.k8s.io/e2e-test-images/busybox',
    ],
    variants: [
      variant(
        'busybox',
        /^(latest|stable|1(\.(2[4-9]|3[0-7])(\.\d)?)?(-\d)?)(-(glibc|musl|uclibc))?$/,
        ['busybox-glibc'],
        SHELL,
      ),
    ],
  },
  {
    repositories: ['alpine'],
    variants: [
      variant('alpine', /^(latest|edge|3(\.([3-9]|1\d|2[0-3])(\.\d{1,2})?)?)$/, ['alpine-3'], {
        Cmd: ['/bin/sh'],
      }),
    ],
  },
  {
    repositories: ['debian'],
    variants: [
      variant(
        'debian',
        /^(latest|stable|bookworm|trixie|bullseye|buster|1[0-3](\.\d{1,2})?)$/,
        ['debian-12'],
        BASH,
      ),
      variant(
        'debian-slim',
        /^(stable|bookworm|trixie|bullseye|buster|1[0-3](\.\d{1,2})?)-slim$/,
        ['debian-12-slim'],
        BASH,
      ),
    ],
  },
  {
    repositories: ['ubuntu'],
    variants: [
      variant(
        'ubuntu',
        /^(latest|rolling|noble|jammy|focal|bionic|(1[4-9]|2[0-6])\.(04|10))$/,
        ['ubuntu-24'],
        { Cmd: ['/bin/bash'] },
      ),
    ],
  },
  {
    repositories: ['fedora'],
    variants: [
      variant('fedora', /^(latest|rawhide|(2[5-9]|3\d|4[0-4]))$/, [63_000_000], {
        Cmd: ['/bin/bash'],
      }),
    ],
  },
  {
    repositories: ['centos'],
    variants: [
      variant('centos', /^(latest|[5-8]|centos[5-8])$/, [83_520_000], { Cmd: ['/bin/bash'] }),
    ],
  },
  {
    repositories: ['kubernetes/pause'],
    variants: [
      variant(
        'kubernetes-pause',
        /^(latest|go)$/,
        [100_000, 32],
        { Entrypoint: ['/pause'] },
        { isOneImage: true },
      ),
    ],
  },
  {
    repositories: [
      'registry.k8s.io/pause',
      'k8s.gcr.io/pause',
      'gcr.io/google_containers/pause',
      'gcr.io/google_containers/pause-amd64',
    ],
    variants: [
      variant('pause', /^(latest|1\.0|2\.0|3\.\d{1,2}(\.\d)?|go)$/, ['pause'], {
        Entrypoint: ['/pause'],
        User: '65535:65535',
      }),
    ],
  },
];

const LANGUAGES: readonly CatalogEntry[] = [
  {
    repositories: ['python'],
    variants: [
      variant(
        'python',
        /^(latest|slim|alpine|[23](\.\d{1,2}){0,2}(-(slim|alpine|bookworm))?)$/,
        ['debian-12', 24_060_000, 64_400_000, 211_000_000, 6_160_000, 24_100_000],
        { Cmd: ['python3'] },
      ),
    ],
  },
  {
    repositories: ['node'],
    variants: [
      variant(
        'node',
        /^(latest|lts|slim|alpine|(\d|1\d|2[0-6])(\.\d{1,2}){0,2}(-(slim|alpine))?)$/,
        ['debian-12', 24_060_000, 64_400_000, 211_000_000, 3_320, 55_000_000, 1_250_000],
        entry(['node'], []),
      ),
    ],
  },
  {
    repositories: ['golang'],
    variants: [
      variant(
        'golang',
        /^(latest|alpine|1(\.\d{1,2}){0,2}(-(alpine|bookworm))?)$/,
        ['debian-12', 24_060_000, 64_400_000, 92_300_000, 74_000_000],
        { Cmd: ['bash'], WorkingDir: '/go' },
      ),
    ],
  },
  {
    repositories: ['perl'],
    variants: [
      variant(
        'perl',
        /^(latest|slim|5(\.\d{1,2}){0,2}(-slim)?)$/,
        ['debian-12', 24_060_000, 64_400_000, 211_000_000, 16_700_000],
        { Cmd: ['perl', '-de0'] },
      ),
    ],
  },
  {
    repositories: ['php'],
    variants: [
      variant(
        'php',
        /^(latest|apache|fpm|cli|[5-8](\.\d{1,2}){0,2}(-(apache|fpm|cli))?)$/,
        ['debian-12-slim', 104_000_000, 20_500_000, 14_000_000],
        { Cmd: ['php', '-a'] },
      ),
    ],
  },
];

const TOOLS: readonly CatalogEntry[] = [
  {
    repositories: ['hello-world'],
    variants: [
      variant(
        'hello-world',
        /^(latest|linux)$/,
        [2_380],
        { Cmd: ['/hello'] },
        { isOneImage: true },
      ),
    ],
  },
  {
    repositories: ['registry.k8s.io/e2e-test-images/agnhost', 'k8s.gcr.io/e2e-test-images/agnhost'],
    variants: [
      variant(
        'agnhost',
        /^2\.([0-9]|[1-6]\d)(\.\d)?$/,
        ['alpine-3', 7_900_000, 34_000_000, 3_800],
        AGNHOST,
      ),
    ],
  },
  {
    repositories: [
      'gcr.io/google-samples/hello-app',
      'us-docker.pkg.dev/google-samples/containers/gke/hello-app',
    ],
    variants: [
      variant('hello-app', /^[12]\.0$/, ['alpine-3', 8_800_000], {
        Entrypoint: ['./hello-app'],
        ExposedPorts: ['8080/tcp'],
      }),
    ],
  },
  {
    repositories: ['gcr.io/google-samples/node-hello'],
    variants: [
      variant('node-hello', /^1\.0$/, [50_000_000, 18_500_000, 43_000_000, 132_000_000, 1_100], {
        Cmd: ['/bin/sh', '-c', 'node server.js'],
        ExposedPorts: ['8080/tcp'],
      }),
    ],
  },
  {
    repositories: [
      'registry.k8s.io/echoserver',
      'k8s.gcr.io/echoserver',
      'gcr.io/google_containers/echoserver',
    ],
    variants: [
      variant('echoserver', /^1\.([4-9]|10)$/, ['alpine-3', 42_000_000, 1_900], {
        Cmd: ['/usr/local/bin/run.sh'],
        ExposedPorts: ['8080/tcp', '8443/tcp'],
      }),
    ],
  },
  {
    repositories: ['registry.k8s.io/goproxy', 'k8s.gcr.io/goproxy'],
    variants: [
      variant('goproxy', /^0\.1$/, [2_150_000], {
        Entrypoint: ['/goproxy'],
        ExposedPorts: ['8080/tcp'],
      }),
    ],
  },
  {
    repositories: ['registry.k8s.io/etcd', 'k8s.gcr.io/etcd'],
    variants: [
      variant('etcd', /^([23]\.\d{1,2}\.\d{1,2})(-\d)?$/, [1_900_000, 21_200_000, 75_000_000], {
        ExposedPorts: ['2379/tcp', '2380/tcp'],
      }),
    ],
  },
  {
    repositories: [
      'registry.k8s.io/liveness',
      'k8s.gcr.io/liveness',
      'gcr.io/google_containers/liveness',
    ],
    variants: [
      variant('liveness', /^(latest|0\.1)$/, [1_900_000], {
        Cmd: ['/server'],
        ExposedPorts: ['8080/tcp'],
      }),
    ],
  },
  {
    repositories: ['polinux/stress'],
    variants: [
      variant(
        'polinux-stress',
        /^(latest|1\.0\.4)$/,
        [2_800_000, 1_270_000],
        { Cmd: ['/usr/local/bin/stress'] },
        { isOneImage: true },
      ),
    ],
  },
  {
    repositories: ['vish/stress'],
    variants: [
      variant('vish-stress', /^latest$/, [32, 1_560_000], {
        Entrypoint: ['/stress', '-logtostderr'],
      }),
    ],
  },
  {
    repositories: ['alpine/socat'],
    variants: [
      variant('socat', /^(latest|1(\.\d){2,3}(-r\d)?)$/, ['alpine-3', 3_900_000], {
        Entrypoint: ['socat'],
      }),
    ],
  },
  {
    repositories: ['curlimages/curl'],
    variants: [
      variant('curl', /^(latest|[78]\.\d{1,2}\.\d{1,2})$/, ['alpine-3', 5_400_000], {
        Entrypoint: ['/entrypoint.sh'],
        Cmd: ['curl'],
        User: 'curl_user',
      }),
    ],
  },
];

/** Every image that is known by name. */
export const CATALOG: readonly CatalogEntry[] = [
  ...SYSTEMS,
  ...SERVERS,
  ...LANGUAGES,
  ...TOOLS,
  ...MONITORING,
];
