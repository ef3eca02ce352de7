// The flags of each kubectl verb.

import type { FlagTable } from '../flags.ts';

const GLOBAL: FlagTable = {
  namespace: { kind: 'string', short: 'n' },
  context: { kind: 'string' },
  cluster: { kind: 'string' },
  user: { kind: 'string' },
  kubeconfig: { kind: 'string' },
  server: { kind: 'string', short: 's' },
  'request-timeout': { kind: 'string' },
  v: { kind: 'int', short: 'v' },
  help: { kind: 'bool', short: 'h' },
};

const OUTPUT: FlagTable = { output: { kind: 'string', short: 'o' } };

const FILES: FlagTable = {
  filename: { kind: 'list', short: 'f' },
  recursive: { kind: 'bool', short: 'R' },
};

const SELECT: FlagTable = {
  selector: { kind: 'string', short: 'l' },
  'field-selector': { kind: 'string' },
  'all-namespaces': { kind: 'bool', short: 'A' },
};

const DRY_RUN: FlagTable = {
  'dry-run': { kind: 'optional', bare: 'unchanged' },
  validate: { kind: 'optional', bare: 'strict' },
  'field-manager': { kind: 'string' },
};

const WRITE: FlagTable = { ...GLOBAL, ...OUTPUT, ...FILES, ...DRY_RUN };

const DELETION: FlagTable = {
  'grace-period': { kind: 'int' },
  force: { kind: 'bool' },
  now: { kind: 'bool' },
  wait: { kind: 'bool' },
  timeout: { kind: 'duration' },
  cascade: { kind: 'optional', bare: 'background' },
};

const CHANGE: FlagTable = {
  ...WRITE,
  ...SELECT,
  all: { kind: 'bool' },
  overwrite: { kind: 'bool' },
  list: { kind: 'bool' },
  'resource-version': { kind: 'string' },
};

/** The flags of every verb served here. */
export const KUBECTL_FLAGS: { readonly [verb: string]: FlagTable } = {
  apply: {
    ...WRITE,
    ...DELETION,
    'server-side': { kind: 'bool' },
    'force-conflicts': { kind: 'bool' },
    prune: { kind: 'bool' },
    selector: { kind: 'string', short: 'l' },
  },
  create: {
    ...WRITE,
    raw: { kind: 'string' },
    'save-config': { kind: 'bool' },
    'from-literal': { kind: 'list' },
    'from-file': { kind: 'list' },
    'from-env-file': { kind: 'list' },
    type: { kind: 'string' },
    'docker-server': { kind: 'string' },
    'docker-username': { kind: 'string' },
    'docker-password': { kind: 'string' },
    'docker-email': { kind: 'string' },
  },
  replace: { ...WRITE, ...DELETION },
  edit: { ...WRITE },
  run: {
    ...WRITE,
    image: { kind: 'string' },
    'image-pull-policy': { kind: 'string' },
    restart: { kind: 'string' },
    env: { kind: 'list' },
    labels: { kind: 'string', short: 'l' },
    annotations: { kind: 'list' },
    port: { kind: 'string' },
    command: { kind: 'bool' },
    stdin: { kind: 'bool', short: 'i' },
    tty: { kind: 'bool', short: 't' },
    rm: { kind: 'bool' },
    quiet: { kind: 'bool', short: 'q' },
    requests: { kind: 'string' },
    limits: { kind: 'string' },
    overrides: { kind: 'string' },
    privileged: { kind: 'bool' },
  },
  debug: {
    ...GLOBAL,
    image: { kind: 'string' },
    'image-pull-policy': { kind: 'string' },
    container: { kind: 'string', short: 'c' },
    target: { kind: 'string' },
    env: { kind: 'list' },
    'arguments-only': { kind: 'bool' },
    attach: { kind: 'bool' },
    profile: { kind: 'string' },
    stdin: { kind: 'bool', short: 'i' },
    tty: { kind: 'bool', short: 't' },
    quiet: { kind: 'bool', short: 'q' },
  },
  get: {
    ...GLOBAL,
    ...OUTPUT,
    ...FILES,
    ...SELECT,
    watch: { kind: 'bool', short: 'w' },
    'watch-only': { kind: 'bool' },
    'no-headers': { kind: 'bool' },
    'show-labels': { kind: 'bool' },
    'show-kind': { kind: 'bool' },
    'label-columns': { kind: 'list', short: 'L' },
    'sort-by': { kind: 'string' },
    'ignore-not-found': { kind: 'bool' },
    'show-managed-fields': { kind: 'bool' },
    'chunk-size': { kind: 'int' },
    raw: { kind: 'string' },
    subresource: { kind: 'string' },
  },
  describe: {
    ...GLOBAL,
    ...FILES,
    ...SELECT,
    'show-events': { kind: 'bool' },
    'chunk-size': { kind: 'int' },
  },
  delete: {
    ...GLOBAL,
    ...OUTPUT,
    ...FILES,
    ...SELECT,
    ...DELETION,
    all: { kind: 'bool' },
    'ignore-not-found': { kind: 'bool' },
    'dry-run': { kind: 'optional', bare: 'unchanged' },
  },
  patch: {
    ...WRITE,
    type: { kind: 'string' },
    patch: { kind: 'string', short: 'p' },
    'patch-file': { kind: 'string' },
    subresource: { kind: 'string' },
  },
  set: { ...WRITE, ...SELECT, all: { kind: 'bool' } },
  label: CHANGE,
  annotate: CHANGE,
  taint: CHANGE,
  cordon: { ...GLOBAL, ...SELECT, 'dry-run': { kind: 'optional', bare: 'unchanged' } },
  uncordon: { ...GLOBAL, ...SELECT, 'dry-run': { kind: 'optional', bare: 'unchanged' } },
  drain: {
    ...GLOBAL,
    ...DELETION,
    selector: { kind: 'string', short: 'l' },
    'pod-selector': { kind: 'string' },
    'ignore-daemonsets': { kind: 'bool' },
    'delete-emptydir-data': { kind: 'bool' },
    'delete-local-data': { kind: 'bool' },
    'disable-eviction': { kind: 'bool' },
    'skip-wait-for-delete-timeout': { kind: 'int' },
  },
  logs: {
    ...GLOBAL,
    container: { kind: 'string', short: 'c' },
    'all-containers': { kind: 'bool' },
    previous: { kind: 'bool', short: 'p' },
    follow: { kind: 'bool', short: 'f' },
    tail: { kind: 'int' },
    since: { kind: 'duration' },
    timestamps: { kind: 'bool' },
    'limit-bytes': { kind: 'int' },
    selector: { kind: 'string', short: 'l' },
    prefix: { kind: 'bool' },
  },
  exec: {
    ...GLOBAL,
    container: { kind: 'string', short: 'c' },
    stdin: { kind: 'bool', short: 'i' },
    tty: { kind: 'bool', short: 't' },
    quiet: { kind: 'bool', short: 'q' },
  },
  wait: {
    ...GLOBAL,
    ...FILES,
    ...SELECT,
    all: { kind: 'bool' },
    for: { kind: 'string' },
    timeout: { kind: 'duration' },
  },
  top: {
    ...GLOBAL,
    ...SELECT,
    containers: { kind: 'bool' },
    'no-headers': { kind: 'bool' },
    'sort-by': { kind: 'string' },
  },
  version: { ...GLOBAL, ...OUTPUT, client: { kind: 'bool' }, short: { kind: 'bool' } },
  'api-resources': {
    ...GLOBAL,
    ...OUTPUT,
    namespaced: { kind: 'bool' },
    'no-headers': { kind: 'bool' },
    'api-group': { kind: 'string' },
  },
};
