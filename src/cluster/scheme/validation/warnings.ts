// What the API server accepts but warns of (since v1.22); kubectl prints each as `Warning: …`.
// Models pkg/api/pod/warnings.go and podStrategy.WarningsOnCreate.

import type { Container, ContainerPort } from '../../../api/container.ts';
import type { Affinity, Pod, PodSpec, Volume } from '../../../api/pod.ts';
import { at, child, key } from '../../../apimachinery/field-error.ts';
import { quote, sortedText } from '../../../apimachinery/go-text.ts';
import { quantityOf } from '../../../apimachinery/quantity.ts';
import { canonicalIp, dns1123Label } from './formats.ts';

/** The warnings for a new pod, in upstream's order. */
export function podWarnings(pod: Pod): readonly string[] {
  const { name = '' } = pod.metadata;
  const found = dns1123Label(name, { isModern: true });
  const hostname =
    found.length === 0 || name === ''
      ? []
      : [
          "metadata.name: this is used in the Pod's hostname, which can result in surprising " +
            `behavior; a DNS label is recommended: [${found.join(' ')}]`,
        ];
  return [...ofAppArmor(pod), ...hostname, ...warningsForPod(pod)];
}

function warningsForPod(pod: Pod): readonly string[] {
  const { spec } = pod;
  return [
    ...ofNodeLabels(spec),
    ...ofSpread(spec),
    ...(spec.volumes ?? []).flatMap((volume, index) => ofVolume(volume, index)),
    ...ofRepeats(
      (spec.hostAliases ?? []).map((one) => one.ip ?? ''),
      'hostAliases',
      'ip',
    ),
    ...ofRepeats(
      (spec.imagePullSecrets ?? []).map((one) => one.name ?? ''),
      'imagePullSecrets',
      'name',
    ),
    ...ofSeccomp(pod),
    ...placed(spec).flatMap(ofContainer),
    ...ofPorts(spec),
    ...((spec.terminationGracePeriodSeconds ?? 0) < 0 ? [NEGATIVE_GRACE] : []),
    ...ofPodAffinity(spec.affinity?.podAffinity, 'podAffinity'),
    ...ofPodAffinity(spec.affinity?.podAntiAffinity, 'podAntiAffinity'),
    ...(spec.dnsConfig?.nameservers ?? []).flatMap((ip, index) =>
      ofIp(ip, at('spec.dnsConfig.nameservers', index)),
    ),
    ...(spec.hostAliases ?? []).flatMap(({ ip = '' }, index) =>
      ofIp(ip, child(at('spec.hostAliases', index), 'ip')),
    ),
  ];
}

const NEGATIVE_GRACE =
  'spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1';

interface Placed {
  readonly container: Container;
  readonly path: string;
}

function placed(spec: PodSpec): readonly Placed[] {
  return (['initContainers', 'containers'] as const).flatMap((list) =>
    (spec[list] ?? []).map((container, index) => ({ container, path: at(`spec.${list}`, index) })),
  );
}

const APPARMOR = 'container.apparmor.security.beta.kubernetes.io/';
const SECCOMP = 'container.seccomp.security.alpha.kubernetes.io/';
const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod';

function ofAppArmor(pod: Pod): readonly string[] {
  const annotations = pod.metadata.annotations ?? {};
  return placed(pod.spec).flatMap(({ container }) => {
    const name = `${APPARMOR}${container.name}`;
    if (annotations[name] === undefined) return [];
    if (container.securityContext?.appArmorProfile !== undefined) return [];
    const field = key('metadata.annotations', name);
    return [`${field}: deprecated since v1.30; use the "appArmorProfile" field instead`];
  });
}

function ofSeccomp(pod: Pod): readonly string[] {
  const annotations = pod.metadata.annotations ?? {};
  const names: string[] = [];
  if (pod.spec.securityContext?.seccompProfile === undefined) names.push(SECCOMP_POD);
  for (const { container } of placed(pod.spec)) {
    const profile = container.securityContext?.seccompProfile;
    if (profile === undefined) names.push(`${SECCOMP}${container.name}`);
  }
  return names
    .filter((name) => annotations[name] !== undefined)
    .map((name) => {
      const field = key('metadata.annotations', name);
      return `${field}: non-functional in v1.27+; use the "seccompProfile" field instead`;
    });
}

const OLD_LABELS: { readonly [label: string]: string } = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region':
    'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone':
    'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type':
    'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
};

function ofNodeLabels(spec: PodSpec): readonly string[] {
  return sortedText(Object.keys(spec.nodeSelector ?? {})).flatMap((label) => {
    const message = OLD_LABELS[label];
    return message === undefined ? [] : [`${key('spec.nodeSelector', label)}: ${message}`];
  });
}

function ofSpread(spec: PodSpec): readonly string[] {
  return (spec.topologySpreadConstraints ?? []).flatMap((one, index) => {
    const path = at('spec.topologySpreadConstraints', index);
    const message = OLD_LABELS[one.topologyKey];
    return [
      ...(message ? [`${child(path, 'topologyKey')}: ${one.topologyKey} is ${message}`] : []),
      ...ofNullSelector(one.labelSelector, path),
    ];
  });
}

function ofNullSelector(selector: object | undefined, path: string): readonly string[] {
  if (selector !== undefined) return [];
  return [`${child(path, 'labelSelector')}: a null labelSelector results in matching no pod`];
}

const OLD_VOLUMES: readonly (readonly [keyof Volume & string, string])[] = [
  ['photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'deprecated in v1.11, and disabled by default in v1.33+'],
  ['scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'deprecated in v1.22, non-functional in v1.25+'],
  ['quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'deprecated in v1.28, non-functional in v1.31+'],
];

function ofVolume(volume: Volume, index: number): readonly string[] {
  return OLD_VOLUMES.filter(([source]) => volume[source] !== undefined).map(([source, message]) => {
    const shown = source === 'storageos' ? 'storageOS' : source;
    return `${child(at('spec.volumes', index), shown)}: ${message}`;
  });
}

function ofRepeats(values: readonly string[], list: string, field: string): readonly string[] {
  return values.flatMap((value, index) => {
    if (values.indexOf(value) === index) return [];
    return [`${child(at(`spec.${list}`, index), field)}: duplicate ${field} ${quote(value)}`];
  });
}

function ofContainer({ container, path }: Placed): readonly string[] {
  const { resources = {}, env = [] } = container;
  const warnings: string[] = [];
  for (const name of ['memory', 'ephemeral-storage']) {
    for (const list of ['limits', 'requests'] as const) {
      const amount = resources[list]?.[name];
      if (amount === undefined || quantityOf(amount).nanos % 1_000_000_000n === 0n) continue;
      const field = key(child(path, 'resources', list), name);
      const problem = `fractional byte value ${quote(amount)} is invalid, must be an integer`;
      warnings.push(`${field}: ${problem}`);
    }
  }
  const seen = new Set<string>();
  env.forEach(({ name, value = '', valueFrom }, index) => {
    const reference = `$(${name})`;
    const isHiding = valueFrom !== undefined || value === reference || !value.includes(reference);
    if (seen.has(name) && isHiding) {
      const problem = `hides previous definition of ${quote(name)}, which may be dropped when using apply`;
      warnings.push(`${at(child(path, 'env'), index)}: ${problem}`);
    }
    seen.add(name);
  });
  return warnings;
}

interface PlacedPort {
  readonly port: ContainerPort;
  readonly path: string;
}

function ofPorts(spec: PodSpec): readonly string[] {
  const all: readonly PlacedPort[] = placed(spec).flatMap(({ container, path }) =>
    (container.ports ?? []).map((port, index) => ({ port, path: at(child(path, 'ports'), index) })),
  );
  const overlaps = all.flatMap((one, index) =>
    all.slice(0, index).flatMap((other) => ofPortPair(one, other)),
  );
  const names = all.flatMap((one, index) => {
    const first = all.slice(0, index).find((other) => other.port.name === one.port.name);
    if (first === undefined || one.port.name === undefined) return [];
    const problem = `duplicate port name ${quote(one.port.name)} with ${first.path}`;
    const effect = `services and probes that select ports by name will use ${first.path}`;
    return [`${one.path}: ${problem}, ${effect}`];
  });
  return [...overlaps, ...names];
}

function ofPortPair(one: PlacedPort, other: PlacedPort): readonly string[] {
  const [a, b] = [one.port, other.port];
  if (a.containerPort !== b.containerPort || a.protocol !== b.protocol) return [];
  const [hostA, hostB] = [a.hostPort ?? 0, b.hostPort ?? 0];
  const [ipA, ipB] = [a.hostIP ?? '', b.hostIP ?? ''];
  const word =
    ipA === ipB && hostA === hostB
      ? 'duplicate'
      : hostA === 0 || hostB === 0
        ? 'overlapping'
        : hostA === hostB && (ipA === '') !== (ipB === '')
          ? 'dangerously ambiguous'
          : undefined;
  return word === undefined ? [] : [`${one.path}: ${word} port definition with ${other.path}`];
}

type PodTerms = Affinity['podAffinity'];

function ofPodAffinity(terms: PodTerms, name: string): readonly string[] {
  const path = `spec.affinity.${name}`;
  const required = 'requiredDuringSchedulingIgnoredDuringExecution';
  const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';
  return [
    ...(terms?.[required] ?? []).flatMap((term, index) =>
      ofNullSelector(term.labelSelector, at(child(path, required), index)),
    ),
    ...(terms?.[preferred] ?? []).flatMap(({ podAffinityTerm }, index) => {
      const where = child(at(child(path, preferred), index), 'podAffinityTerm');
      return ofNullSelector(podAffinityTerm.labelSelector, where);
    }),
  ];
}

function ofIp(ip: string, field: string): readonly string[] {
  const canonical = canonicalIp(ip);
  if (canonical === undefined || canonical === ip) return [];
  if (!ip.includes(':')) {
    return [
      `${field}: non-standard IP address ${quote(ip)} will be considered invalid in a future Kubernetes release: use ${quote(canonical)}`,
    ];
  }
  return [
    `${field}: IPv6 address ${quote(ip)} should be in RFC 5952 canonical format (${quote(canonical)})`,
  ];
}
