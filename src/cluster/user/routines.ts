// From a command to the routine that carries it out. Knows every kind of command, none of them
// well.

import { unreachable } from '../../base/assert.ts';
import type { Command } from '../protocol/commands.ts';
import { type Place, print, type Routine, type Setting } from './calls.ts';
import { crictl, ctr } from './crictl.ts';
import { curl } from './curl.ts';
import { docker } from './docker.ts';
import { etcdctl } from './etcdctl.ts';
import { apply, edit, replace } from './kubectl/apply.ts';
import { label, patch, setImage } from './kubectl/change.ts';
import { create, createRaw, run } from './kubectl/create.ts';
import { debug } from './kubectl/debug.ts';
import { remove } from './kubectl/delete.ts';
import { drain } from './kubectl/drain.ts';
import { apiResources, describeObjects, get, version } from './kubectl/get.ts';
import { cordon, taint } from './kubectl/nodes.ts';
import { exec, logs, wait } from './kubectl/stream.ts';
import { top } from './kubectl/top.ts';
import { lab } from './lab.ts';
import { nodeFile, systemctl } from './machines.ts';

/** The routine of a command, from its start or from a place it marked. */
export function routineOf(command: Command, setting: Setting, from?: Place): Routine {
  const { type } = command;
  if (type.startsWith('docker.')) return docker(command as Parameters<typeof docker>[0], setting);
  if (type.startsWith('crictl.')) return crictl(command as Parameters<typeof crictl>[0], setting);
  if (type.startsWith('ctr.')) return ctr(command as Parameters<typeof ctr>[0], setting);
  if (type.startsWith('etcdctl.')) return etcdctl(command as Parameters<typeof etcdctl>[0]);
  if (type.startsWith('lab.')) return lab(command as Parameters<typeof lab>[0], setting);
  switch (command.type) {
    case 'curl':
      return curl(command, setting);
    case 'systemctl':
      return systemctl(command, setting);
    case 'write':
    case 'rm':
    case 'serve':
      return nodeFile(command, setting);
    case 'local':
      return lines(command.lines);
    case 'refused':
      return refusal(command.message, command.exitCode);
    default:
      return kubectl(command as Parameters<typeof kubectl>[0], setting, from);
  }
}

type Kubectl = Extract<Command, { readonly type: `kubectl.${string}` }>;

function kubectl(command: Kubectl, setting: Setting, from?: Place): Routine {
  switch (command.type) {
    case 'kubectl.create':
      return create(command, setting, from);
    case 'kubectl.create-raw':
      return createRaw(command);
    case 'kubectl.apply':
      return apply(command, setting, from);
    case 'kubectl.replace':
      return replace(command, setting);
    case 'kubectl.edit':
      return edit(command, setting);
    case 'kubectl.run':
      return run(command, setting);
    case 'kubectl.debug':
      return debug(command, setting);
    case 'kubectl.get':
      return get(command, setting);
    case 'kubectl.describe':
      return describeObjects(command, setting);
    case 'kubectl.delete':
      return remove(command, setting);
    case 'kubectl.patch':
      return patch(command, setting);
    case 'kubectl.set-image':
      return setImage(command);
    case 'kubectl.label':
    case 'kubectl.annotate':
      return label(command);
    case 'kubectl.taint':
      return taint(command);
    case 'kubectl.cordon':
    case 'kubectl.uncordon':
      return cordon(command);
    case 'kubectl.drain':
      return drain(command);
    case 'kubectl.logs':
      return logs(command, setting);
    case 'kubectl.exec':
      return exec(command, setting);
    case 'kubectl.wait':
      return wait(command);
    case 'kubectl.top':
      return top(command, setting);
    case 'kubectl.version':
      return version(setting);
    case 'kubectl.api-resources':
      return apiResources();
    default:
      return unreachable(command);
  }
}

function* lines(texts: readonly string[]): Routine {
  for (const text of texts) yield* print({ kind: 'line', text });
  return 0;
}

function* refusal(text: string, exitCode: number): Routine {
  yield* print({ kind: 'line', text, isError: true });
  return exitCode;
}
