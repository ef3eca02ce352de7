// What is typed during the storm: objects created, changed and deleted, manifests on nodes, and
// faults with the line that ends each. After the storm everything is mended.

import type { EditionWord } from '../../cluster/protocol/setup.ts';
import type { Json } from '../../kernel/message.ts';
import type { Chance } from './chance.ts';
import { IMAGES, MANIFEST_URL, type SwarmCluster } from './make-cluster.ts';
import { CONFIG_MAP, makePod, SECRET, type SwarmPod } from './make-pod.ts';
import { load, monitoring, service } from './make-traffic.ts';
import { type Action, fileOf, type Line, line, POD_NAMES, type Scene } from './scene.ts';

/** Draws the lines of a storm. */
export function makeLines(
  chance: Chance,
  { edition, nodes }: SwarmCluster,
  { stormSeconds, actions }: { readonly stormSeconds: number; readonly actions: number },
): readonly Line[] {
  const pods: SwarmPod[] = [];
  const until = stormSeconds - 1;
  const times = Array.from({ length: actions }, () => chance.below(until * 1_000) / 1_000);
  return times
    .sort((a, b) => a - b)
    .flatMap((at) => {
      const scene: Scene = { chance, edition, nodes, pods, at, until };
      const action = pods.length === 0 ? createPod : chance.weighted(ACTIONS);
      return action(scene);
    });
}

function createPod({ chance, edition, nodes, pods, at }: Scene): readonly Line[] {
  const pod = makePod(chance, chance.pick(POD_NAMES), edition, nodes);
  pods.push(pod);
  const text = `kubectl ${chance.pick(['create', 'apply'])} -f pod.yaml`;
  return [line(at, text, fileOf('pod.yaml', pod.manifest))];
}

function deletePod({ chance, pods, at }: Scene): readonly Line[] {
  const how = chance.weighted([
    [5, '--wait=false'],
    [2, '--grace-period=0 --force'],
    [2, `--grace-period=${chance.between(1, 20)} --wait=false`],
    [1, '--now --wait=false'],
    [1, ''],
  ]);
  return [line(at, `kubectl delete pod ${chance.pick(pods).name} ${how}`.trim())];
}

function changePod({ chance, edition, pods, at }: Scene): readonly Line[] {
  const { name, containers } = chance.pick(pods);
  const container = chance.pick(containers);
  const patch = (body: Json, more = ''): string =>
    `kubectl patch pod ${name}${more} -p '${JSON.stringify(body)}'`;
  const text = chance.weighted([
    [4, `kubectl set image pod/${name} ${container}=${chance.pick(IMAGES)}`],
    [2, `kubectl label pod ${name} seen=${chance.below(9)} --overwrite`],
    [1, `kubectl annotate pod ${name} note=${chance.below(9)} --overwrite`],
    [1, patch({ spec: { activeDeadlineSeconds: chance.between(3, 30) } })],
    [1, `kubectl exec ${name} -c ${container} -- sh -c 'kill -TERM 1'`],
    [
      edition === 'containerd' ? 2 : 0,
      patch(
        {
          spec: {
            containers: [
              { name: container, resources: { requests: { cpu: `${chance.between(1, 9)}0m` } } },
            ],
          },
        },
        ' --subresource resize',
      ),
    ],
  ]);
  return [line(at, text)];
}

function config({ chance, at }: Scene): readonly Line[] {
  const text = chance.pick([
    `kubectl create secret generic ${SECRET} --from-literal=password=${chance.below(9)}`,
    `kubectl create configmap ${CONFIG_MAP} --from-literal=colour=red`,
    `kubectl delete secret ${SECRET}`,
    `kubectl delete configmap ${CONFIG_MAP}`,
  ]);
  return [line(at, text)];
}

function nodeWork({ chance, nodes, at }: Scene): readonly Line[] {
  const node = chance.pick(nodes);
  const text = chance.pick([
    `kubectl cordon ${node}`,
    `kubectl uncordon ${node}`,
    `kubectl drain ${node} --force --ignore-daemonsets --delete-emptydir-data`,
    `kubectl taint node ${node} swarm=1:${chance.pick(['NoSchedule', 'NoExecute'])}`,
    `kubectl taint node ${node} swarm-`,
    `kubectl delete node ${node}`,
  ]);
  return [line(at, text)];
}

const STATIC_NAMES: readonly string[] = ['static-x', 'static-y'];

function manifest({ chance, edition, nodes, at }: Scene): readonly Line[] {
  const on = `ssh ${chance.pick(nodes)}`;
  const name = chance.pick(STATIC_NAMES);
  if (chance.maybe(25)) return [line(at, `${on} rm /etc/kubernetes/manifests/${name}.yaml`)];
  const pod = makePod(chance, name, edition, nodes);
  if (chance.maybe(25)) {
    const list = { apiVersion: 'v1', kind: 'PodList', items: [pod.manifest] };
    const content = fileOf('pods', chance.pick([pod.manifest, list]));
    return [line(at, `${on} serve ${MANIFEST_URL}`, content)];
  }
  const path = `/etc/kubernetes/manifests/${name}.yaml`;
  return [line(at, `${on} write ${path}`, fileOf(`${name}.yaml`, pod.manifest))];
}

/** A fault and, a while later, its end. */
function fault(scene: Scene, begin: string, end: string): readonly Line[] {
  const { chance, at, until } = scene;
  const over = Math.min(at + chance.pick([1, 3, 10, 25]), until);
  return [line(at, begin), line(over, end)];
}

function killed(scene: Scene): readonly Line[] {
  const { chance, edition, nodes, pods, at } = scene;
  const { name, containers } = chance.pick(pods);
  const container = chance.maybe(40) ? 'POD' : chance.pick(containers);
  const on = `ssh ${chance.pick(nodes)}`;
  const signal = chance.pick(['SIGKILL', 'SIGTERM']);
  if (edition !== 'containerd') {
    return [line(at, `${on} docker kill -s ${signal} k8s_${container}_${name}`)];
  }
  const task = `${name}/${container}#${chance.below(3)}`;
  return [line(at, `${on} ctr -n k8s.io tasks kill -s ${signal} ${task}`)];
}

function removed(scene: Scene): readonly Line[] {
  const { chance, edition, nodes, pods, at } = scene;
  const { name, containers } = chance.pick(pods);
  // What had ended for good and is gone is run again by upstream's kubelet too. A name may be
  // that of two pods, one after the other.
  if (pods.some((pod) => pod.name === name && !pod.isAlways)) return [];
  const on = `ssh ${chance.pick(nodes)}`;
  const container = chance.pick(containers);
  if (edition !== 'containerd') {
    return [line(at, `${on} docker rm -f k8s_${container}_${name}`)];
  }
  return [line(at, `${on} ctr -n k8s.io tasks delete -f ${name}/${container}#${chance.below(2)}`)];
}

function engineOf(edition: EditionWord): string {
  return edition === 'containerd' ? 'containerd' : 'docker';
}

function nodeService(scene: Scene): readonly Line[] {
  const { chance, edition, nodes, at } = scene;
  const on = `ssh ${chance.pick(nodes)}`;
  const unit = chance.pick(['kubelet', engineOf(edition)]);
  if (chance.maybe(60)) return [line(at, `${on} systemctl restart ${unit}`)];
  const begin = chance.pick(['systemctl stop', 'systemctl kill -s SIGKILL']);
  return fault(scene, `${on} ${begin} ${unit}`, `${on} systemctl start ${unit}`);
}

function controlPlane(scene: Scene): readonly Line[] {
  const unit = scene.chance.weighted([
    [4, 'kube-apiserver'],
    [3, 'etcd'],
    [1, 'kube-scheduler'],
    [1, 'kube-controller-manager'],
  ]);
  const begin = scene.chance.pick(['stop', 'kill -s SIGKILL']);
  return fault(scene, `systemctl ${begin} ${unit}`, `systemctl start ${unit}`);
}

function network(scene: Scene): readonly Line[] {
  const { chance, edition, nodes } = scene;
  const node = chance.pick(nodes);
  const kubelet = `kubelet@${node} apiserver`;
  const pairs = [kubelet, `kubelet@${node} ${engineOf(edition)}@${node}`];
  const pair = chance.pick([kubelet, ...pairs, 'scheduler apiserver', 'apiserver etcd']);
  // Neither a connection nor a socket on the node ever loses single messages.
  const cut = pair === pairs[1] ? kubelet : pair;
  return chance.weighted<() => readonly Line[]>([
    [4, () => fault(scene, `lab partition ${node}`, `lab heal ${node}`)],
    [3, () => fault(scene, `lab partition ${cut}`, `lab heal ${cut}`)],
    [2, () => fault(scene, `lab delay ${pair} 700ms`, `lab delay ${pair} 0s`)],
  ])();
}

function images(scene: Scene): readonly Line[] {
  const image = scene.chance.pick(IMAGES);
  return scene.chance.pick([
    () => fault(scene, 'lab registry down', 'lab registry up'),
    () => fault(scene, `lab image ${image} not-found`, `lab image ${image} ok`),
    () => fault(scene, `lab image ${image} unauthorized`, `lab image ${image} ok`),
  ])();
}

function pressure(scene: Scene): readonly Line[] {
  const { chance, nodes, pods, at } = scene;
  const node = chance.pick(nodes);
  if (chance.maybe(50)) {
    const filled = `lab fill disk ${node} ${chance.pick([86, 92, 100])}%`;
    return fault(scene, filled, `lab fill disk ${node} 0%`);
  }
  const { name, containers } = chance.pick(pods);
  const memory = chance.pick(['100Mi', '1500Mi', '7Gi']);
  return [line(at, `lab set load ${name}/${chance.pick(containers)} memory=${memory}`)];
}

const ACTIONS: readonly (readonly [number, Action])[] = [
  [9, createPod],
  [4, deletePod],
  [3, changePod],
  [2, config],
  [2, nodeWork],
  [3, manifest],
  [4, killed],
  [2, removed],
  [3, nodeService],
  [2, controlPlane],
  [3, network],
  [1, images],
  [2, pressure],
  [2, service],
  [2, load],
  [1, monitoring],
];

/** Seconds after which units are started once more: one that still stopped did not hear it. */
const ONCE_MORE = 15;

/**
 * The lines that mend everything there may be. The URL answers from now on with a list: a kubelet
 * whose source never spoke cleans nothing up.
 */
export function cures({ edition, nodes }: SwarmCluster, at: number): readonly Line[] {
  const engine = engineOf(edition);
  const pairs = nodes.flatMap((node) => [
    `kubelet@${node} apiserver`,
    `kubelet@${node} ${engine}@${node}`,
  ]);
  const links = [...pairs, 'scheduler apiserver', 'apiserver etcd'];
  const texts = [
    ...['etcd', 'kube-apiserver', 'kube-scheduler', 'kube-controller-manager'].map(
      (unit) => `systemctl start ${unit}`,
    ),
    'lab heal',
    ...links.flatMap((pair) => [`lab heal ${pair}`, `lab delay ${pair} 0s`]),
    'lab registry up',
    ...IMAGES.map((image) => `lab image ${image} ok`),
    ...nodes.map((node) => `lab fill disk ${node} 0%`),
  ];
  const starts = nodes.flatMap((node) => [
    `ssh ${node} systemctl start ${engine}`,
    `ssh ${node} systemctl start kubelet`,
  ]);
  const list = fileOf('pods', { apiVersion: 'v1', kind: 'PodList', items: [] });
  const lines = [
    ...[...texts, ...starts].map((text) => line(at, text)),
    ...nodes.map((node) => line(at, `ssh ${node} serve ${MANIFEST_URL}`, list)),
    ...starts.map((text) => line(at + ONCE_MORE, text)),
  ];
  return lines.map((one) => ({ ...one, isCure: true }));
}
