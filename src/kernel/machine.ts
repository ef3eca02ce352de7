// Machines as data: a strict subset of an XState configuration, compiled to a flat table once.

import { assert } from '../base/assert.ts';

/** One way out of a state. */
export interface Arm<S extends string> {
  readonly target?: S;
  readonly guard?: string;
  readonly actions?: readonly string[];
}

/** A state: what leads out of it, and what it is for. */
export interface StateDefinition<S extends string, E extends string> {
  readonly on?: { readonly [K in E]?: Arm<S> | readonly Arm<S>[] };
  readonly type?: 'final';
  /** Shown beside the drawing: one sentence and the upstream source. */
  readonly meta?: { readonly doc: string; readonly models: string };
}

/** A lifecycle. */
export interface MachineDefinition<S extends string = string, E extends string = string> {
  readonly id: string;
  readonly initial: S;
  readonly states: { readonly [K in S]: StateDefinition<S, E> };
}

/** Guards by name; they read the context and nothing else. */
export type Guards<C> = { readonly [name: string]: (context: C) => boolean };

/** A machine ready to step. */
export interface Machine<S extends string, E extends string, C> {
  readonly id: string;
  readonly initial: S;
  readonly table: ReadonlyMap<string, readonly Arm<S>[]>;
  readonly guards: Guards<C>;
  readonly events: readonly E[];
}

/** What a step did. */
export interface Step<S extends string> {
  readonly value: S;
  readonly isChanged: boolean;
  readonly actions: readonly string[];
}

const NO_ACTIONS: readonly string[] = [];

/** Compiles a definition; every target and guard it names must exist. */
export function compile<S extends string, E extends string, C>(
  definition: MachineDefinition<S, E>,
  guards: Guards<C>,
): Machine<S, E, C> {
  const table = new Map<string, readonly Arm<S>[]>();
  const events = new Set<E>();
  const states = Object.entries(definition.states) as [S, StateDefinition<S, E>][];
  for (const [state, { on = {} }] of states) {
    for (const [event, arms] of Object.entries(on) as [E, Arm<S> | readonly Arm<S>[]][]) {
      const list = (Array.isArray(arms) ? arms : [arms]) as readonly Arm<S>[];
      for (const { target, guard } of list) {
        assert(target === undefined || target in definition.states, `no state ${target}`);
        assert(guard === undefined || guard in guards, `no guard ${guard}`);
      }
      events.add(event);
      table.set(`${state} ${event}`, list);
    }
  }
  return { id: definition.id, initial: definition.initial, table, guards, events: [...events] };
}

/** The state after `event`: the first arm whose guard holds; unchanged when none does. */
export function step<S extends string, E extends string, C>(
  machine: Machine<S, E, C>,
  value: S,
  context: C,
  event: E,
): Step<S> {
  for (const arm of machine.table.get(`${value} ${event}`) ?? []) {
    if (arm.guard !== undefined && !machine.guards[arm.guard]?.(context)) continue;
    const next = arm.target ?? value;
    return { value: next, isChanged: next !== value, actions: arm.actions ?? NO_ACTIONS };
  }
  return { value, isChanged: false, actions: NO_ACTIONS };
}
