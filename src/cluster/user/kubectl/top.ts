// kubectl top: what nodes and pods use, as the resource metrics API says it.
// Models kubectl/pkg/cmd/top (top_node.go, top_pod.go).

import { type KindInfo, kindOfResource, pathOf } from '../../../api/kinds.ts';
import type { Node } from '../../../api/node.ts';
import type { ApiObject } from '../../../apimachinery/meta.ts';
import { parseLabelSelector } from '../../../apimachinery/selector.ts';
import { present } from '../../../base/assert.ts';
import { microsSince } from '../../../base/calendar.ts';
import { goDurationText } from '../../../base/go-duration.ts';
import type { KubectlTop } from '../../protocol/kubectl-commands.ts';
import { fail, print, type Routine, type Setting } from '../calls.ts';
import { call, isOk, list, listQuery, namespaceOf, refuse, withStatus } from './common.ts';
import { type NodeMetrics, nodeRows, type PodMetrics, podRows } from './top-printer.ts';

const GROUP = 'metrics.k8s.io';
const ROOT = `/apis/${GROUP}/v1beta1`;
const PODS: KindInfo = present(kindOfResource('', 'pods'), 'pods are served');
const NODES: KindInfo = present(kindOfResource('', 'nodes'), 'nodes are served');
/** A pod older than this should have metrics. */
const METRICS_DELAY_MICROS = 120_000_000;
const NOT_YET = 'error: metrics not available yet';

/** `kubectl top`. */
export function* top(command: KubectlTop, setting: Setting): Routine {
  const problem = problemOf(command, setting);
  if (problem !== undefined) return yield* fail(`error: ${problem}`);
  const groups = yield* call({ verb: 'GET', path: '/apis' });
  if (groups === undefined) return 1;
  if (!isOk(groups)) return yield* refuse(groups);
  const { groups: all = [] } = groups.body as {
    readonly groups?: readonly { readonly name: string }[];
  };
  if (all.every(({ name }) => name !== GROUP)) {
    return yield* fail('error: Metrics API not available');
  }
  return command.what === 'nodes'
    ? yield* topNodes(command, setting)
    : yield* topPods(command, setting);
}

/** What kubectl objects to before it asks; v1.20 knows neither sums nor swap nor capacity. */
function problemOf(command: KubectlTop, { edition }: Setting): string | undefined {
  const { what, name, selector, fieldSelector, isSummed, showCapacity, showSwap } = command;
  const later = [
    ...(isSummed === true ? ['sum'] : []),
    ...(showCapacity === true ? ['show-capacity'] : []),
    ...(showSwap === true ? ['show-swap'] : []),
  ];
  if (edition !== 'containerd' && later.length > 0) {
    const verb = what === 'nodes' ? 'node' : 'pod';
    return `unknown flag: --${later[0]}\nSee 'kubectl top ${verb} --help' for usage.`;
  }
  if (!['', 'cpu', 'memory'].includes(command.sortBy ?? '')) {
    return '--sort-by accepts only cpu or memory';
  }
  if (name !== undefined && (selector !== undefined || fieldSelector !== undefined)) {
    const isShort = what === 'pods' && edition === 'containerd';
    return `only one of NAME or ${isShort ? 'selector' : '--selector'} can be provided`;
  }
  const parsed = parseLabelSelector(selector ?? '');
  return parsed.ok ? undefined : parsed.error;
}

function* topNodes(command: KubectlTop, setting: Setting): Routine {
  const metrics = yield* metricsOf<NodeMetrics>(command, 'nodes');
  if (typeof metrics === 'number') return metrics;
  if (metrics.length === 0) return yield* fail(NOT_YET);
  const nodes = yield* objectsOf(NODES, command);
  if (nodes === undefined) return 1;
  const isModern = setting.edition === 'containerd';
  const rows = nodeRows(metrics, nodes as readonly Node[], command, isModern);
  yield* print({ kind: 'table', rows });
  return 0;
}

function* topPods(command: KubectlTop, setting: Setting): Routine {
  const metrics = yield* metricsOf<PodMetrics>(command, 'pods');
  if (typeof metrics === 'number') return metrics;
  if (metrics.length === 0) return yield* nothingYet(command, setting);
  yield* print({ kind: 'table', rows: podRows(metrics, command) });
  return 0;
}

/**
 * The API is there but says nothing: pods may be too young for it. Only one namespace is looked
 * through, even when the metrics of all were asked for.
 */
function* nothingYet(command: KubectlTop, setting: Setting): Routine {
  const pods = yield* objectsOf(PODS, { ...command, allNamespaces: false });
  if (pods === undefined) return 1;
  for (const { metadata } of pods) {
    const created = microsSince(setting.epochSeconds, String(metadata.creationTimestamp ?? ''));
    const age = setting.typedAt - (created ?? 0);
    if (age <= METRICS_DELAY_MICROS) continue;
    const who = `${metadata.namespace}/${metadata.name}`;
    return yield* fail(`error: Metrics not available for pod ${who}, age: ${goDurationText(age)}`);
  }
  if (pods.length > 0) return yield* fail(NOT_YET);
  const where = command.allNamespaces === true ? '' : ` in ${namespaceOf(command)} namespace.`;
  yield* print({ kind: 'line', text: `No resources found${where}`, isError: true });
  return 0;
}

/** The object named, or all that are chosen; undefined when refused. */
function* objectsOf(
  info: KindInfo,
  command: KubectlTop,
): Routine<readonly ApiObject[] | undefined> {
  if (command.name === undefined) return yield* list(info, command);
  const namespace = info.isNamespaced ? namespaceOf(command) : undefined;
  const answer = yield* call({ verb: 'GET', path: pathOf(info, namespace, command.name) });
  if (answer === undefined) return undefined;
  if (isOk(answer)) return [answer.body as ApiObject];
  yield* refuse(answer);
  return undefined;
}

/** The metrics asked for, or the exit code of a refusal. */
function* metricsOf<T extends ApiObject>(
  command: KubectlTop,
  resource: 'nodes' | 'pods',
): Routine<readonly T[] | number> {
  const { name } = command;
  const isScoped = resource === 'pods' && command.allNamespaces !== true;
  const scope = isScoped ? `/namespaces/${namespaceOf(command)}` : '';
  const path = `${ROOT}${scope}/${resource}${name === undefined ? '' : `/${name}`}`;
  const { limit: _all, ...query } = listQuery(command);
  const answer = yield* call({ verb: 'GET', path, query });
  if (answer === undefined) return 1;
  const named = name === undefined ? '' : ` ${name}`;
  if (!isOk(answer)) return yield* refuse(withStatus(answer, `get ${resource}.${GROUP}${named}`));
  if (name !== undefined) return [answer.body as T];
  return (answer.body as { readonly items: readonly T[] }).items;
}
