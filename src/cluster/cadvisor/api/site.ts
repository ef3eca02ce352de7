// The pages beside the API: health, the report on the machine, series for Prometheus, and the plain
// lists behind the pages that a browser draws. Models google/cadvisor validate/validate.go,
// metrics/prometheus.go and pages/.

import { goFloat } from '../../../base/go-float.ts';
import { DOCKER_VERSION } from '../../protocol/docker.ts';
import { CADVISOR_VERSION } from './machine.ts';
import { failed, movedTo, type Page, text } from './page.ts';
import {
  aliasesOf,
  childrenOf,
  dockerContainers,
  type Seen,
  seenAt,
  seenBelow,
  type View,
} from './view.ts';

/** The page of a path that is not of the API. */
export function sitePage(view: View, path: string): Page {
  if (path === '/') return movedTo('/containers/');
  const [, first = '', ...rest] = path.split('/');
  const name = `/${rest.join('/')}`.replace(/\/$/, '') || '/';
  switch (first) {
    case 'healthz':
      return text('ok');
    case 'metrics':
      return { ...text(seriesOf(view)), contentType: 'text/plain; version=0.0.4' };
    case 'validate':
      return text(reportOf(view));
    case 'containers':
      return listOf(`Subcontainers of ${name}`, seenAt(view, name) && childrenOf(view, name));
    case 'docker':
      return listOf(
        'Docker Containers',
        dockerContainers(view).flatMap((one) => aliasesOf(one).slice(0, 1)),
      );
    default:
      return failed(404, '404 page not found');
  }
}

function listOf(title: string, names: readonly string[] | undefined): Page {
  if (names === undefined) return failed(404, 'unknown container');
  const rows = names.map((name) => `<li>${name}</li>`).join('\n');
  const body = `<html><head><title>cAdvisor - ${title}</title></head>\n<body>\n<ul>\n${rows}\n</ul>\n</body></html>\n`;
  return { code: 200, body, contentType: 'text/html; charset=utf-8' };
}

/** What the machine has of all that containers need. */
function reportOf({ machine, state }: View): string {
  const docker = state.config.docker === undefined ? 'not found' : DOCKER_VERSION;
  return [
    `cAdvisor version: ${CADVISOR_VERSION}`,
    '',
    `OS version: ${machine.osImage}`,
    '',
    'Kernel version: [Supported and recommended]',
    `\tKernel version is ${machine.kernelVersion}. Versions >= 2.6 are supported. 3.0+ are recommended.`,
    '',
    '',
    'Cgroup setup: [Supported and recommended]',
    '\tAvailable cgroups: map[cpuset:1 cpu:1 cpuacct:1 blkio:1 memory:1 devices:1 freezer:1 net_cls:1]',
    '\tFollowing cgroups are required: [cpu cpuacct]',
    '\tFollowing other cgroups are recommended: [memory blkio cpuset devices freezer]',
    '\tHierarchical memory accounting enabled. Reported memory usage includes memory used by child containers.',
    '',
    '',
    'Docker version: [Supported and recommended]',
    `\tDocker version is ${docker}. Versions >= 1.0 are supported. 1.2+ are recommended.`,
    '',
    '',
    'Block device setup: [Supported and recommended]',
    "\tAt least one device supports 'cfq' I/O scheduler. Some disk stats can be reported.",
    '',
  ].join('\n');
}

type Read = (seen: Seen) => number | undefined;

const FAMILIES: readonly (readonly [name: string, type: string, help: string, read: Read])[] = [
  [
    'container_cpu_usage_seconds_total',
    'counter',
    'Cumulative cpu time consumed in seconds.',
    ({ tracked }) => Math.floor(tracked.samples.at(-1)?.cpuNanos ?? 0) / 1e9,
  ],
  [
    'container_memory_usage_bytes',
    'gauge',
    'Current memory usage in bytes.',
    ({ tracked }) => tracked.samples.at(-1)?.memoryBytes,
  ],
  [
    'container_memory_working_set_bytes',
    'gauge',
    'Current working set in bytes.',
    ({ tracked }) => tracked.samples.at(-1)?.workingSetBytes,
  ],
  [
    'container_memory_failcnt',
    'counter',
    'Number of memory usage hits limits',
    ({ tracked }) => tracked.samples.at(-1)?.memoryFailures,
  ],
  [
    'container_network_receive_bytes_total',
    'counter',
    'Cumulative count of bytes received',
    ({ tracked }) => tracked.samples.at(-1)?.network?.rxBytes,
  ],
  [
    'container_network_transmit_bytes_total',
    'counter',
    'Cumulative count of bytes transmitted',
    ({ tracked }) => tracked.samples.at(-1)?.network?.txBytes,
  ],
];

function seriesOf(view: View): string {
  const all = seenBelow(view, '/');
  return FAMILIES.map(([name, type, help, read]) => {
    const rows = all.flatMap((seen) => {
      const value = read(seen);
      if (value === undefined) return [];
      const [alias = ''] = aliasesOf(seen);
      return [
        `${name}{id="${seen.path}",image="${seen.row?.Image ?? ''}",name="${alias}"} ${goFloat(value)}`,
      ];
    });
    return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...rows].join('\n');
  }).join('\n');
}
