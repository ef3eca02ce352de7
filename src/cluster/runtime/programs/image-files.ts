// The files of images: which tools and servers they hold and where. A program is a file with a
// mark; load.ts knows by the mark what it runs. Images nobody knows get Debian's tools.

import { familiarRepository, parseImageName } from '../image-name.ts';

/** How a program's file begins; its name follows. */
export const PROGRAM_MARK: string = '\u007fELF ';

/** A file of an image. */
export interface ImageFile {
  readonly path: string;
  readonly text: string;
  readonly isProgram: boolean;
}

const BUSYBOX =
  'sh ash cat echo printf test [ expr seq basename dirname true false sync touch mkdir rm rmdir unlink cp mv ln chmod chown ' +
  'chgrp ls mktemp find du readlink realpath stat truncate fallocate cmp diff date env printenv hostname pwd uname id whoami ps ' +
  'top kill killall pkill pidof pgrep nproc arch uptime free df tty which nohup nice setsid time sleep usleep tail yes ' +
  'dd timeout wget nc nslookup ping httpd head grep egrep fgrep wc cut sort uniq tr tee xargs md5sum sha1sum sha256sum sed ' +
  'awk rev nl tac fold clear mount sysctl install';

const DEBIAN =
  'sh dash bash cat echo printf test [ expr seq basename dirname true false sync touch mkdir rm rmdir unlink cp mv ln chmod ' +
  'chown chgrp ls mktemp find du readlink realpath stat truncate fallocate cmp diff date env printenv hostname pwd uname id ' +
  'whoami kill nproc arch df tty which nohup nice setsid stdbuf sleep tail yes dd timeout head grep egrep fgrep wc cut ' +
  'sort uniq tr tee xargs md5sum sha1sum sha256sum sed awk rev nl tac fold clear mount install';

const PROCPS = 'ps top pkill pidof pgrep uptime free';

const PASSWD =
  'root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1:daemon:/usr/sbin:/bin/false\nwww-data:x:33:33:www-data:/var/www:/bin/false\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\n';

const DIRECTORIES =
  '/bin /dev /etc /home /mnt /opt /proc /root /run /srv /sys /tmp /usr /usr/bin /usr/local /usr/local/bin /usr/sbin /usr/share /var /var/lib /var/log /var/run /var/tmp';

/** What a family of images holds besides its base. */
interface Family {
  readonly base: 'busybox' | 'debian' | 'none';
  /** path=mark */
  readonly programs?: readonly string[];
  readonly files?: readonly (readonly [string, string])[];
  readonly users?: string;
  readonly more?: string;
}

const NGINX_INDEX =
  '<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!</title>\n</head>\n<body>\n<h1>Welcome to nginx!</h1>\n<p>This page says that the web server runs and has nothing else to show yet.</p>\n</body>\n</html>\n';

const ENTRY = '/usr/local/bin/docker-entrypoint.sh=entrypoint:';

const FAMILIES: readonly (readonly [RegExp, Family])[] = [
  [/(^|\/)(busybox)(-\w+)?$/, { base: 'busybox', programs: ['/bin/memhog=memhog'] }],
  [/(^|\/)alpine$/, { base: 'busybox' }],
  [/(^|\/)pause(-\w+)?$/, { base: 'none', programs: ['/pause=pause'] }],
  [
    /(^|\/)nginx(-\w+)?$/,
    {
      base: 'debian',
      programs: [
        '/usr/sbin/nginx=nginx',
        '/docker-entrypoint.sh=entrypoint:nginx',
        '/usr/bin/curl=curl',
      ],
      files: [
        ['/usr/share/nginx/html/index.html', NGINX_INDEX],
        ['/usr/share/nginx/html/50x.html', '<html>An error occurred.</html>\n'],
        [
          '/etc/nginx/nginx.conf',
          'worker_processes auto;\nhttp { include /etc/nginx/conf.d/*.conf; }\n',
        ],
        ['/etc/nginx/conf.d/default.conf', 'server { listen 80; root /usr/share/nginx/html; }\n'],
      ],
      users: 'nginx:x:101:101:nginx:/nonexistent:/bin/false\n',
    },
  ],
  [
    /(^|\/)httpd$/,
    {
      base: 'debian',
      programs: ['/usr/local/bin/httpd-foreground=apache', '/usr/local/apache2/bin/httpd=apache'],
      files: [
        ['/usr/local/apache2/htdocs/index.html', '<html><body><h1>It works!</h1></body></html>\n'],
      ],
    },
  ],
  [
    /(^|\/)redis$/,
    {
      base: 'debian',
      programs: [
        `${ENTRY}redis-server`,
        '/usr/local/bin/redis-server=redis-server',
        '/usr/local/bin/redis-cli=redis-cli',
      ],
      users: 'redis:x:999:999:redis:/data:/bin/sh\n',
    },
  ],
  [
    /(^|\/)memcached$/,
    {
      base: 'debian',
      programs: [`${ENTRY}memcached`, '/usr/local/bin/memcached=memcached'],
      users: 'memcache:x:11211:11211:memcache:/:/bin/sh\n',
    },
  ],
  [
    /(^|\/)(mysql|mariadb)$/,
    {
      base: 'debian',
      programs: [
        `${ENTRY}mysqld`,
        '/usr/sbin/mysqld=mysqld',
        '/usr/sbin/mariadbd=mysqld',
        '/usr/bin/mysql=mysql',
        '/usr/bin/mysqladmin=mysql',
      ],
      users: 'mysql:x:999:999:mysql:/:/bin/sh\n',
    },
  ],
  [
    /(^|\/)postgres$/,
    {
      base: 'debian',
      programs: [
        `${ENTRY}postgres`,
        '/usr/lib/postgresql/bin/postgres=postgres',
        '/usr/local/bin/postgres=postgres',
        '/usr/bin/pg_isready=pg_isready',
        '/usr/bin/psql=pg_isready',
      ],
      users: 'postgres:x:999:999:postgres:/:/bin/sh\n',
    },
  ],
  [/(^|\/)mongo$/, { base: 'debian', programs: [`${ENTRY}mongod`, '/usr/bin/mongod=mongod'] }],
  [
    /(^|\/)rabbitmq$/,
    {
      base: 'debian',
      programs: [`${ENTRY}rabbitmq-server`, '/usr/sbin/rabbitmq-server=rabbitmq-server'],
      more: PROCPS,
    },
  ],
  [
    /(^|\/)(haproxy|traefik)$/,
    { base: 'debian', programs: [`${ENTRY}haproxy`, '/usr/local/sbin/haproxy=haproxy'] },
  ],
  [
    /(^|\/)wordpress$/,
    {
      base: 'debian',
      programs: [`${ENTRY}apache2-foreground`, '/usr/local/bin/apache2-foreground=apache'],
    },
  ],
  [
    /(^|\/)registry$/,
    { base: 'busybox', programs: ['/entrypoint.sh=registry', '/bin/registry=registry'] },
  ],
  [
    /(^|\/)etcd$/,
    { base: 'none', programs: ['/usr/local/bin/etcd=etcd', '/usr/local/bin/etcdctl=etcdctl'] },
  ],
  [/(^|\/)heapster(-amd64)?$/, { base: 'none', programs: ['/heapster=heapster'] }],
  [
    /(^|\/)heapster[-_]influxdb(-amd64)?$/,
    { base: 'busybox', programs: ['/bin/influxd=influxd'], files: [['/etc/config.toml', '']] },
  ],
  [/(^|\/)heapster[-_]grafana(-amd64)?$/, { base: 'debian', programs: ['/run.sh=grafana'] }],
  [/(^|\/)metrics-server$/, { base: 'none', programs: ['/metrics-server=metrics-server'] }],
  [/(^|\/)agnhost$/, { base: 'busybox', programs: ['/agnhost=agnhost'] }],
  [/(^|\/)liveness$/, { base: 'busybox', programs: ['/server=liveness'] }],
  [/(^|\/)goproxy$/, { base: 'none', programs: ['/goproxy=goproxy'] }],
  [/(^|\/)hello-app$/, { base: 'none', programs: ['/hello-app=hello-app'] }],
  [
    /(^|\/)node-hello$/,
    {
      base: 'debian',
      programs: ['/usr/local/bin/node=node', '/usr/local/bin/npm=node'],
      more: PROCPS,
    },
  ],
  [/(^|\/)hello-world$/, { base: 'none', programs: ['/hello=hello-world'] }],
  [/^polinux\/stress$/, { base: 'busybox', programs: ['/usr/local/bin/stress=stress'] }],
  [/^vish\/stress$/, { base: 'none', programs: ['/stress=vish-stress'] }],
  [/(^|\/)socat$/, { base: 'busybox', programs: ['/usr/bin/socat=socat'] }],
  [/(^|\/)(debian|ubuntu)$/, { base: 'debian' }],
  [
    /(^|\/)(fedora|centos|golang|perl)$/,
    {
      base: 'debian',
      programs: ['/usr/bin/curl=curl', '/usr/bin/perl=perl', '/usr/local/go/bin/go=go'],
      more: PROCPS,
    },
  ],
  [
    /(^|\/)python$/,
    { base: 'debian', programs: ['/usr/local/bin/python3=python', '/usr/local/bin/python=python'] },
  ],
  [
    /(^|\/)node$/,
    {
      base: 'debian',
      programs: [`${ENTRY}node`, '/usr/local/bin/node=node', '/usr/local/bin/npm=node'],
      more: PROCPS,
    },
  ],
  [
    /(^|\/)php$/,
    {
      base: 'debian',
      programs: [
        '/usr/local/bin/php=php',
        `${ENTRY}php`,
        '/usr/local/bin/apache2-foreground=apache',
      ],
    },
  ],
];

/** The family of an image, undefined when nobody knows it. */
function familyOf(image: string): Family | undefined {
  const name = parseImageName(image);
  const repository = name === undefined ? image : familiarRepository(name);
  const family = FAMILIES.find(([pattern]) => pattern.test(repository))?.[1];
  const isAlpine = name?.tag?.includes('alpine') === true;
  return family !== undefined && isAlpine ? { ...family, base: 'busybox' } : family;
}

/** Whether the catalogue knows what is in the image. */
export function isKnownImage(image: string): boolean {
  return familyOf(image) !== undefined;
}

/** All files and directories of an image; a directory has no text and ends in a slash. */
export function imageFiles(image: string): readonly ImageFile[] {
  const family = familyOf(image) ?? {
    base: 'debian',
    more: PROCPS,
    programs: ['/usr/bin/curl=curl', '/usr/bin/wget=wget'],
  };
  const files: ImageFile[] = [];
  const program = (path: string, mark: string): void =>
    void files.push({ path, text: PROGRAM_MARK + mark, isProgram: true });
  for (const path of DIRECTORIES.split(' '))
    files.push({ path: `${path}/`, text: '', isProgram: false });
  if (family.base === 'busybox') {
    program('/bin/busybox', 'busybox');
    for (const name of BUSYBOX.split(' ')) program(`/bin/${name}`, name);
  }
  if (family.base === 'debian') for (const name of DEBIAN.split(' ')) program(`/bin/${name}`, name);
  if (family.more !== undefined)
    for (const name of family.more.split(' ')) program(`/bin/${name}`, name);
  for (const each of family.programs ?? []) {
    const [path = '', mark = ''] = each.split('=');
    program(path, mark);
  }
  if (family.base !== 'none') {
    for (const name of ['sh', 'env']) program(`/usr/bin/${name}`, name);
    files.push({ path: '/etc/passwd', text: PASSWD + (family.users ?? ''), isProgram: false });
    files.push({ path: '/etc/group', text: 'root:x:0:\n', isProgram: false });
  }
  // Where the tools of busybox look for web pages when nothing is said.
  if (family.base === 'busybox') files.push({ path: '/www/', text: '', isProgram: false });
  for (const [path, text] of family.files ?? []) files.push({ path, text, isProgram: false });
  return files;
}
