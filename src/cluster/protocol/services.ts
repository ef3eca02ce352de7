// What services need to be told: that there is one at all, and the rules that a machine sends their
// calls by. Must not know how rules are found.

import type { Message } from '../../kernel/message.ts';

/**
 * From the API server to the processes that watch services: there is one with a selector now.
 * Before that they would see nothing, so their watches do not run.
 */
export interface ServicesWanted extends Message {
  readonly type: 'services.wanted';
}

/** Where one port of a service leads. */
export interface ServicePortRule {
  readonly port: number;
  readonly endpoints: readonly { readonly ip: string; readonly port: number }[];
}

/** What a machine knows of a service. */
export interface ServiceRule {
  readonly namespace: string;
  readonly name: string;
  /** Empty for a service without one: its name leads to its pods themselves. */
  readonly clusterIp: string;
  readonly ports: readonly ServicePortRule[];
}

/** All rules of the machine, to port `syscalls` of `linux@<node>`. No answer. */
export interface SetServiceRules extends Message {
  readonly type: 'linux.serviceRules';
  readonly rules: readonly ServiceRule[];
}
