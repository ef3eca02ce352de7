// kubectl top: its tables letter by letter, and what it says when there is nothing to show.

import { describe, expect, it, test } from 'vitest';
import { micros } from '../../../kernel/time.ts';
import { tableText } from '../../../shell/print/tabs.ts';
import type { ApiRequest } from '../../protocol/apiserver.ts';
import type { KubectlTop } from '../../protocol/kubectl-commands.ts';
import type { OutputPart } from '../../protocol/transcript.ts';
import type { Call, Setting } from '../calls.ts';
import { top } from './top.ts';

const SETTING: Setting = {
  edition: 'containerd',
  epochSeconds: 0,
  typedAt: micros(600_000_000),
  nodes: ['node-1'],
  startup: {},
};

const GROUPS = { groups: [{ name: 'metrics.k8s.io' }] };

type Answers = { readonly [path: string]: unknown };

/** What kubectl prints when the API server answers like this; absent paths are not found. */
function said(command: Partial<KubectlTop>, answers: Answers, setting: Partial<Setting> = {}) {
  const asked: string[] = [];
  let text = '';
  const routine = top(
    { type: 'kubectl.top', what: 'pods', ...command },
    { ...SETTING, ...setting },
  );
  let step: IteratorResult<Call, number> = routine.next();
  while (step.done !== true) {
    const call = step.value;
    if (call.call === 'print') text += textOf(call.part);
    step = routine.next(call.call === 'ask' ? answerTo(call.message as ApiRequest) : LATE);
  }
  return { text, exit: step.value, asked };

  function answerTo({ path, query = {} }: ApiRequest) {
    const { limit: _limit, ...rest } = query;
    asked.push([path, ...Object.entries(rest).map((pair) => pair.join('='))].join(' '));
    const body = { '/apis': GROUPS, ...answers }[path];
    const code = body === undefined ? 404 : 200;
    return { at: SETTING.typedAt, message: { type: 'api.response', code, body: body ?? {} } };
  }
}

const LATE = { at: SETTING.typedAt };

function textOf(part: OutputPart): string {
  if (part.kind === 'table') return tableText(part.rows);
  return part.kind === 'line' ? `${part.text}\n` : `${part.kind}\n`;
}

const ROOT = '/apis/metrics.k8s.io/v1beta1';

function node(name: string, cpu = '10', memory = '10Gi', status: object = {}) {
  const amounts = { cpu, memory };
  const capacity = { cpu: '20', memory: '20Gi' };
  return { metadata: { name }, status: { allocatable: amounts, capacity, ...status } };
}

function nodeMetrics(name: string, cpu: string, memory: string) {
  return { metadata: { name }, usage: { cpu, memory } };
}

function podMetrics(namespace: string, name: string, ...usages: (readonly [string, string])[]) {
  const containers = usages.map(([cpu, memory], index) => ({
    name: `container${index + 1}`,
    usage: { cpu, memory },
  }));
  return { metadata: { name, namespace }, containers };
}

describe('nodes', () => {
  const two = {
    '/api/v1/nodes': { kind: 'NodeList', items: [node('node1'), node('node2')] },
    [`${ROOT}/nodes`]: { items: [nodeMetrics('node1', '1', '1Gi')] },
  };

  it('MS-12: shares of what is allocatable, cut, and <unknown> for those without metrics', () => {
    expect(said({ what: 'nodes' }, two).text).toBe(
      'NAME    CPU(cores)   CPU(%)      MEMORY(bytes)   MEMORY(%)   \n' +
        'node1   1000m        10%         1024Mi          10%         \n' +
        'node2   <unknown>    <unknown>   <unknown>       <unknown>   \n',
    );
  });

  it('MS-12: v1.20 heads the shares otherwise', () => {
    expect(said({ what: 'nodes' }, two, { edition: 'docker' }).text.split('\n')[0]).toBe(
      'NAME    CPU(cores)   CPU%        MEMORY(bytes)   MEMORY%     ',
    );
  });

  it('MS-15: without headings, sorted, of capacity, with swap', () => {
    const swap = { nodeInfo: { swap: { capacity: 2_147_483_648 } } };
    const answers = {
      '/api/v1/nodes': { kind: 'NodeList', items: [node('aaa'), node('bbb', '10', '10Gi', swap)] },
      [`${ROOT}/nodes`]: {
        items: [nodeMetrics('aaa', '1001n', '1Gi'), nodeMetrics('bbb', '2500m', '5Gi')],
      },
    };
    expect(said({ what: 'nodes', isHeaderless: true, sortBy: 'memory' }, answers).text).toBe(
      'bbb   2500m   25%   5120Mi   50%   \naaa   1m      0%    1024Mi   10%   \n',
    );
    expect(said({ what: 'nodes', showCapacity: true, showSwap: true }, answers).text).toBe(
      'NAME   CPU(cores)   CPU(%)   MEMORY(bytes)   MEMORY(%)   SWAP(bytes)   SWAP(%)     \n' +
        'aaa    1m           0%       1024Mi          5%          <unknown>     <unknown>   \n' +
        'bbb    2500m        12%      5120Mi          25%         0Mi           0%          \n',
    );
  });

  it('MS-15: a node that is gone meanwhile has no shares', () => {
    const answers = {
      '/api/v1/nodes': { kind: 'NodeList', items: [] },
      [`${ROOT}/nodes`]: { items: [nodeMetrics('aaa', '1', '1Gi')] },
    };
    expect(said({ what: 'nodes', isHeaderless: true }, answers).text).toBe(
      'aaa   1000m   1024Mi   \n',
    );
  });
});

describe('pods', () => {
  const metrics = [
    podMetrics('default', 'test-1', ['200m', '3Gi'], ['200m', '2Gi']),
    podMetrics('default', 'test', ['200m', '1Gi'], ['201m', '1Gi']),
  ];
  const answers = {
    [`${ROOT}/namespaces/default/pods`]: { items: metrics },
    [`${ROOT}/pods`]: { items: [...metrics, podMetrics('a', 'z', ['1', '1Mi'])] },
  };

  it('MS-12: sums of containers, by name', () => {
    expect(said({}, answers).text).toBe(
      'NAME     CPU(cores)   MEMORY(bytes)   \n' +
        'test     401m         2048Mi          \n' +
        'test-1   400m         5120Mi          \n',
    );
  });

  it('MS-15: the sum of all stands below a rule', () => {
    expect(said({ isSummed: true, sortBy: 'memory' }, answers).text).toBe(
      'NAME     CPU(cores)   MEMORY(bytes)   \n' +
        'test-1   400m         5120Mi          \n' +
        'test     401m         2048Mi          \n' +
        '         ________     ________        \n' +
        '         801m         7168Mi          \n',
    );
  });

  it('MS-15: containers of all namespaces, and the sum below their columns', () => {
    const command = { allNamespaces: true, showContainers: true, isSummed: true, sortBy: 'cpu' };
    expect(said(command, answers).text).toBe(
      'NAMESPACE   POD      NAME         CPU(cores)   MEMORY(bytes)   \n' +
        'a           z        container1   1000m        1Mi             \n' +
        'default     test     container2   201m         1024Mi          \n' +
        'default     test     container1   200m         1024Mi          \n' +
        'default     test-1   container1   200m         3072Mi          \n' +
        'default     test-1   container2   200m         2048Mi          \n' +
        '                                  ________     ________        \n' +
        '                                  1801m        7169Mi          \n',
    );
  });

  it('MS-15: without headings the sum does not count the columns before the name', () => {
    const command = { allNamespaces: true, isHeaderless: true, isSummed: true };
    expect(said(command, answers).text).toBe(
      'a         z          1000m      1Mi      \n' +
        'default   test       401m       2048Mi   \n' +
        'default   test-1     400m       5120Mi   \n' +
        '          ________   ________   \n' +
        '          1801m      7169Mi     \n',
    );
  });

  it('MS-15: selectors go with the question', () => {
    const command = { selector: 'a=b', fieldSelector: 'metadata.name=x' };
    expect(said(command, answers).asked).toEqual([
      '/apis',
      `${ROOT}/namespaces/default/pods labelSelector=a=b fieldSelector=metadata.name=x`,
    ]);
  });
});

describe('nothing to show', () => {
  const pod = (name: string, at: string) => ({
    metadata: { name, namespace: 'default', creationTimestamp: at },
  });
  const none = { [`${ROOT}/namespaces/default/pods`]: { items: [] } };

  it('MS-13: pods younger than 2 min are waited for, older ones are named', () => {
    const young = pod('young', '1970-01-01T00:09:30Z');
    const only = said(
      {},
      { ...none, '/api/v1/namespaces/default/pods': { kind: 'PodList', items: [young] } },
    );
    expect(only).toMatchObject({ text: 'error: metrics not available yet\n', exit: 1 });
    const old = pod('old', '1970-01-01T00:05:00Z');
    const both = {
      ...none,
      '/api/v1/namespaces/default/pods': { kind: 'PodList', items: [young, old] },
    };
    expect(said({}, both).text).toBe(
      'error: Metrics not available for pod default/old, age: 5m0s\n',
    );
  });

  it('MS-13: no pods, no nodes, no API', () => {
    const empty = { ...none, '/api/v1/namespaces/default/pods': { kind: 'PodList', items: [] } };
    expect(said({}, empty)).toMatchObject({
      text: 'No resources found in default namespace.\n',
      exit: 0,
    });
    expect(said({ what: 'nodes' }, { [`${ROOT}/nodes`]: { items: [] } }).text).toBe(
      'error: metrics not available yet\n',
    );
    expect(said({}, { '/apis': { groups: [] } }).text).toBe('error: Metrics API not available\n');
  });
});

test.each([
  [{ sortBy: 'age' }, 'containerd', '--sort-by accepts only cpu or memory'],
  [{ name: 'a', selector: 'a=b' }, 'containerd', 'only one of NAME or selector can be provided'],
  [{ name: 'a', selector: 'a=b' }, 'docker', 'only one of NAME or --selector can be provided'],
  [{ isSummed: true }, 'docker', "unknown flag: --sum\nSee 'kubectl top pod --help' for usage."],
] as const)('MS-15: %j in %s is refused before anything is asked', (command, edition, problem) => {
  expect(said(command, {}, { edition })).toEqual({
    text: `error: ${problem}\n`,
    exit: 1,
    asked: [],
  });
});
