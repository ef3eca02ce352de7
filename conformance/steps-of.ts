// From the facts of a run to the steps of a recording, with its placeholders.

import type { Fact } from '../src/kernel/trace.ts';
import { placeholders } from './placeholders.ts';
import type { Recording, Step } from './recording.ts';
import { type Known, nodeStep, podStep } from './watch-steps.ts';

/** A fact with its data seen as fields. */
interface Fields {
  readonly [name: string]: unknown;
}

/** The steps of a run, in order of time; only the nodes' streams that the case tells of. */
export function stepsOf(
  facts: readonly Fact[],
  recording: Recording,
  age: number,
): readonly Step[] {
  const known: Known = { pods: new Map(), ips: new Map() };
  const told = nodeStreams(recording);
  const steps: Step[] = [];
  for (const fact of facts) {
    const t = Math.round(fact.at / 1_000 - age * 1_000) / 1_000;
    for (const step of stepsOfFact(fact, t, known)) {
      const streams = [nodeStream(step), askerStream(step)];
      if (streams.every((stream) => stream === undefined || told.has(stream))) steps.push(step);
    }
  }
  return steps;
}

/** Streams about nodes: a recording shows those that its case is about. */
function nodeStreams(recording: Recording): ReadonlySet<string> {
  const found = recording.steps.flatMap((step) => [nodeStream(step), askerStream(step)]);
  return new Set(found.filter((stream) => stream !== undefined));
}

/** Whose requests were written down besides the kubelet's is another in every recording. */
function askerStream({ kind, by }: Step): string | undefined {
  return kind === 'api' && by !== 'kubelet' ? `requests by ${by}` : undefined;
}

function nodeStream(step: Step): string | undefined {
  if (step.kind === 'watch' && step.node !== undefined) return `watch ${step.node}`;
  if (step.kind === 'event' && step.object?.startsWith('Pod/') === false) return step.object;
  if (step.kind === 'api' && step.path?.startsWith('pods/') === false) {
    return step.path.split('/').slice(0, 2).join('/');
  }
  return undefined;
}

function stepsOfFact(fact: Fact, t: number, known: Known): readonly Step[] {
  const data = (fact.data ?? {}) as Fields;
  switch (fact.type) {
    case 'ObjectChanged':
      return objectSteps(fact, data, t, known);
    case 'RuntimeEvent':
      return runtimeSteps(fact, data, t, known);
    case 'ApiRequest':
      return apiSteps(fact, data, t);
    default:
      return [];
  }
}

function objectSteps(fact: Fact, data: Fields, t: number, known: Known): readonly Step[] {
  const type = String(data['event']);
  const object = data['object'] as Fields;
  switch (fact.about.kind.toLowerCase()) {
    case 'pod':
      return fact.about.namespace === 'default' ? podStep(type, object, t, known) : [];
    case 'node':
      return nodeStep(type, object, t);
    case 'event':
      return type === 'DELETED' ? [] : eventSteps(object, t);
    default:
      return [];
  }
}

function eventSteps(event: Fields, t: number): readonly Step[] {
  const involved = (event['involvedObject'] ?? event['regarding'] ?? {}) as Fields;
  const source = (event['source'] ?? {}) as Fields;
  const from = String(source['component'] ?? event['reportingComponent'] ?? '');
  if ((involved['namespace'] ?? 'default') !== 'default') return [];
  const field = /^spec\.(\w+)\{([^}]*)\}$/.exec(String(involved['fieldPath'] ?? ''));
  const count = event['count'];
  const series = event['series'] as Fields | undefined;
  return [
    {
      t,
      kind: 'event',
      object: `${involved['kind']}/${involved['name']}`,
      ...(field === null ? {} : { container: field[2] as string }),
      ...(field?.[1] === 'initContainers' ? { init: true } : {}),
      type: String(event['type'] ?? ''),
      reason: String(event['reason'] ?? ''),
      message: placeholders(String(event['message'] ?? event['note'] ?? '')),
      ...(typeof count === 'number' && count > 0 ? { count } : {}),
      ...(typeof series?.['count'] === 'number' ? { seriesCount: series['count'] } : {}),
      ...(from === 'kubelet' || from === '' ? {} : { from }),
    },
  ];
}

function runtimeSteps(fact: Fact, data: Fields, t: number, known: Known): readonly Step[] {
  const pod = String(data['pod']);
  const container = fact.about.name;
  const op = String(data['op']);
  if (fact.about.namespace !== 'default') return [];
  return [
    {
      t,
      kind: 'runtime',
      pod,
      op,
      container,
      attempt: Number(data['attempt']),
      ...(typeof data['signal'] === 'number' ? { signal: data['signal'] } : {}),
      ...(typeof data['exitCode'] === 'number' ? { exitCode: data['exitCode'] } : {}),
      ...(typeof data['grace'] === 'number' ? { grace: data['grace'] } : {}),
      ...(op === 'exec' && hasExecProbe(known.pods.get(pod), container) ? { probe: true } : {}),
    },
  ];
}

/** A container whose probes run commands: its execs are their ticks. */
function hasExecProbe(pod: Fields | undefined, container: string): boolean {
  const spec = (pod?.['spec'] ?? {}) as { readonly [list: string]: readonly Fields[] | undefined };
  const all = [...(spec['containers'] ?? []), ...(spec['initContainers'] ?? [])];
  const found = all.find((one) => one['name'] === container);
  const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'];
  return probes.some((name) => (found?.[name] as Fields | undefined)?.['exec'] !== undefined);
}

const VERBS: { readonly [verb: string]: string } = { POST: 'CREATE', PUT: 'UPDATE' };

function apiSteps(fact: Fact, data: Fields, t: number): readonly Step[] {
  const agent = String(data['by']);
  if (!['kubelet', 'kube-scheduler', 'kube-controller-manager'].includes(agent)) return [];
  const typed = String(data['path']);
  const [resource = ''] = typed.split('/');
  if (resource === 'events') return [];
  // Of the controllers a recording shows what they do to pods, not what was refused.
  const isShown = resource === 'pods' && Number(data['code']) < 300;
  if (agent === 'kube-controller-manager' && !isShown) return [];
  if (fact.about.kind === 'pod' && fact.about.namespace !== 'default') return [];
  const path = typed.includes('/') ? typed : `${resource}/${fact.about.name}`;
  const verb = String(data['verb']);
  if (verb === 'GET' || verb === 'LIST' || verb === 'WATCH') return [];
  const grace = data['gracePeriodSeconds'];
  const uid = data['uidPrecondition'];
  return [
    {
      t,
      kind: 'api',
      by: agent.replace(/^kube-/, ''),
      verb: VERBS[verb] ?? verb,
      path,
      code: Number(data['code']),
      ...(typeof grace === 'number' ? { gracePeriodSeconds: grace } : {}),
      ...(verb === 'DELETE' ? { uidPrecondition: uid !== undefined && uid !== false } : {}),
    },
  ];
}
