// kubectl logs, exec and wait.

import { kindOfWord } from '../../../api/kinds.ts';
import type { ApiObject } from '../../../apimachinery/meta.ts';
import { notFoundStatus, type Status } from '../../../apimachinery/status.ts';
import type { ApiStream, ApiStreamEnd } from '../../protocol/apiserver.ts';
import type {
  KubectlExec,
  KubectlLogs,
  KubectlWait,
  ResourceArgument,
} from '../../protocol/kubectl-commands.ts';
import { fail, print, type Reply, type Routine, type Setting, say } from '../calls.ts';
import {
  call,
  isOk,
  list,
  lookUp,
  namespaceOf,
  objectPath,
  refuse,
  resolve,
  shortName,
  type Target,
  targetPath,
} from './common.ts';
import { waitForEnd } from './delete.ts';
import { until } from './until.ts';

interface PodContainers {
  readonly metadata: ApiObject['metadata'];
  readonly spec?: {
    readonly containers?: readonly { readonly name: string }[];
    readonly initContainers?: readonly { readonly name: string }[];
  };
}

const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container' as const;

function* readPod(
  target: ResourceArgument,
  from: { readonly namespace?: string },
): Routine<PodContainers | undefined> {
  const info = yield* lookUp(target.resource);
  if (info === undefined) return undefined;
  const path = objectPath(info, namespaceOf(from), target.name ?? '');
  const answer = yield* call({ verb: 'GET', path });
  if (answer === undefined) return undefined;
  if (isOk(answer)) return answer.body as PodContainers;
  yield* refuse(answer);
  return undefined;
}

/** The container meant; says which one when it had to choose. */
function* containerOf(
  pod: PodContainers,
  wanted: string | undefined,
  setting: Setting,
  isLogs: boolean,
): Routine<string | undefined> {
  if (wanted !== undefined) return wanted;
  const names = (pod.spec?.containers ?? []).map((container) => container.name);
  const inits = (pod.spec?.initContainers ?? []).map((container) => container.name);
  const marked = pod.metadata.annotations?.[DEFAULT_CONTAINER];
  if (marked !== undefined && names.includes(marked)) return marked;
  if (names.length + inits.length <= 1) return names[0];
  const isModern = setting.edition === 'containerd';
  if (!isModern && isLogs) {
    const choice = `choose one of: [${names.join(' ')}]`;
    const more = inits.length === 0 ? '' : ` or one of the init containers: [${inits.join(' ')}]`;
    yield* fail(
      `error: a container name must be specified for pod ${pod.metadata.name}, ${choice}${more}`,
    );
    return undefined;
  }
  const others = inits.map((name) => `${name} (init)`);
  const text = isModern
    ? `Defaulted container "${names[0]}" out of: ${[...names, ...others].join(', ')}`
    : `Defaulting container name to ${names[0]}.`;
  yield* print({ kind: 'line', text, isError: true });
  return names[0];
}

/** `kubectl logs`. */
export function* logs(command: KubectlLogs, setting: Setting): Routine {
  const pods = yield* logPods(command);
  if (pods === undefined) return 1;
  let exit = 0;
  for (const pod of pods) {
    const all = [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])];
    const one =
      command.allContainers === true
        ? undefined
        : yield* containerOf(pod, command.container, setting, true);
    if (one === undefined && command.allContainers !== true) return 1;
    const names = one === undefined ? all.map((container) => container.name) : [one];
    for (const name of names) exit = Math.max(exit, yield* logsOf(command, pod, name));
  }
  return exit;
}

function* logPods(command: KubectlLogs): Routine<readonly PodContainers[] | undefined> {
  if (command.pod.name !== undefined) {
    const pod = yield* readPod(command.pod, command);
    return pod === undefined ? undefined : [pod];
  }
  const info = kindOfWord('pods');
  const pods = info === undefined ? undefined : yield* list(info, command);
  return pods as readonly PodContainers[] | undefined;
}

function* logsOf(command: KubectlLogs, pod: PodContainers, container: string): Routine {
  const { tail, sinceSeconds, limitBytes } = command;
  const answer = yield* call({
    verb: 'GET',
    path: `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}/log`,
    query: {
      container,
      ...(command.follow === true ? { follow: 'true' } : {}),
      ...(command.previous === true ? { previous: 'true' } : {}),
      ...(command.timestamps === true ? { timestamps: 'true' } : {}),
      ...(tail === undefined ? {} : { tailLines: String(tail) }),
      ...(sinceSeconds === undefined ? {} : { sinceSeconds: String(sinceSeconds) }),
      ...(limitBytes === undefined ? {} : { limitBytes: String(limitBytes) }),
    },
  });
  if (answer === undefined) return 1;
  if (!isOk(answer)) return yield* refuse(answer);
  if (typeof answer.body === 'string' && answer.body !== '') {
    yield* print({ kind: 'text', text: answer.body });
  }
  if (answer.isStream !== true) return 0;
  const end = yield* followStream();
  return end === undefined || end.status?.status !== 'Failure' ? 0 : 1;
}

/** Prints a stream to its end; undefined when the connection broke. */
function* followStream(): Routine<ApiStreamEnd | undefined> {
  for (;;) {
    const reply: Reply = yield { call: 'next' };
    const message = reply.message;
    if (message?.type === 'api.stream') {
      const { channel, data } = message as ApiStream;
      yield* print({
        kind: 'text',
        text: data,
        ...(channel === 'stdout' ? {} : { isError: true }),
      });
    } else if (message?.type === 'api.stream.end') {
      return message as ApiStreamEnd;
    } else return undefined;
  }
}

/** `kubectl exec`. */
export function* exec(command: KubectlExec, setting: Setting): Routine {
  const pod = yield* readPod(command.pod, command);
  if (pod === undefined) return 1;
  const container = yield* containerOf(pod, command.container, setting, false);
  if (container === undefined) return 1;
  const answer = yield* call({
    verb: 'POST',
    path: `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}/exec`,
    query: {
      container,
      stdout: 'true',
      stderr: 'true',
      ...(command.stdin === true ? { stdin: 'true' } : {}),
      ...(command.tty === true ? { tty: 'true' } : {}),
    },
    command: command.command,
  });
  if (answer === undefined) return 1;
  if (!isOk(answer)) return yield* refuse(answer);
  if (typeof answer.body === 'string' && answer.body !== '') {
    yield* print({ kind: 'text', text: answer.body });
  }
  const end = answer.isStream === true ? yield* followStream() : undefined;
  const status = end?.status;
  if (status === undefined || status.status === 'Success') return 0;
  const code = exitCodeOf(status);
  if (code === undefined) return yield* fail(`error: ${status.message ?? 'unknown error'}`);
  yield* print({
    kind: 'line',
    text: `command terminated with exit code ${code}`,
    isError: true,
  });
  return code;
}

function exitCodeOf(status: Status): number | undefined {
  const cause = status.details?.causes?.find((one) => one.reason === 'ExitCode');
  return cause === undefined ? undefined : Number(cause.message);
}

/** `kubectl wait`. */
export function* wait(command: KubectlWait): Routine {
  const targets = yield* resolve(command.targets, command);
  if (targets === undefined) return 1;
  if (targets.length === 0) return yield* fail('error: no matching resources found');
  let exit = 0;
  for (const target of targets) exit = Math.max(exit, yield* waitOne(target, command));
  return exit;
}

function* waitOne(target: Target, command: KubectlWait): Routine {
  const named = shortName(target.info, target.name);
  if (command.condition.kind === 'delete') {
    const code = yield* waitForEnd(target, command.timeoutSeconds);
    if (code === 0) yield* say(`${named} condition met`);
    return code;
  }
  const found = yield* call({ verb: 'GET', path: targetPath(target) });
  if (found === undefined) return 1;
  if (!isOk(found)) return yield* refuse(found);
  const code = yield* until(
    target,
    command.timeoutSeconds,
    (news) => (news.type === 'ADDED' || news.type === 'MODIFIED') && isMet(news.object, command),
  );
  if (code === 'absent') {
    return yield* refuse({ body: notFoundStatus(target.info, target.name) });
  }
  if (code === 0) yield* say(`${named} condition met`);
  return code;
}

interface WithConditions {
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

function isMet(object: ApiObject, command: KubectlWait): boolean {
  const { condition } = command;
  if (condition.kind === 'condition') {
    const wanted = condition.name.toLowerCase();
    const found = (object as WithConditions).status?.conditions?.find(
      (one) => one.type.toLowerCase() === wanted,
    );
    return found?.status.toLowerCase() === condition.status.toLowerCase();
  }
  if (condition.kind !== 'jsonpath') return false;
  let value: unknown = object;
  for (const part of condition.path
    .replace(/[{}]/g, '')
    .split('.')
    .filter((word) => word !== '')) {
    value = (value as { readonly [key: string]: unknown } | undefined)?.[part];
  }
  if (condition.value === undefined) return value !== undefined;
  return String(value) === condition.value;
}
