import { describe, expect, it } from 'vitest';
import type { PodStatus } from '../../../api/pod.ts';
import type { ApiObject } from '../../../apimachinery/meta.ts';
import { values } from '../../../base/persistent-map.ts';
import { micros } from '../../../kernel/time.ts';
import { stateOf } from '../../../kernel/world.ts';
import { defaultNode, defaultSetup } from '../../../scenario/defaults.ts';
import type { ScenarioStep } from '../../../scenario/scenario.ts';
import { openTimeline } from '../../../session/run.ts';
import type { NodeSetup } from '../../protocol/setup.ts';

type Edition = 'docker' | 'containerd';

interface Seen {
  readonly pod: ApiObject | undefined;
  readonly events: readonly string[];
}

const PROFILE = 'profiles/audit.json';
const FILE = `/var/lib/kubelet/seccomp/${PROFILE}`;
const SECCOMP = { seccompProfile: { type: 'Localhost', localhostProfile: PROFILE } };

interface Given {
  readonly appArmor?: NodeSetup['appArmor'];
  readonly annotations?: { readonly [key: string]: string };
  readonly pod?: object;
  readonly container?: object;
  readonly later?: readonly ScenarioStep[];
  readonly until?: number;
}

/** What becomes of a pod with these security contexts. */
function run(edition: Edition, given: Given): Seen {
  const { appArmor, annotations = {}, pod, container, later = [], until = 30 } = given;
  const setup = {
    ...defaultSetup(edition, 3, 1),
    nodes: [{ ...defaultNode('n1'), ...(appArmor === undefined ? {} : { appArmor }) }],
    images: [{ image: 'busybox:1.36', isPresent: true }],
  };
  const manifest = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', annotations },
    spec: {
      ...(pod === undefined ? {} : { securityContext: pod }),
      containers: [
        {
          name: 'main',
          image: 'busybox:1.36',
          command: ['sleep', '600'],
          ...(container === undefined ? {} : { securityContext: container }),
        },
      ],
    },
  };
  const files = { 'web.json': JSON.stringify(manifest) };
  const create = { at: micros(1_000_000), line: { text: 'kubectl create -f web.json', files } };
  const timeline = openTimeline({ setup, steps: [create, ...later] });
  timeline.advance(micros(until * 1_000_000));
  const etcd = stateOf<{ readonly store: { readonly current: unknown } }>(timeline.world, 'etcd');
  const objects = [...values(etcd?.store.current as never)].map(
    (kv) => (kv as { readonly value: ApiObject }).value,
  );
  const events = objects.filter(({ kind }) => kind === 'Event') as unknown as readonly {
    readonly involvedObject: { readonly name: string };
    readonly reason: string;
    readonly message: string;
  }[];
  return {
    pod: objects.find(({ kind, metadata }) => kind === 'Pod' && metadata.name === 'web'),
    events: events
      .filter(({ involvedObject }) => involvedObject.name === 'web')
      .map(({ reason, message }) => `${reason}: ${message}`),
  };
}

function statusOf({ pod }: Seen): { readonly [field: string]: unknown } {
  return (pod as unknown as { readonly status: { readonly [field: string]: unknown } }).status;
}

function waitingOf(seen: Seen): unknown {
  const statuses = statusOf(seen)['containerStatuses'] as NonNullable<
    PodStatus['containerStatuses']
  >;
  return statuses[0]?.state?.waiting;
}

const ANNOTATED = { 'container.apparmor.security.beta.kubernetes.io/main': 'localhost/strict' };
const NAMED = { appArmorProfile: { type: 'Localhost', localhostProfile: 'strict' } };

describe('KUBELET-60: AppArmor', () => {
  it('rejects for good where the newer kubelet has none', () => {
    const seen = run('containerd', { appArmor: false, container: NAMED });
    const message = 'Cannot enforce AppArmor: AppArmor is not enabled on the host';
    expect(statusOf(seen)).toMatchObject({
      phase: 'Failed',
      reason: 'AppArmor',
      message: `Pod was rejected: ${message}`,
    });
    expect(seen.events).toContain(`AppArmor: ${message}`);
  });

  it('holds the pod up where the older kubelet cannot enforce it', () => {
    const seen = run('docker', { annotations: ANNOTATED, until: 60 });
    expect(statusOf(seen)).toMatchObject({
      phase: 'Pending',
      reason: 'AppArmor',
      message: 'Cannot enforce AppArmor: profile "strict" is not loaded',
    });
    expect(waitingOf(seen)).toEqual({ reason: 'Blocked' });
    expect(seen.events.filter((one) => !one.includes('chedul'))).toEqual([]);
  });

  it('is the matter of the runtime where the kubelet does not look at names', () => {
    const seen = run('containerd', { container: NAMED });
    expect(waitingOf(seen)).toEqual({
      reason: 'CreateContainerError',
      message:
        'failed to get container spec opts: failed to generate apparmor spec opts: ' +
        'apparmor profile not found strict',
    });
  });

  it.each([
    ['docker', { annotations: ANNOTATED, appArmor: ['strict'] }],
    ['containerd', { container: NAMED, appArmor: ['strict'] }],
    ['containerd', { container: { appArmorProfile: { type: 'RuntimeDefault' } } }],
    ['containerd', { container: { appArmorProfile: { type: 'Unconfined' } }, appArmor: false }],
  ] as const)('lets what can be enforced run (%s)', (edition, given) => {
    expect(statusOf(run(edition, given))).toMatchObject({ phase: 'Running' });
  });
});

const MISSING = `cannot load seccomp profile "${FILE}": open ${FILE}: no such file or directory`;
const DOCKER = `failed to generate seccomp security options for container: ${MISSING}`;

describe('KUBELET-61: a seccomp profile of the node that is not there', () => {
  it.each([
    ['docker', `failed to generate security options for container "main": ${DOCKER}`],
    ['containerd', `failed to create containerd container: ${MISSING}`],
  ] as const)('keeps the container from being created (%s)', (edition, message) => {
    const seen = run(edition, { container: SECCOMP });
    expect(waitingOf(seen)).toEqual({ reason: 'CreateContainerError', message });
    expect(seen.events).toContain(`Failed: Error: ${message}`);
  });

  it.each(['docker', 'containerd'] as const)('lets it run once it is (%s)', (edition) => {
    const files = { [FILE]: '{"defaultAction":"SCMP_ACT_LOG"}' };
    const write = { at: micros(20_000_000), line: { text: `write ${FILE}`, files } };
    const seen = run(edition, { container: SECCOMP, later: [write], until: 50 });
    expect(statusOf(seen)).toMatchObject({ phase: 'Running' });
  });

  it('keeps pause away as well when the whole pod asks the older kubelet for it', () => {
    const seen = run('docker', { pod: SECCOMP });
    const what = 'failed to make sandbox docker config for pod "web"';
    const options = 'failed to generate sandbox security options for sandbox "web"';
    const code = 'rpc error: code = Unknown desc';
    expect(seen.events).toContain(
      `FailedCreatePodSandBox: Failed to create pod sandbox: ${code} = ${what}: ${options}: ${DOCKER}`,
    );
    const newer = run('containerd', { pod: SECCOMP });
    expect(waitingOf(newer)).toMatchObject({ reason: 'CreateContainerError' });
  });
});
