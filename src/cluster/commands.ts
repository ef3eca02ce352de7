// How a typed line enters the simulation: as one message to the process `user`, the root of a flow.
// What a command changes in the configuration of a process is worked out here, where all are known.

import { SETTING_KINDS } from '../api/kubelet-settings.ts';
import type { Json } from '../kernel/message.ts';
import type { Simulation } from '../kernel/simulation.ts';
import { processNamed } from '../kernel/world.ts';
import type { CadvisorConfig } from './cadvisor/state.ts';
import type { KubeletConfig } from './kubelet/config.ts';
import { HOUSEKEEPING_INTERVAL, housekeepingInterval, kubeletConfig } from './kubelet/defaults.ts';
import type { Command, UserCommand } from './protocol/commands.ts';
import { USER_TERMINAL } from './user/user.ts';

/** Hands the command with this id to the person at the terminal, at the simulation's instant. */
export function enterCommand(
  simulation: Simulation,
  id: number,
  text: string,
  command: Command,
): void {
  const message: UserCommand = {
    type: 'command',
    id,
    text,
    command: configured(simulation, command),
  };
  simulation.inject('user', USER_TERMINAL, message);
}

/** `systemctl restart kubelet --register-node=false`: what kubelet and cAdvisor start with. */
function configured(simulation: Simulation, command: Command): Command {
  if (command.type !== 'systemctl' || command.flags === undefined) return command;
  if (command.unit !== 'kubelet') return command;
  const { world } = simulation;
  const named = command.node === undefined ? undefined : `kubelet@${command.node}`;
  const process =
    named === undefined
      ? world.processes.find(({ name }) => name.startsWith('kubelet@'))
      : processNamed(world, named);
  if (process === undefined) return command;
  const config = withFlags(process.config as KubeletConfig, command.flags);
  const configs: { [process: string]: Json } = { [process.name]: config as unknown as Json };
  const inside = processNamed(world, config.cadvisor);
  if (inside !== undefined && HOUSEKEEPING_INTERVAL in command.flags) {
    const housekeeping = housekeepingInterval(command.flags);
    const sampling: CadvisorConfig = { ...(inside.config as CadvisorConfig), housekeeping };
    configs[inside.name] = sampling as unknown as Json;
  }
  return { ...command, configs };
}

type Flags = { readonly [flag: string]: string };

/** The configuration with what these flags set; all else stays. */
function withFlags(config: KubeletConfig, flags: Flags): KubeletConfig {
  const set = fromFlags(config, flags);
  const others = [fromFlags(config, {}), fromFlags(config, otherwise(flags))];
  const changed: { [field: string]: unknown } = {};
  for (const [field, value] of Object.entries(set)) {
    const key = field as keyof KubeletConfig;
    const isTouched = others.some((other) => JSON.stringify(other[key]) !== JSON.stringify(value));
    if (isTouched) changed[field] = value;
  }
  return { ...config, ...changed };
}

/** Other values than these: they show which fields a flag sets even when it says the default. */
function otherwise(flags: Flags): Flags {
  const result: { [flag: string]: string } = {};
  for (const [flag, value] of Object.entries(flags)) result[flag] = otherValue(flag, value);
  return result;
}

function otherValue(flag: string, value: string): string {
  switch (SETTING_KINDS.get(flag)) {
    case 'flag':
      return value === 'true' ? 'false' : 'true';
    case 'number':
      return String(Number(value) + 1);
    case 'duration':
      return value === '1s' ? '2s' : '1s';
    case 'map':
      return `${value},other=1`;
    case 'list':
      return `${value},other`;
    default:
      return flag === '--authorization-mode' && value !== 'Webhook' ? 'Webhook' : `${value}0`;
  }
}

function fromFlags(config: KubeletConfig, flags: Flags): KubeletConfig {
  const { nodeIp, podCidr, engine, startupTime } = config;
  const node = {
    name: config.nodeName,
    cpu: `${config.cpuMillis}m`,
    memory: String(config.memoryBytes),
    disk: String(config.diskBytes),
    pods: config.maxPods,
    labels: config.nodeLabels,
    taints: config.registerWithTaints,
    isKubeletRunning: true,
  };
  return kubeletConfig(config.edition, { node, nodeIp, podCidr, engine, startupTime }, flags);
}
