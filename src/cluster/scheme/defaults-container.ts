// Defaults of what stands inside a pod: containers, probes, ports, environment, volumes.
// Models pkg/apis/core/v1/defaults.go and the declared defaults of the types.

import type {
  Container,
  ContainerPort,
  EnvVar,
  LifecycleHandler,
  Probe,
  ResourceList,
} from '../../api/container.ts';
import type { Volume } from '../../api/pod.ts';
import { tagForPullPolicy } from '../../apimachinery/image-name.ts';
import { canonicalQuantity, formatQuantity, quantityOf } from '../../apimachinery/quantity.ts';

/** A container with its defaults; works for init and ephemeral containers too. */
export function defaultContainer<C extends Container>(container: C, isLimitRequested: boolean): C {
  const resources = defaultResources(container.resources ?? {}, isLimitRequested);
  return {
    ...container,
    ...(container.ports && { ports: container.ports.map(defaultPort) }),
    ...(container.env && { env: container.env.map(defaultEnv) }),
    ...(resources && { resources }),
    ...(container.livenessProbe && { livenessProbe: defaultProbe(container.livenessProbe) }),
    ...(container.readinessProbe && { readinessProbe: defaultProbe(container.readinessProbe) }),
    ...(container.startupProbe && { startupProbe: defaultProbe(container.startupProbe) }),
    ...(container.lifecycle && { lifecycle: defaultLifecycle(container.lifecycle) }),
    terminationMessagePath: or(container.terminationMessagePath, '/dev/termination-log'),
    terminationMessagePolicy: or(container.terminationMessagePolicy, 'File'),
    imagePullPolicy: or(container.imagePullPolicy, defaultPullPolicy(container.image ?? '')),
  };
}

function or(value: string | undefined, otherwise: string): string {
  return value === undefined || value === '' ? otherwise : value;
}

/** `Always` for `latest`, else `IfNotPresent`. */
export function defaultPullPolicy(image: string): string {
  return tagForPullPolicy(image) === 'latest' ? 'Always' : 'IfNotPresent';
}

function defaultPort(port: ContainerPort): ContainerPort {
  return { ...port, protocol: or(port.protocol, 'TCP') };
}

function defaultEnv(env: EnvVar): EnvVar {
  const { valueFrom } = env;
  if (valueFrom === undefined) return env;
  const { fieldRef, resourceFieldRef } = valueFrom;
  const divisor = resourceFieldRef?.divisor ?? '0';
  return {
    ...env,
    valueFrom: {
      ...valueFrom,
      ...(fieldRef && { fieldRef: { ...fieldRef, apiVersion: or(fieldRef.apiVersion, 'v1') } }),
      ...(resourceFieldRef && { resourceFieldRef: { ...resourceFieldRef, divisor } }),
    },
  };
}

type Resources = NonNullable<Container['resources']>;

/** Limits without requests are requests too; amounts are rounded up to thousandths. */
export function defaultResources(resources: Resources, isLimitRequested: boolean): Resources {
  const limits = resources.limits && rounded(resources.limits);
  const requests = resources.requests && rounded(resources.requests);
  const filled = isLimitRequested && limits ? { ...limits, ...requests } : requests;
  return { ...resources, ...(limits && { limits }), ...(filled && { requests: filled }) };
}

/** Amounts in canonical text, rounded up to thousandths. */
export function rounded(list: ResourceList): ResourceList {
  const entries = Object.entries(list).map(([name, text]) => [name, roundUp(text)]);
  return Object.fromEntries(entries);
}

function roundUp(text: string): string {
  const { nanos, format } = quantityOf(text);
  const rest = nanos % 1_000_000n;
  if (rest === 0n) return canonicalQuantity(text);
  return formatQuantity({ nanos: nanos - rest + (nanos > 0n ? 1_000_000n : -1_000_000n), format });
}

/** A probe with its defaults. */
export function defaultProbe(probe: Probe): Probe {
  return {
    ...defaultHandler(probe),
    timeoutSeconds: nonZero(probe.timeoutSeconds, 1),
    periodSeconds: nonZero(probe.periodSeconds, 10),
    successThreshold: nonZero(probe.successThreshold, 1),
    failureThreshold: nonZero(probe.failureThreshold, 3),
  };
}

function nonZero(value: number | undefined, otherwise: number): number {
  return value === undefined || value === 0 ? otherwise : value;
}

function defaultHandler<H extends Probe | LifecycleHandler>(handler: H): H {
  const { httpGet } = handler;
  const grpc = 'grpc' in handler ? handler.grpc : undefined;
  return {
    ...handler,
    ...(httpGet && {
      httpGet: { ...httpGet, path: or(httpGet.path, '/'), scheme: or(httpGet.scheme, 'HTTP') },
    }),
    ...(grpc && { grpc: { ...grpc, service: grpc.service ?? '' } }),
  };
}

type Lifecycle = NonNullable<Container['lifecycle']>;

function defaultLifecycle(lifecycle: Lifecycle): Lifecycle {
  return {
    ...lifecycle,
    ...(lifecycle.postStart && { postStart: defaultHandler(lifecycle.postStart) }),
    ...(lifecycle.preStop && { preStop: defaultHandler(lifecycle.preStop) }),
  };
}

const FILE_MODE = 0o644;

/** A volume with its defaults: without any source it is an emptyDir. */
export function defaultVolume(volume: Volume): Volume {
  if (Object.keys(volume).every((field) => field === 'name')) return { ...volume, emptyDir: {} };
  const { secret, configMap, downwardAPI, hostPath, image, projected } = volume;
  return {
    ...volume,
    ...(secret && { secret: { ...secret, defaultMode: secret.defaultMode ?? FILE_MODE } }),
    ...(configMap && {
      configMap: { ...configMap, defaultMode: configMap.defaultMode ?? FILE_MODE },
    }),
    ...(downwardAPI && { downwardAPI: defaultDownward(downwardAPI) }),
    ...(hostPath && { hostPath: { ...hostPath, type: hostPath.type ?? '' } }),
    ...(image && {
      image: {
        ...image,
        pullPolicy: or(image.pullPolicy, defaultPullPolicy(image.reference ?? '')),
      },
    }),
    ...(projected && { projected: defaultProjected(projected) }),
    ...defaultOldSources(volume),
  };
}

type DownwardApi = NonNullable<Volume['downwardAPI']>;
type DownwardItems = NonNullable<DownwardApi['items']>;

function defaultDownward(source: DownwardApi): DownwardApi {
  return {
    ...source,
    ...(source.items && { items: defaultDownwardItems(source.items) }),
    defaultMode: source.defaultMode ?? FILE_MODE,
  };
}

function defaultDownwardItems(items: DownwardItems): DownwardItems {
  return items.map(({ fieldRef, resourceFieldRef, ...file }) => ({
    ...file,
    ...(fieldRef && { fieldRef: { ...fieldRef, apiVersion: or(fieldRef.apiVersion, 'v1') } }),
    ...(resourceFieldRef && {
      resourceFieldRef: { ...resourceFieldRef, divisor: resourceFieldRef.divisor ?? '0' },
    }),
  }));
}

type Projected = NonNullable<Volume['projected']>;

function defaultProjected(projected: Projected): Projected {
  const sources = projected.sources?.map((source) => {
    const { downwardAPI, serviceAccountToken } = source;
    const items = downwardAPI?.items;
    return {
      ...source,
      ...(downwardAPI && {
        downwardAPI: { ...downwardAPI, ...(items && { items: defaultDownwardItems(items) }) },
      }),
      ...(serviceAccountToken && {
        serviceAccountToken: {
          ...serviceAccountToken,
          expirationSeconds: serviceAccountToken.expirationSeconds ?? 3_600,
        },
      }),
    };
  });
  return {
    ...projected,
    ...(sources && { sources }),
    defaultMode: projected.defaultMode ?? FILE_MODE,
  };
}

function defaultOldSources(volume: Volume): Partial<Volume> {
  const { iscsi, rbd, azureDisk, scaleIO } = volume;
  return {
    ...(iscsi && { iscsi: { ...iscsi, iscsiInterface: or(iscsi.iscsiInterface, 'default') } }),
    ...(rbd && {
      rbd: {
        ...rbd,
        pool: or(rbd.pool, 'rbd'),
        user: or(rbd.user, 'admin'),
        keyring: or(rbd.keyring, '/etc/ceph/keyring'),
      },
    }),
    ...(azureDisk && {
      azureDisk: {
        ...azureDisk,
        cachingMode: azureDisk.cachingMode ?? 'ReadWrite',
        fsType: azureDisk.fsType ?? 'ext4',
        kind: azureDisk.kind ?? 'Shared',
        readOnly: azureDisk.readOnly ?? false,
      },
    }),
    ...(scaleIO && {
      scaleIO: {
        ...scaleIO,
        storageMode: or(scaleIO.storageMode, 'ThinProvisioned'),
        fsType: or(scaleIO.fsType, 'xfs'),
      },
    }),
  };
}
