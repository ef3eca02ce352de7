// Who may import whom: the one table from which the import rules and the table in ARCHITECTURE.md
// are made. Paths are relative to src/; `types` are folders of which only types may be imported.

/**
 * @typedef {object} Layer
 * @property {string} folder    what the table calls it
 * @property {string} path      regular expression of its files, below src/
 * @property {string} mayImport what the table says about its imports
 * @property {string[]} values  regular expressions below src/ that it may import, besides itself
 * @property {string[]} types   the same, types only
 * @property {string[]} packages npm packages (regular expressions) it may import as values
 * @property {boolean} isPure   closed to npm packages (but `packages`) and to Node's own modules
 * @property {string} lib       TypeScript library it compiles with
 */

const ground = ['base/'];
const plain = ['base/', 'apimachinery/', 'api/'];
const anyType = ['kernel/', 'apimachinery/', 'api/', 'cluster/', 'projection/', 'session/'];

/** @type {Layer[]} */
const layers = [
  {
    folder: '`base`',
    path: 'base/',
    mayImport: '—',
    values: [],
    types: [],
    packages: [],
    isPure: true,
    lib: 'ES only',
  },
  {
    folder: '`kernel`',
    path: 'kernel/',
    mayImport: 'base',
    values: ground,
    types: [],
    packages: [],
    isPure: true,
    lib: 'ES only',
  },
  {
    folder: '`machines`',
    path: 'machines/',
    mayImport: 'base, `kernel/machine` (types)',
    values: ground,
    types: ['kernel/machine\\.ts$'],
    packages: [],
    isPure: true,
    lib: 'ES only',
  },
  {
    folder: '`apimachinery`',
    path: 'apimachinery/',
    mayImport: 'base',
    values: ground,
    types: [],
    packages: [],
    isPure: true,
    lib: 'ES only',
  },
  {
    folder: '`api`',
    path: 'api/',
    mayImport: 'base, apimachinery',
    values: ['base/', 'apimachinery/'],
    types: [],
    packages: [],
    isPure: true,
    lib: 'ES only',
  },
  {
    folder: '`formats`',
    path: 'formats/',
    mayImport: 'base',
    values: ground,
    types: [],
    packages: ['yaml', 'unbash'],
    isPure: true,
    lib: 'ES only',
  },
  {
    folder: '`cluster/protocol`',
    path: 'cluster/protocol/',
    mayImport: 'base, kernel (types), apimachinery, api',
    values: plain,
    types: ['kernel/'],
    packages: [],
    isPure: true,
    lib: 'ES only',
  },
  {
    folder: '`cluster/editions`',
    path: 'cluster/editions/',
    mayImport: 'base, `kernel/time`, apimachinery, api, `cluster/protocol`; kernel (types)',
    values: [...plain, 'kernel/time\\.ts$', 'cluster/protocol/'],
    types: ['kernel/'],
    packages: [],
    isPure: true,
    lib: 'ES only',
  },
  {
    folder: '`cluster/<component>`',
    path: 'cluster/(?!protocol/|editions/)[^/]+/',
    mayImport:
      'base, kernel, machines, apimachinery, api, formats, `cluster/protocol`, ' +
      '`cluster/editions`, `cluster/record` (who records Events only), `cluster/reflect` (who watches ' +
      'resources only), `cluster/runtime` (what runs containers only), `cluster/scheme` (API ' +
      'server and kubelet only), **own folder**',
    values: [...plain, 'kernel/', 'machines/', 'formats/', 'cluster/[^/]+/'],
    types: [],
    packages: [],
    isPure: true,
    lib: 'ES only',
  },
  {
    folder: '`cluster/*.ts` (assembly)',
    path: 'cluster/[^/]+\\.ts$',
    mayImport: 'all of cluster, and what its components may import',
    values: [...plain, 'kernel/', 'machines/', 'formats/', 'cluster/'],
    types: [],
    packages: [],
    isPure: true,
    lib: 'ES only',
  },
  {
    folder: '`shell`',
    path: 'shell/',
    mayImport: 'base, apimachinery, api, formats, `cluster/protocol` (types)',
    values: [...plain, 'formats/'],
    types: ['cluster/protocol/', 'kernel/'],
    packages: [],
    isPure: true,
    lib: 'ES only',
  },
  {
    folder: '`scenario`',
    path: 'scenario/',
    mayImport:
      'base, kernel (types), apimachinery, api, formats, shell, `cluster/protocol` (types)',
    values: [...plain, 'formats/', 'shell/'],
    types: ['kernel/', 'cluster/protocol/', 'cluster/editions/'],
    packages: ['valibot'],
    isPure: true,
    lib: 'ES only',
  },
  {
    folder: '`projection`',
    path: 'projection/',
    mayImport: 'base, kernel, machines, apimachinery, api, cluster (**types only**)',
    values: [...plain, 'kernel/', 'machines/'],
    types: ['cluster/'],
    packages: [],
    isPure: true,
    lib: 'ES only',
  },
  {
    folder: '`session`',
    path: 'session/',
    mayImport:
      'base, kernel, apimachinery, api, `cluster/*.ts`, shell, scenario, projection; ' +
      '`cluster/protocol` and `cluster/editions` (types)',
    values: [...plain, 'kernel/', 'cluster/[^/]+\\.ts$', 'shell/', 'scenario/', 'projection/'],
    types: ['cluster/protocol/', 'cluster/editions/'],
    packages: [],
    isPure: false,
    lib: 'ES + WebWorker',
  },
  {
    folder: '`player`',
    path: 'player/',
    mayImport:
      'base, `kernel/time`; types of kernel, apimachinery, api, projection and session/protocol',
    values: ['base/', 'kernel/time\\.ts$'],
    types: ['kernel/', 'apimachinery/', 'api/', 'projection/', 'session/'],
    packages: [],
    isPure: false,
    lib: 'ES + DOM (frames only)',
  },
  {
    folder: '`headless`',
    path: 'headless/',
    mayImport:
      'session, projection, scenario, shell, formats, apimachinery, api, base, kernel; cluster (types)',
    values: [...plain, 'session/', 'projection/', 'scenario/', 'shell/', 'formats/', 'kernel/'],
    types: ['cluster/'],
    packages: [],
    isPure: false,
    lib: 'ES + Node',
  },
  {
    folder: '`app`',
    path: 'app/',
    mayImport:
      'base, `kernel/time`, machines, player, scenario, shell, formats, `session/client`; types of all',
    values: [
      'base/',
      'kernel/time\\.ts$',
      'machines/',
      'player/',
      'scenario/',
      'shell/',
      'formats/',
      'session/(client|worker)\\.ts$',
    ],
    types: anyType,
    packages: [
      'react',
      'react-dom',
      'react-aria-components',
      'react-i18next',
      'i18next',
      'zustand',
      'xstate',
      'd3-array',
      'd3-scale',
      'd3-shape',
      '@codemirror/[^/]+',
      '@lezer/[^/]+',
      '@fontsource(-variable)?/[^/]+',
    ],
    isPure: false,
    lib: 'ES + DOM',
  },
];

module.exports = { layers };
