// systemctl: starting and stopping the services of a node and of the control plane.

import { settingProblem } from '../api/kubelet-settings.ts';
import type { Command } from '../cluster/protocol/commands.ts';
import { onNode, refused, type ToolLine } from './context.ts';
import { signalName } from './docker.ts';

const UNITS = [
  'kubelet',
  'docker',
  'containerd',
  'kube-apiserver',
  'kube-scheduler',
  'kube-controller-manager',
  'etcd',
];

const VERBS = ['start', 'stop', 'restart', 'kill', 'status'] as const;

/** Reads the words behind `systemctl`; flags behind the unit are given to the service. */
export function parseSystemctl(line: ToolLine): Command {
  const words = [...line.words];
  let signal: string | undefined;
  const rest: string[] = [];
  const flags: { [flag: string]: string } = {};
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (word === '-s' || word === '--signal') signal = words[++i];
    else if (word.startsWith('--signal=')) signal = word.slice('--signal='.length);
    else if (word.startsWith('--') && rest.length >= 2) {
      const equals = word.indexOf('=');
      flags[equals < 0 ? word : word.slice(0, equals)] =
        equals < 0 ? 'true' : word.slice(equals + 1);
    } else if (word.startsWith('-')) {
      return refused('systemctl', `systemctl: unrecognized option '${word}'`);
    } else rest.push(word);
  }
  const [typed = '', name] = rest;
  const verb = VERBS.find((known) => known === typed);
  if (verb === undefined) return refused('systemctl', `Unknown command verb ${typed}.`);
  if (name === undefined) return refused('systemctl', 'Too few arguments.');
  const unit = name.replace(/\.service$/, '');
  if (!UNITS.includes(unit)) {
    const what = verb === 'status' || verb === 'kill' ? '' : `Failed to ${verb} ${unit}.service: `;
    return refused(
      'systemctl',
      `${what}Unit ${unit}.service not found.`,
      verb === 'status' ? 4 : 5,
    );
  }
  const wrong = unit === 'kubelet' ? settingProblem(flags) : undefined;
  if (wrong !== undefined) return refused('systemctl', `kubelet: ${wrong.problem}`);
  return {
    type: 'systemctl',
    ...onNode(line),
    verb,
    unit,
    ...(verb === 'kill' ? { signal: signalName(signal ?? 'SIGTERM') } : {}),
    ...(Object.keys(flags).length === 0 ? {} : { flags }),
  };
}
