// The catalogue's table: repositories, the tags they have, layers in compressed bytes, and what the
// image runs. Sizes are those of the published linux/amd64 images, rounded. Data only.

import type { DockerImageConfig } from '../protocol/docker.ts';

/** Some tags of a repository that are built alike. */
export interface CatalogVariant {
  readonly name: string;
  readonly tags: RegExp;
  /** Bytes, or the name of a shared base layer. */
  readonly layers: readonly (number | string)[];
  readonly config: Partial<DockerImageConfig>;
  /** All these tags name the same image. */
  readonly isOneImage?: boolean;
}

/** Repositories (mirrors of each other) with what they hold. */
export interface CatalogEntry {
  readonly repositories: readonly string[];
  readonly variants: readonly CatalogVariant[];
}

/** Base layers that several images share, in compressed bytes. */
export const BASE_LAYERS: ReadonlyMap<string, number> = new Map([
  ['debian-12', 29_780_000],
  ['debian-12-slim', 28_230_000],
  ['alpine-3', 3_640_000],
  ['busybox-glibc', 2_160_000],
  ['ubuntu-24', 29_720_000],
  ['pause', 318_000],
]);

type Variant = Omit<CatalogVariant, 'name' | 'tags' | 'layers'>;

function variant(
  name: string,
  tags: RegExp,
  layers: readonly (number | string)[],
  config: Partial<DockerImageConfig>,
  more: Partial<Variant> = {},
): CatalogVariant {
  return { name, tags, layers, config, ...more };
}

const SHELL: Partial<DockerImageConfig> = { Cmd: ['sh'] };
const BASH: Partial<DockerImageConfig> = { Cmd: ['bash'] };

const NGINX: Partial<DockerImageConfig> = {
  Entrypoint: ['/docker-entrypoint.sh'],
  Cmd: ['nginx', '-g', 'daemon off;'],
  ExposedPorts: ['80/tcp'],
  StopSignal: 'SIGQUIT',
};

/** `/docker-entrypoint.sh server`, as the official images have it. */
function entry(
  command: readonly string[],
  ports: readonly string[],
  more: Partial<DockerImageConfig> = {},
): Partial<DockerImageConfig> {
  return { Entrypoint: ['docker-entrypoint.sh'], Cmd: command, ExposedPorts: ports, ...more };
}

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

const SERVERS: readonly CatalogEntry[] = [
  {
    repositories: ['nginx', 'nginxinc/nginx-unprivileged', 'registry.k8s.io/e2e-test-images/nginx'],
    variants: [
      variant(
        'nginx',
        /^(latest|stable|mainline|bookworm|1(\.([7-9]|1\d|2\d)(\.\d{1,2})?)?)(-\d)?$/,
        ['debian-12-slim', 43_960_000, 629, 955, 404, 1_210, 1_400],
        NGINX,
      ),
      variant(
        'nginx-alpine',
        /^(stable-|mainline-|1(\.([7-9]|1\d|2\d)(\.\d{1,2})?)?-)?alpine(-slim)?$/,
        ['alpine-3', 1_800_000, 626, 955, 405, 1_210, 1_400, 13_800_000],
        NGINX,
      ),
    ],
  },
  {
    repositories: [
      'registry.k8s.io/nginx-slim',
      'k8s.gcr.io/nginx-slim',
      'gcr.io/google_containers/nginx-slim',
    ],
    variants: [
      variant('nginx-slim', /^0\.([4-9]|1\d|2[0-7])$/, [32, 45_000_000, 220], {
        Cmd: ['nginx', '-g', 'daemon off;'],
        ExposedPorts: ['80/tcp'],
      }),
    ],
  },
  {
    repositories: ['httpd', 'registry.k8s.io/e2e-test-images/httpd'],
    variants: [
      variant(
        'httpd',
        /^(latest|bookworm|2(\.4(\.\d{1,2}(-\d)?)?)?)$/,
        ['debian-12-slim', 145, 4_200_000, 25_700_000, 293],
        {
          Cmd: ['httpd-foreground'],
          WorkingDir: '/usr/local/apache2',
          ExposedPorts: ['80/tcp'],
          StopSignal: 'SIGWINCH',
        },
      ),
      variant(
        'httpd-alpine',
        /^(2(\.4(\.\d{1,2})?)?-)?alpine$/,
        ['alpine-3', 1_260, 17_500_000, 293],
        {
          Cmd: ['httpd-foreground'],
          WorkingDir: '/usr/local/apache2',
          ExposedPorts: ['80/tcp'],
          StopSignal: 'SIGWINCH',
        },
      ),
    ],
  },
  {
    repositories: ['redis', 'registry.k8s.io/redis', 'k8s.gcr.io/redis'],
    variants: [
      variant(
        'redis',
        /^(latest|bookworm|e2e|[2-8](\.\d{1,2}){0,2})$/,
        ['debian-12-slim', 1_100, 870_000, 16_600_000, 98, 572],
        entry(['redis-server'], ['6379/tcp'], { WorkingDir: '/data' }),
      ),
      variant(
        'redis-alpine',
        /^([2-8](\.\d{1,2}){0,2}-)?alpine$/,
        ['alpine-3', 1_250, 480_000, 12_900_000],
        entry(['redis-server'], ['6379/tcp'], { WorkingDir: '/data' }),
      ),
    ],
  },
  {
    repositories: ['memcached'],
    variants: [
      variant(
        'memcached',
        /^(latest|alpine|1(\.\d{1,2}){0,2})(-alpine)?$/,
        ['debian-12-slim', 5_070_000, 1_340_000],
        entry(['memcached'], ['11211/tcp'], { User: 'memcache' }),
      ),
    ],
  },
  {
    repositories: ['mysql'],
    variants: [
      variant(
        'mysql',
        /^(latest|lts|oracle|[589](\.\d{1,2}){0,2})$/,
        [47_300_000, 884, 983_000, 6_890_000, 2_610, 338, 49_100_000, 320, 126_000_000, 5_330],
        entry(['mysqld'], ['3306/tcp', '33060/tcp']),
      ),
    ],
  },
  {
    repositories: ['mariadb'],
    variants: [
      variant(
        'mariadb',
        /^(latest|lts|1[0-2](\.\d{1,2}){0,2})$/,
        ['ubuntu-24', 1_740, 6_500_000, 90_300_000],
        entry(['mariadbd'], ['3306/tcp']),
      ),
    ],
  },
  {
    repositories: ['postgres'],
    variants: [
      variant(
        'postgres',
        /^(latest|bookworm|(9|1\d)(\.\d{1,2}){0,2})$/,
        [
          'debian-12-slim',
          1_210_000,
          4_540_000,
          1_450_000,
          8_070_000,
          1_070_000,
          116_000_000,
          9_800,
        ],
        entry(['postgres'], ['5432/tcp'], { StopSignal: 'SIGINT' }),
      ),
      variant(
        'postgres-alpine',
        /^((9|1\d)(\.\d{1,2}){0,2}-)?alpine$/,
        ['alpine-3', 104_000_000, 9_800],
        entry(['postgres'], ['5432/tcp'], { StopSignal: 'SIGINT' }),
      ),
    ],
  },
  {
    repositories: ['mongo'],
    variants: [
      variant(
        'mongo',
        /^(latest|[3-8](\.\d{1,2}){0,2})$/,
        ['ubuntu-24', 1_150, 1_510_000, 1_110_000, 244_000_000, 4_970],
        entry(['mongod'], ['27017/tcp']),
      ),
    ],
  },
  {
    repositories: ['rabbitmq'],
    variants: [
      variant(
        'rabbitmq',
        /^(latest|management|[34](\.\d{1,2}){0,2})(-management)?$/,
        ['ubuntu-24', 52_000_000, 21_000_000, 9_800],
        entry(['rabbitmq-server'], ['5672/tcp', '15672/tcp']),
      ),
    ],
  },
  {
    repositories: ['haproxy'],
    variants: [
      variant(
        'haproxy',
        /^(latest|lts|[1-3](\.\d{1,2}){0,2})(-alpine)?$/,
        ['debian-12-slim', 3_000_000, 12_000_000],
        entry(['haproxy', '-f', '/usr/local/etc/haproxy/haproxy.cfg'], [], {
          StopSignal: 'SIGUSR1',
        }),
      ),
    ],
  },
  {
    repositories: ['wordpress'],
    variants: [
      variant(
        'wordpress',
        /^(latest|apache|[4-6](\.\d{1,2}){0,2}(-apache)?)$/,
        ['debian-12-slim', 104_000_000, 20_500_000, 65_000_000, 28_000_000],
        entry(['apache2-foreground'], ['80/tcp'], { WorkingDir: '/var/www/html' }),
      ),
    ],
  },
  {
    repositories: ['registry'],
    variants: [
      variant('registry', /^(latest|[23](\.\d{1,2}){0,2})$/, ['alpine-3', 6_400_000, 370], {
        Entrypoint: ['/entrypoint.sh'],
        Cmd: ['/etc/docker/registry/config.yml'],
        ExposedPorts: ['5000/tcp'],
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
export const CATALOG: readonly CatalogEntry[] = [...SYSTEMS, ...SERVERS, ...LANGUAGES, ...TOOLS];
