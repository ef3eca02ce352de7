// Redis, MySQL and PostgreSQL: slow to start, and refusing to without a password where they do.

import { has, type Maker, MIB, MILLI, option, says } from './model-context.ts';
import { exitsOn, plainModel } from './server-model.ts';

/** redis. */
export const redis: Maker = (context) => ({
  ...plainModel('redis-server'),
  listens: [{ port: Number(option(context, '--port') ?? 6379), after: 20 * MILLI }],
  banner: '+PONG\r\n',
  log: [
    { after: 10 * MILLI, text: '1:C * oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo' },
    { after: 20 * MILLI, text: '1:M * Ready to accept connections tcp' },
  ],
  signals: {
    SIGTERM: exitsOn(0, 30, '1:M # Redis is now ready to exit, bye bye...'),
    SIGINT: exitsOn(0, 30),
  },
  rssBytes: 8 * MIB,
  cpuMillis: 2,
});

/** mysqld. */
export const mysqld: Maker = (context) => {
  const isReady = has(
    context,
    'MYSQL_ROOT_PASSWORD',
    'MYSQL_ALLOW_EMPTY_PASSWORD',
    'MYSQL_RANDOM_ROOT_PASSWORD',
    'MARIADB_ROOT_PASSWORD',
    'MARIADB_ALLOW_EMPTY_ROOT_PASSWORD',
    'MARIADB_RANDOM_ROOT_PASSWORD',
    'MYSQL_ROOT_PASSWORD_FILE',
  );
  if (!isReady) {
    return {
      ...says(
        'mysqld',
        1,
        '[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified',
        '    You need to specify one of the following as an environment variable:',
        '    - MYSQL_ROOT_PASSWORD',
        '    - MYSQL_ALLOW_EMPTY_PASSWORD',
        '    - MYSQL_RANDOM_ROOT_PASSWORD',
      ),
      exits: { after: 300 * MILLI, code: 1 },
    };
  }
  return {
    ...plainModel('mysqld'),
    listens: [{ port: 3306, after: 9_000 * MILLI }],
    banner: 'mysql',
    log: [
      {
        after: 200 * MILLI,
        text: '[Note] [Entrypoint]: Entrypoint script for MySQL Server started.',
      },
      { after: 1_000 * MILLI, text: '[Note] [Entrypoint]: Initializing database files' },
      {
        after: 8_500 * MILLI,
        text: '[Note] [Entrypoint]: MySQL init process done. Ready for start up.',
      },
      {
        after: 9_000 * MILLI,
        text: '[System] [Server] /usr/sbin/mysqld: ready for connections. port: 3306',
        stream: 'stderr',
      },
    ],
    signals: {
      SIGTERM: exitsOn(0, 1_400, '[System] [Server] /usr/sbin/mysqld: Shutdown complete'),
      SIGQUIT: exitsOn(0, 1_400),
    },
    rssBytes: 380 * MIB,
    cpuMillis: 6,
  };
};

/** postgres. */
export const postgres: Maker = (context) => {
  if (
    !has(context, 'POSTGRES_PASSWORD', 'POSTGRES_PASSWORD_FILE') &&
    !context.env.some(([name, value]) => name === 'POSTGRES_HOST_AUTH_METHOD' && value === 'trust')
  ) {
    return {
      ...says(
        'postgres',
        1,
        'Error: Database is uninitialized and superuser password is not specified.',
        '       You must specify POSTGRES_PASSWORD to a non-empty value for the',
        '       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".',
      ),
      exits: { after: 120 * MILLI, code: 1 },
    };
  }
  return {
    ...plainModel('postgres'),
    listens: [{ port: 5432, after: 3_200 * MILLI }],
    log: [
      {
        after: 300 * MILLI,
        text: 'The files belonging to this database system will be owned by user "postgres".',
      },
      { after: 3_000 * MILLI, text: 'PostgreSQL init process complete; ready for start up.' },
      {
        after: 3_200 * MILLI,
        text: 'LOG:  database system is ready to accept connections',
        stream: 'stderr',
      },
    ],
    signals: {
      SIGTERM: exitsOn(0, 150, 'LOG:  received smart shutdown request'),
      SIGINT: exitsOn(0, 150, 'LOG:  received fast shutdown request'),
      SIGQUIT: exitsOn(2, 20),
    },
    rssBytes: 38 * MIB,
    cpuMillis: 1,
  };
};
