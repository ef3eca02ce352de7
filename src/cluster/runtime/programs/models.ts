// What the servers of well-known images do by default: start-up, ports, log lines, signals, cost.
// Text and times are those of the real programs, shortened; sizes are plausible idle values.

import type { ProgramSetup } from '../../protocol/setup.ts';
import { type Maker, MIB, MILLI, type ModelContext, option, says } from './model-context.ts';
import { mysqld, postgres, redis } from './models-databases.ts';
import { grafana, heapster, influxd, metricsServer } from './models-monitoring.ts';
import type { ServerModel } from './server-model.ts';
import { exitsOn, overridden, plainModel } from './server-model.ts';

const nginx: Maker = (context) => {
  if (context.argv.some((arg) => arg === '-s' || arg === '-t' || arg === '-v')) return undefined;
  const notice = (text: string): string => `[notice] 1#1: ${text}`;
  return {
    ...plainModel('nginx'),
    listens: [{ port: context.image.includes('unprivileged') ? 8080 : 80, after: 60 * MILLI }],
    http: { kind: 'files', root: '/usr/share/nginx/html', server: 'nginx' },
    log: [
      {
        after: 5 * MILLI,
        text: '/docker-entrypoint.sh: Configuration complete; ready for start up',
      },
      { after: 60 * MILLI, text: notice('using the "epoll" event method'), stream: 'stderr' },
      { after: 60 * MILLI, text: notice('start worker processes'), stream: 'stderr' },
    ],
    accessLog: true,
    signals: {
      SIGTERM: exitsOn(0, 15),
      SIGQUIT: exitsOn(0, 40, notice('gracefully shutting down')),
      SIGINT: exitsOn(0, 15),
      SIGHUP: { does: 'nothing' },
      SIGUSR1: { does: 'nothing' },
      SIGWINCH: { does: 'nothing' },
    },
    rssBytes: 5 * MIB,
    workers: ['nginx: worker process'],
  };
};

const apache: Maker = () => ({
  ...plainModel('httpd'),
  listens: [{ port: 80, after: 90 * MILLI }],
  http: { kind: 'files', root: '/usr/local/apache2/htdocs', server: 'Apache' },
  log: [
    { after: 90 * MILLI, text: '[mpm_event:notice] resuming normal operations', stream: 'stderr' },
  ],
  signals: {
    SIGTERM: exitsOn(0, 60),
    SIGWINCH: exitsOn(0, 100),
    SIGINT: exitsOn(0, 60),
    SIGUSR1: { does: 'nothing' },
  },
  rssBytes: 9 * MIB,
  cpuMillis: 1,
});

/** A program in Go: as PID 1 it ends with 2 when a signal's default action would kill it. */
function goServer(name: string, port: number, more: Partial<ServerModel> = {}): ServerModel {
  return {
    ...plainModel(name),
    listens: port === 0 ? [] : [{ port, after: 15 * MILLI }],
    signals: {
      SIGTERM: exitsOn(2, 2),
      SIGINT: exitsOn(2, 2),
      SIGQUIT: exitsOn(2, 2),
      SIGHUP: exitsOn(2, 2),
    },
    rssBytes: 7 * MIB,
    ...more,
  };
}

/** Healthy for ten seconds, then not: the documentation's liveness example. */
function livenessServer(name: string): ServerModel {
  return goServer(name, 8080, {
    http: {
      kind: 'routes',
      routes: [
        { path: '/healthz', status: 200, body: 'ok', until: 10_000 * MILLI },
        { path: '/healthz', status: 500, body: 'error: 10.0 seconds elapsed' },
        { path: '/started', status: 200, body: 'ok' },
        { path: '/', status: 200, body: 'ok' },
      ],
    },
  });
}

const agnhost: Maker = (context) => {
  const command = context.argv[1] ?? 'help';
  const port = Number(option(context, '--http-port') ?? option(context, '--port') ?? 8080);
  switch (command) {
    case 'pause':
      return {
        ...goServer('agnhost', 0),
        log: [{ after: MILLI, text: 'Paused' }],
        signals: { SIGTERM: exitsOn(0, 2), SIGINT: exitsOn(0, 2) },
      };
    case 'liveness':
      return livenessServer('agnhost');
    case 'netexec':
      return goServer('agnhost', port, {
        http: { kind: 'netexec' },
        signals: { SIGTERM: exitsOn(0, 5), SIGINT: exitsOn(0, 5) },
        log: [{ after: 10 * MILLI, text: `Started HTTP server on port ${port}` }],
      });
    case 'serve-hostname':
      return goServer('agnhost', Number(option(context, '--port') ?? 9376), {
        http: { kind: 'routes', routes: [{ path: '*', status: 200, body: context.hostname }] },
      });
    case 'test-webserver':
      return goServer('agnhost', 80, {
        http: { kind: 'routes', routes: [{ path: '*', status: 200, body: '' }] },
      });
    case 'grpc-health-checking':
      return goServer('agnhost', Number(option(context, '--port') ?? 5000), {
        grpcHealth: { port: 5000, status: 'SERVING' },
      });
    case 'fake-gitserver':
    case 'porter':
    case 'net':
    case 'webhook':
      return goServer('agnhost', port);
    default:
      return says('agnhost', 0, 'Usage:', '  app [flags] [command]');
  }
};

const etcd: Maker = () =>
  goServer('etcd', 2379, {
    listens: [
      { port: 2379, after: 1_200 * MILLI },
      { port: 2380, after: 300 * MILLI },
      { port: 2381, after: 300 * MILLI },
    ],
    http: {
      kind: 'routes',
      routes: [
        { path: '/health*', status: 200, body: '{"health":"true","reason":""}' },
        { path: '/version', status: 200, body: '{"etcdserver":"3.5.1","etcdcluster":"3.5.0"}' },
      ],
    },
    grpcHealth: { port: 2379, status: 'SERVING' },
    log: [
      {
        after: 1_200 * MILLI,
        text: '{"level":"info","msg":"ready to serve client requests"}',
        stream: 'stderr',
      },
    ],
    signals: { SIGTERM: exitsOn(0, 300), SIGINT: exitsOn(0, 300) },
    rssBytes: 22 * MIB,
    cpuMillis: 6,
  });

/** An interpreter: a server when told to, else it reads a program from stdin, which is empty. */
function interpreter(
  name: string,
  port: number | undefined,
  rssBytes: number,
  isIdle: boolean,
): ServerModel {
  if (isIdle) return { ...says(name, 0), rssBytes };
  const listens = port === undefined ? [] : [{ port, after: 400 * MILLI }];
  const http = {
    kind: 'routes',
    routes: [{ path: '*', status: 200, body: 'Hello Kubernetes!' }],
  } as const;
  return {
    ...plainModel(name),
    listens,
    ...(port === undefined ? {} : { http }),
    rssBytes,
    cpuMillis: 1,
    isGuess: port === undefined,
  };
}

const python: Maker = (context) => {
  const at = context.argv.findIndex((arg) => arg === 'http.server' || arg === 'SimpleHTTPServer');
  if (at < 0) return interpreter('python', undefined, 9 * MIB, context.argv.length <= 1);
  const port = Number(context.argv.slice(at + 1).find((arg) => /^\d+$/.test(arg)) ?? 8000);
  const root = option(context, '--directory') ?? option(context, '-d') ?? '/';
  return {
    ...interpreter('python', port, 14 * MIB, false),
    http: { kind: 'files', root, server: 'SimpleHTTP' },
    isGuess: false,
  };
};

const MAKERS: { readonly [mark: string]: Maker } = {
  pause: () => ({
    ...plainModel('pause'),
    signals: { SIGTERM: exitsOn(0, 1), SIGINT: exitsOn(0, 1) },
    rssBytes: 36_864,
  }),
  nginx,
  apache,
  'redis-server': redis,
  'redis-cli': () => says('redis-cli', 0, 'PONG'),
  mysqld,
  mysql: () => says('mysqladmin', 0, 'mysqld is alive'),
  postgres,
  pg_isready: () => says('pg_isready', 0, '/var/run/postgresql:5432 - accepting connections'),
  memcached: () => ({
    ...plainModel('memcached'),
    listens: [{ port: 11211, after: 10 * MILLI }],
    signals: { SIGTERM: exitsOn(0, 20), SIGINT: exitsOn(0, 20) },
    rssBytes: 3 * MIB,
    cpuMillis: 1,
  }),
  mongod: () => ({
    ...plainModel('mongod'),
    listens: [{ port: 27017, after: 1_500 * MILLI }],
    log: [
      { after: 1_500 * MILLI, text: '{"msg":"Waiting for connections","attr":{"port":27017}}' },
    ],
    signals: { SIGTERM: exitsOn(0, 400), SIGINT: exitsOn(0, 400) },
    rssBytes: 160 * MIB,
    cpuMillis: 5,
  }),
  'rabbitmq-server': () => ({
    ...plainModel('rabbitmq-server'),
    listens: [
      { port: 5672, after: 8_000 * MILLI },
      { port: 15672, after: 8_000 * MILLI },
    ],
    log: [{ after: 8_000 * MILLI, text: ' Starting broker... completed with 4 plugins.' }],
    signals: { SIGTERM: exitsOn(0, 3_000) },
    rssBytes: 130 * MIB,
    cpuMillis: 8,
  }),
  haproxy: () => ({
    ...plainModel('haproxy'),
    listens: [{ port: 80, after: 100 * MILLI }],
    signals: { SIGTERM: exitsOn(0, 20), SIGUSR1: exitsOn(0, 50) },
    rssBytes: 12 * MIB,
  }),
  registry: () =>
    goServer('registry', 5000, {
      http: {
        kind: 'routes',
        routes: [
          { path: '/v2/', status: 200, body: '{}' },
          { path: '/', status: 200, body: '' },
        ],
      },
      signals: { SIGTERM: exitsOn(0, 20) },
    }),
  etcd,
  heapster,
  influxd,
  grafana,
  'metrics-server': metricsServer,
  etcdctl: () => says('etcdctl', 0, '127.0.0.1:2379 is healthy'),
  agnhost,
  liveness: () => livenessServer('server'),
  goproxy: () => goServer('goproxy', 8080),
  'hello-app': (context) =>
    goServer('hello-app', 8080, {
      http: { kind: 'hello', version: context.image.endsWith(':2.0') ? '2.0.0' : '1.0.0' },
      log: [{ after: 10 * MILLI, text: 'Server listening on port 8080', stream: 'stderr' }],
    }),
  'hello-world': () =>
    says(
      'hello',
      0,
      '',
      'Hello from Docker!',
      'This message shows that your installation appears to be working correctly.',
      '',
    ),
  socat: (context) => ({
    ...plainModel('socat'),
    listens: [
      { port: Number(/listen:(\d+)/i.exec(context.argv.join(' '))?.[1] ?? 0), after: 5 * MILLI },
    ],
    signals: { SIGTERM: exitsOn(143, 1) },
    rssBytes: MIB,
  }),
  'vish-stress': (context) => ({
    ...goServer('stress', 0),
    cpuMillis: Number(option(context, '-cpus') ?? 0) * 1_000,
    log: [{ after: MILLI, text: `Spawning a thread to consume CPU`, stream: 'stderr' }],
  }),
  python,
  node: (context) =>
    interpreter(
      'node',
      context.image.includes('node-hello') ? 8080 : undefined,
      42 * MIB,
      context.argv.length <= 1,
    ),
  php: (context) => interpreter('php', undefined, 18 * MIB, context.argv.includes('-a')),
  perl: (context) =>
    interpreter(
      'perl',
      undefined,
      5 * MIB,
      context.argv.some((arg) => arg.startsWith('-d')),
    ),
  go: () => ({ ...plainModel('go'), isGuess: true }),
};

/** How the program of that mark behaves; undefined when it is a tool and no server. */
export function modelOf(mark: string, context: ModelContext): ServerModel | undefined {
  const model = Object.hasOwn(MAKERS, mark) ? MAKERS[mark]?.(context) : undefined;
  if (mark === 'pause' || model === undefined || context.override === undefined) return model;
  return overridden(model, context.override);
}

/** A program that nobody knows: it lives on and does nothing. */
export function guessedModel(name: string, override: ProgramSetup | undefined): ServerModel {
  const model: ServerModel = { ...plainModel(name), isGuess: true };
  return override === undefined ? model : overridden(model, override);
}
