// The import rules, made from the layer table of scripts/layers.cjs. Known debt gets its own
// commented block at the bottom, with an owner and an issue.

const { layers } = require('./scripts/layers.cjs');

const tests =
  '[.](test|bench)[.]tsx?$|(^|/)(testing|testdata)(/|[.]ts$)|[.]testing[.]ts$|(^|/)test-[^/]+[.]ts$';
const anyOf = (patterns) => (patterns.length === 0 ? [] : [`^src/(${patterns.join('|')})`]);

/** A layer reaches only what its row of the table names; some of that as types only. */
function importRules(layer) {
  const from = { path: `^src/${layer.path}`, pathNot: tests };
  const own = layer.path.includes('[^/]+/') ? [] : [layer.path];
  const values = anyOf([...own, ...layer.values]);
  const name = layer.folder.replace(/[^a-z]+/g, '-').replace(/^-|-$/g, '');
  return [
    {
      name: `layer-${name}`,
      comment: `${layer.folder} may import: ${layer.mayImport}`,
      severity: 'error',
      from,
      to: { path: '^src/', pathNot: [...values, ...anyOf(layer.types)] },
    },
    {
      name: `layer-${name}-types-only`,
      comment: `${layer.folder} may import only types from there: ${layer.mayImport}`,
      severity: 'error',
      from,
      to: {
        path: anyOf(layer.types),
        pathNot: values,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: `packages-${name}`,
      comment: `${layer.folder} may import these packages: ${layer.packages.join(', ') || 'none'}`,
      severity: 'error',
      from,
      to: {
        path: 'node_modules/',
        pathNot: layer.packages.map((name) => `node_modules/${name}/`),
        dependencyTypesNot: ['type-only'],
      },
    },
  ].filter((rule) => !(rule.name.endsWith('types-only') && layer.types.length === 0));
}

const crossRules = [
  {
    name: 'components-talk-only-by-protocol',
    comment:
      'A component imports its own folder, cluster/protocol, editions and common ground only.',
    severity: 'error',
    from: { path: '^src/cluster/([^/]+)/', pathNot: tests },
    to: { path: '^src/cluster/(?!$1/|protocol/|editions/|record/|reflect/|runtime/|scheme/)' },
  },
  {
    name: 'runtime-is-what-runs-containers',
    comment:
      'cluster/runtime is common ground of the engines, the operating system and the registry.',
    severity: 'error',
    from: {
      path: '^src/cluster/[^/]+/',
      pathNot: ['^src/cluster/(runtime|docker|containerd|linux|registry)/', tests],
    },
    to: { path: '^src/cluster/runtime/' },
  },
  {
    name: 'the-scheme-is-of-those-who-decode',
    comment:
      'cluster/scheme is common ground of the API server and the kubelet, and knows neither.',
    severity: 'error',
    from: {
      path: '^src/cluster/[^/]+/',
      pathNot: ['^src/cluster/(scheme|apiserver|kubelet)/', tests],
    },
    to: { path: '^src/cluster/scheme/' },
  },
  {
    name: 'record-is-of-those-who-record',
    comment: 'cluster/record is common ground of those who record Events, and knows none of them.',
    severity: 'error',
    from: {
      path: '^src/cluster/[^/]+/',
      pathNot: ['^src/cluster/(record|kubelet|controllers)/', tests],
    },
    to: { path: '^src/cluster/record/' },
  },
  {
    name: 'reflect-is-of-those-who-watch',
    comment: 'cluster/reflect is common ground of late clients that watch, and knows none of them.',
    severity: 'error',
    from: {
      path: '^src/cluster/[^/]+/',
      pathNot: ['^src/cluster/(reflect|kube-proxy|monitoring)/', tests],
    },
    to: { path: '^src/cluster/reflect/' },
  },
  {
    name: 'the-pure-half-is-closed',
    comment: 'Below session/ there is no Node and no browser.',
    severity: 'error',
    from: {
      path: anyOf(layers.filter((layer) => layer.isPure).map((layer) => layer.path)),
      pathNot: tests,
    },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'the-screen-cannot-reach-the-machine-room',
    comment: 'The page knows the simulation by its rows, flights and facts only.',
    severity: 'error',
    from: { path: '^src/(app|player)/', pathNot: tests },
    to: {
      path: '^src/(cluster|kernel|projection)/',
      pathNot: '^src/kernel/time[.]ts$',
      dependencyTypesNot: ['type-only'],
    },
  },
  {
    name: 'no-cycles',
    comment: "Two files may name each other's types; what runs goes one way.",
    severity: 'error',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'no-orphans',
    comment: 'A module that nobody imports and that imports nobody is dead, or not yet wired.',
    severity: 'error',
    from: {
      orphan: true,
      pathNot: [tests, '[.]d[.]ts$', '^[^/]+$', '^scripts/', '^e2e/', '^bench/'],
    },
    to: {},
  },
  {
    name: 'tests-are-imported-by-nobody',
    severity: 'error',
    from: { path: '^src/', pathNot: tests },
    to: { path: tests },
  },
  {
    name: 'what-is-imported-exists',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'sources-do-not-need-the-tools',
    comment:
      'Product code does not import scripts, tests of the page, benchmarks or test packages.',
    severity: 'error',
    from: { path: '^src/', pathNot: tests },
    to: { path: '^(scripts|e2e|bench|conformance)/' },
  },
];

module.exports = {
  forbidden: [...layers.flatMap(importRules), ...crossRules],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|screens|node_modules/[.])' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default', 'browser', 'node'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.d.ts', '.css', '.cjs'],
    },
  },
};
