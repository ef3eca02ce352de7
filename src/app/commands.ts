// What a person wants, as the command one would type; the only writer back to the simulation. Every
// button goes through here, so the command is always seen.

import type { Player } from '../player/player.ts';
import type { ContainerRow, PodRow } from '../projection/rows.ts';
import type { Answer, Files } from '../session/protocol.ts';
import { uiStore } from './stores.ts';

/** Gives a command at the playhead and says so; a refused one changes nothing. */
export async function run(player: Player, text: string, files?: Files): Promise<Answer> {
  const answer = await player.issue(files === undefined ? { text } : { text, files });
  if (answer.ok === 'rejected') {
    uiStore.setState({ notice: { text: answer.message, isError: true } });
    return answer;
  }
  uiStore.setState({ hasBegun: true, notice: undefined });
  player.play();
  return answer;
}

/** Writes a command into the terminal's line for the person to give. */
export function propose(text: string): void {
  uiStore.setState((ui) => ({ isTerminalOpen: true, draft: text, draftCount: ui.draftCount + 1 }));
}

/** A command of a menu, with the key of its words. */
export interface Proposal {
  readonly id:
    | 'killContainer'
    | 'killPause'
    | 'removeContainer'
    | 'deletePod'
    | 'forceDelete'
    | 'setImage'
    | 'badImage'
    | 'stopKubelet'
    | 'startKubelet'
    | 'stopEngine'
    | 'startEngine'
    | 'partition'
    | 'heal'
    | 'slowRegistry'
    | 'registryDown'
    | 'registryUp'
    | 'fillDisk'
    | 'load';
  readonly command: string;
}

/** What is worth another thought before it is given: written into the terminal, not run. */
const PROPOSED: readonly Proposal['id'][] = ['setImage', 'badImage', 'load'];

/** Gives the command of a menu's entry, or writes it for the person to change and give. */
export function give(player: Player, { id, command }: Proposal): void {
  if (PROPOSED.includes(id)) propose(command);
  else void run(player, command);
}

/** Where a fault strikes. */
export interface Target {
  readonly edition: string;
  readonly node: string;
  readonly firstNode: string;
  readonly pod?: PodRow | undefined;
  readonly container?: ContainerRow | undefined;
}

/** The command as it is typed for the focused node. */
export function onNode({ node, firstNode }: Target, command: string): string {
  return node === firstNode ? command : `ssh ${node} ${command}`;
}

/** Faults and changes for a target, in the words of its edition. */
export function proposals(target: Target): readonly Proposal[] {
  const { node, pod } = target;
  const at = onNode(target, '');
  const engine = target.edition === 'containerd' ? 'containerd' : 'docker';
  const list: Proposal[] = [];
  if (pod !== undefined) list.push(...podProposals(target, pod, at));
  list.push(
    { id: 'stopKubelet', command: `${at}systemctl stop kubelet` },
    { id: 'startKubelet', command: `${at}systemctl start kubelet` },
    { id: 'stopEngine', command: `${at}systemctl stop ${engine}` },
    { id: 'startEngine', command: `${at}systemctl start ${engine}` },
    { id: 'partition', command: `lab partition kubelet@${node} apiserver` },
    { id: 'heal', command: 'lab heal' },
    { id: 'slowRegistry', command: 'lab registry slow bandwidth=2Mi' },
    { id: 'registryDown', command: 'lab registry down' },
    { id: 'registryUp', command: 'lab registry up' },
    { id: 'fillDisk', command: `lab fill disk ${node} 96%` },
  );
  return list;
}

function podProposals(target: Target, pod: PodRow, at: string): readonly Proposal[] {
  const container =
    target.container ?? pod.containers.find((one) => one.role === 'app') ?? pod.containers[0];
  const name = pod.namespace === 'default' ? pod.name : `${pod.name} -n ${pod.namespace}`;
  const list: Proposal[] = [];
  if (container !== undefined) {
    list.push({ id: 'killContainer', command: at + kill(target.edition, pod, container) });
  }
  list.push({ id: 'killPause', command: at + kill(target.edition, pod, undefined) });
  if (container !== undefined) {
    list.push({ id: 'removeContainer', command: at + remove(target.edition, pod, container) });
  }
  list.push(
    { id: 'deletePod', command: `kubectl delete pod ${name}` },
    { id: 'forceDelete', command: `kubectl delete pod ${name} --grace-period=0 --force` },
  );
  if (container === undefined) return list;
  const other = container.image.endsWith('nginx:1.24') ? 'nginx:1.25' : 'nginx:1.24';
  const set = `kubectl set image pod/${name} ${container.name}`;
  list.push(
    { id: 'setImage', command: `${set}=${other}` },
    { id: 'badImage', command: `${set}=nginx:no-such-tag` },
    { id: 'load', command: `lab set load ${pod.name}/${container.name} cpu=500m memory=256Mi` },
  );
  return list;
}

function kill(edition: string, pod: PodRow, container: ContainerRow | undefined): string {
  const name = container?.name ?? 'POD';
  const attempt = container === undefined ? pod.sandbox.attempt : container.restarts;
  if (edition === 'containerd') {
    return `ctr -n k8s.io tasks kill -s SIGKILL ${pod.name}/${name}#${attempt}`;
  }
  return `docker kill ${dockerName(pod, name)}`;
}

function remove(edition: string, pod: PodRow, container: ContainerRow): string {
  if (edition === 'containerd') {
    const id = container.id?.slice(0, 13);
    return `crictl rm -f ${id ?? container.name}`;
  }
  return `docker rm -f ${dockerName(pod, container.name)}`;
}

/**
 * The start of the name the kubelet gives a Docker container; the client takes any unique start.
 */
function dockerName(pod: PodRow, container: string): string {
  return `k8s_${container}_${pod.name}_${pod.namespace}`;
}
