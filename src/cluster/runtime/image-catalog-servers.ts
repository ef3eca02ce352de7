// The catalogue's servers: web servers, databases, queues. Sizes are those of the published
// linux/amd64 images, rounded. Data only.

import type { DockerImageConfig } from '../protocol/docker.ts';
import { type CatalogEntry, entry, variant } from './image-catalog-entry.ts';

const NGINX: Partial<DockerImageConfig> = {
  Entrypoint: ['/docker-entrypoint.sh'],
  Cmd: ['nginx', '-g', 'daemon off;'],
  ExposedPorts: ['80/tcp'],
  StopSignal: 'SIGQUIT',
};

/** Well-known servers. */
export const SERVERS: readonly CatalogEntry[] = [
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
