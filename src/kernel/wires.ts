// What the bus looks up for every message, remembered: names of processes, profiles of links.
// Derived from what never changes during a run, so it is no part of a checkpoint.

import { hashText } from '../base/hash.ts';
import { connectionKey, linkKey, type Wire } from './bus.ts';
import type { Mutable } from './checkpoint.ts';
import type { ActorId, Endpoint, Port } from './message.ts';
import type { SimulationOptions } from './simulation.ts';
import type { ProcessRecord } from './world.ts';

/** The look-ups. */
export interface Wires {
  /** The process of that name. */
  find(data: Mutable, name: string): ActorId | undefined;
  between(data: Mutable, options: SimulationOptions, from: Endpoint, to: Endpoint): Wire;
}

/** Most processes a simulation may have. */
const MAX_ACTORS = 65_536;

/** An empty memory. */
export function makeWires(): Wires {
  const actors = new Map<string, ActorId>();
  const pairs = new Map<number, Map<Port, Map<Port, Wire>>>();
  return {
    find(data, name) {
      for (let index = actors.size; index < data.processes.length; index++) {
        actors.set((data.processes[index] as ProcessRecord).name, index as ActorId);
      }
      return actors.get(name);
    },
    between(data, options, from, to) {
      const byPort = child(pairs, from.actor * MAX_ACTORS + to.actor);
      const byTarget = child(byPort, from.port);
      const known = byTarget.get(to.port);
      if (known !== undefined) return known;
      const wire = makeWire(data, options, from, to);
      byTarget.set(to.port, wire);
      return wire;
    },
  };
}

function child<K, A, B>(map: Map<K, Map<A, B>>, key: K): Map<A, B> {
  const known = map.get(key);
  if (known !== undefined) return known;
  const fresh = new Map<A, B>();
  map.set(key, fresh);
  return fresh;
}

function makeWire(data: Mutable, options: SimulationOptions, from: Endpoint, to: Endpoint): Wire {
  const sender = data.processes[from.actor] as ProcessRecord;
  const receiver = data.processes[to.actor] as ProcessRecord;
  const connection = connectionKey(from, to);
  return {
    connection,
    link: linkKey(sender.name, receiver.name),
    profile: options.latencyOf(sender.component.kind, receiver.component.kind),
    key: hashText(connection, options.seed),
  };
}
