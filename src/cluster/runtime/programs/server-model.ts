// How a program behaves that is not interpreted: when it listens, what it answers, what it writes,
// how signals end it, what it costs. Data, so that a scenario can say the same in its own words.

import type { ProgramSetup } from '../../protocol/setup.ts';
import type { WorkloadKind } from '../../protocol/workload.ts';

/** A line written some time after the start, in microseconds. */
export interface ModelLine {
  readonly after: number;
  readonly text: string;
  readonly stream?: 'stdout' | 'stderr';
}

/** What a signal does; a signal that is not listed has its default action (none for PID 1). */
export type SignalReaction =
  | {
      readonly does: 'exit';
      readonly code: number;
      readonly after: number;
      readonly log?: readonly string[];
    }
  | { readonly does: 'nothing' };

/** How HTTP is answered. */
export type HttpModel =
  | { readonly kind: 'routes'; readonly routes: NonNullable<ProgramSetup['http']> }
  /** Files below a directory of the container. */
  | { readonly kind: 'files'; readonly root: string; readonly server: string }
  /** agnhost netexec: /echo, /hostname, /clientip, /healthz, /shell and the like. */
  | { readonly kind: 'netexec' }
  /** "Hello, world!" with version and host name. */
  | { readonly kind: 'hello'; readonly version: string };

/** A long-lived program. Times in microseconds. */
export interface ServerModel {
  readonly name: string;
  readonly listens: readonly { readonly port: number; readonly after: number }[];
  readonly http?: HttpModel;
  readonly grpcHealth?: { readonly port: number; readonly status: 'SERVING' | 'NOT_SERVING' };
  /** What it says to whoever connects. */
  readonly banner?: string;
  readonly log: readonly ModelLine[];
  readonly accessLog?: boolean;
  /** Ends by itself after so long. */
  readonly exits?: { readonly after: number; readonly code: number };
  readonly signals: { readonly [signal: string]: SignalReaction };
  readonly rssBytes: number;
  readonly cpuMillis: number;
  /** Child processes that only show in `ps`. */
  readonly workers?: readonly string[];
  /** The process of the simulation that does what this program does, and answers for it. */
  readonly workload?: WorkloadKind;
  /** Its ports speak TLS only. */
  readonly isTls?: boolean;
  /** Nobody knows what it really does. */
  readonly isGuess?: boolean;
}

/** A signal that ends the program in good order. */
export function exitsOn(code: number, afterMillis: number, ...log: string[]): SignalReaction {
  return { does: 'exit', code, after: afterMillis * 1_000, log };
}

/** A plain program that only lives; the base of every other. */
export function plainModel(name: string): ServerModel {
  return { name, listens: [], log: [], signals: {}, rssBytes: 4_194_304, cpuMillis: 0 };
}

/** The model with what a scenario says in place of its own. */
export function overridden(model: ServerModel, by: ProgramSetup): ServerModel {
  const term = by.onSigterm;
  return {
    ...model,
    isGuess: false,
    listens:
      by.listens?.map(({ port, afterSeconds = 0 }) => ({ port, after: micro(afterSeconds) })) ??
      model.listens,
    ...(by.http === undefined ? {} : { http: { kind: 'routes', routes: by.http } }),
    log: by.log?.map((text) => ({ after: 0, text })) ?? model.log,
    signals: term === undefined ? model.signals : { ...model.signals, SIGTERM: reaction(term) },
    ...(by.exitsAfterSeconds === undefined
      ? {}
      : { exits: { after: micro(by.exitsAfterSeconds), code: by.exitCode ?? 0 } }),
    rssBytes: by.memoryBytes ?? model.rssBytes,
    cpuMillis: by.cpuMillis ?? model.cpuMillis,
  };
}

function reaction(term: NonNullable<ProgramSetup['onSigterm']>): SignalReaction {
  if (term === 'ignored') return { does: 'nothing' };
  return { does: 'exit', code: term.exitCode, after: micro(term.afterSeconds ?? 0) };
}

function micro(seconds: number): number {
  return Math.round(seconds * 1_000_000);
}
