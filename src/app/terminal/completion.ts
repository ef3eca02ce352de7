// What could follow on the terminal's line: verbs of the tools, kinds, and the names on the stage.

import type { Rows } from '../../player/buffer.ts';

const KUBECTL =
  'get describe create apply delete logs exec set edit patch label annotate run replace top cordon uncordon drain scale wait'.split(
    ' ',
  );
const KINDS = 'pods nodes events secrets configmaps services namespaces leases'.split(' ');
const DOCKER = 'ps kill rm stop start restart exec logs inspect images pull rmi'.split(' ');
const CRICTL = 'ps pods stop rm stopp rmp images pull rmi logs exec inspect inspectp'.split(' ');
const SYSTEMCTL = 'start stop restart kill status'.split(' ');
const LAB = 'partition heal drop delay registry image fill crash restart set'.split(' ');

/** Whole lines that begin with what was typed, nearest first. */
export function completionsFor(
  text: string,
  edition: string,
  stage: Rows | undefined,
): readonly string[] {
  const words = text.split(' ');
  const last = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  return optionsAfter(before, edition, stage)
    .filter((option) => option.startsWith(last) && option !== last)
    .map((option) => [...before, option].join(' '));
}

function optionsAfter(
  before: readonly string[],
  edition: string,
  stage: Rows | undefined,
): readonly string[] {
  const [tool, verb] = before;
  const isContainerd = edition === 'containerd';
  if (tool === undefined) {
    const engine = isContainerd ? ['crictl', 'ctr'] : ['docker'];
    return ['kubectl', ...engine, 'etcdctl', 'systemctl', 'curl', 'ssh', 'lab'];
  }
  if (tool === 'kubectl') {
    if (verb === undefined) return KUBECTL;
    if (before.length === 2 && ['get', 'describe', 'delete', 'edit'].includes(verb)) {
      return [...KINDS, 'pod'];
    }
    return [...namesOf(stage, before[2] ?? ''), '-o', '-n', '--force', '--grace-period=0', '-f'];
  }
  if (tool === 'docker') return verb === undefined ? DOCKER : containersOf(stage);
  if (tool === 'crictl') return verb === undefined ? CRICTL : [];
  if (tool === 'systemctl') {
    if (verb === undefined) return SYSTEMCTL;
    return [
      'kubelet',
      isContainerd ? 'containerd' : 'docker',
      'kube-apiserver',
      'kube-scheduler',
      'etcd',
    ];
  }
  return tool === 'lab' && verb === undefined ? LAB : [];
}

function namesOf(stage: Rows | undefined, kind: string): readonly string[] {
  const names: string[] = [];
  for (const row of stage?.values() ?? []) {
    if (row.row === 'pod' && !kind.startsWith('node')) names.push(row.name);
    if (row.row === 'node' && kind.startsWith('node')) names.push(row.name);
  }
  return names;
}

function containersOf(stage: Rows | undefined): readonly string[] {
  const names: string[] = [];
  for (const row of stage?.values() ?? []) {
    if (row.row !== 'pod') continue;
    for (const one of [...row.containers.map((container) => container.name), 'POD']) {
      names.push(`k8s_${one}_${row.name}_${row.namespace}`);
    }
  }
  return names;
}
