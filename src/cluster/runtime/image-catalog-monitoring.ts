// The catalogue's images that watch a cluster. Sizes are those of the published linux/amd64 images,
// rounded. Data only.

import { type CatalogEntry, variant } from './image-catalog-entry.ts';

/** Heapster with its store and dashboards, and its successor. */
export const MONITORING: readonly CatalogEntry[] = [
  {
    repositories: [
      'k8s.gcr.io/heapster-amd64',
      'gcr.io/google_containers/heapster-amd64',
      'kubernetes/heapster',
    ],
    variants: [
      variant(
        'heapster',
        /^(latest|canary|v?[01](\.\d{1,2}){1,2}(-beta\.\d)?)$/,
        [29_900_000, 203_000],
        { Entrypoint: ['/heapster'] },
      ),
    ],
  },
  {
    repositories: [
      'k8s.gcr.io/heapster-influxdb-amd64',
      'gcr.io/google_containers/heapster-influxdb-amd64',
      'kubernetes/heapster_influxdb',
    ],
    variants: [
      variant('heapster-influxdb', /^(latest|canary|v?[01](\.\d{1,2}){1,2})$/, [5_000_000, 350], {
        Entrypoint: ['influxd', '--config', '/etc/config.toml'],
        ExposedPorts: ['8086/tcp'],
      }),
    ],
  },
  {
    repositories: [
      'k8s.gcr.io/heapster-grafana-amd64',
      'gcr.io/google_containers/heapster-grafana-amd64',
      'kubernetes/heapster_grafana',
    ],
    variants: [
      variant('heapster-grafana', /^(latest|canary|v?[2-5](\.\d{1,2}){1,2}(-\d)?)$/, [60_800_000], {
        Entrypoint: ['/run.sh'],
        ExposedPorts: ['3000/tcp'],
      }),
    ],
  },
  {
    repositories: [
      'registry.k8s.io/metrics-server/metrics-server',
      'k8s.gcr.io/metrics-server/metrics-server',
    ],
    variants: [
      variant('metrics-server', /^v0\.[3-5]\.\d{1,2}$/, [701_000, 23_500_000], {
        Entrypoint: ['/metrics-server'],
        User: '65534',
      }),
      variant('metrics-server', /^v0\.[6-9]\.\d{1,2}$/, [104_000, 774_000, 21_600_000], {
        Entrypoint: ['/metrics-server'],
        User: '65534',
      }),
    ],
  },
];
