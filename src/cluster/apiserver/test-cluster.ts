// For tests: etcd, an API server and a client that remembers what it was told, in one simulation.

import type { Status } from '../../apimachinery/status.ts';
import { type Component, port } from '../../kernel/component.ts';
import type { EventId, Message } from '../../kernel/message.ts';
import { createSimulation, type Simulation } from '../../kernel/simulation.ts';
import { type Duration, later, microseconds, seconds } from '../../kernel/time.ts';
import type { Fact } from '../../kernel/trace.ts';
import { stateOf } from '../../kernel/world.ts';
import type { EditionName } from '../editions/edition.ts';
import { ETCD_DEFAULTS, etcd } from '../etcd/etcd.ts';
import {
  API_REQUESTS,
  type ApiRequest,
  type ApiResponse,
  type ApiWatch,
  type WatchEvent,
} from '../protocol/apiserver.ts';
import { fillScheme } from '../scheme/whole.ts';
import { apiserver } from './apiserver.ts';
import { type ApiServerConfig, apiServerDefaults } from './config.ts';
import { fillApiserver } from './whole.ts';

interface ClientState {
  readonly replies: readonly { readonly to: EventId; readonly message: Message }[];
  readonly last: EventId;
}

interface Send extends Message {
  readonly type: 'client.send';
  readonly to: string;
  readonly port: string;
  readonly message: Message;
}

const client: Component<ClientState, null> = {
  kind: 'client',
  init: () => ({ replies: [], last: 0 as EventId }),
  ports: {
    main: port<ClientState, 'replies' | 'last'>(['replies', 'last'], (state, envelope, io) => {
      const { message } = envelope;
      if (message.type !== 'client.send') {
        const reply = { to: envelope.inReplyTo ?? (0 as EventId), message };
        return { ...state, replies: [...state.replies, reply] };
      }
      const send = message as Send;
      const actor = io.find(send.to);
      if (actor === undefined) return state;
      return { ...state, last: io.send({ actor, port: send.port }, send.message) };
    }),
  },
};

/** What the tests drive. */
export interface TestCluster {
  readonly simulation: Simulation;
  readonly facts: readonly Fact[];
  /** Sends a request and waits for its answer. */
  ask(request: Partial<ApiRequest> & Pick<ApiRequest, 'verb' | 'path'>): ApiResponse;
  /** Opens a watch; `events` gives all that came so far. */
  watch(path: string, query?: { readonly [name: string]: string }): Watching;
  /** Lets time pass. */
  pass(by: Duration): void;
}

/** An open watch of a test. */
export interface Watching {
  readonly id: EventId;
  events(): readonly WatchEvent[];
  messages(): readonly Message[];
}

/** A cluster of etcd, API server and one client, ready for requests. */
export function testCluster(
  edition: EditionName = 'containerd',
  change: Partial<ApiServerConfig> = {},
): TestCluster {
  fillApiserver();
  fillScheme();
  const simulation = createSimulation({
    seed: 7,
    epochSeconds: 1_800_000_000,
    latencyOf: () => ({ base: microseconds(100), jitter: microseconds(100) }),
    isFrozen: true,
  });
  const facts: Fact[] = [];
  simulation.setSink({ fact: (fact) => void facts.push(fact) });
  simulation.add(etcd, 'etcd', ETCD_DEFAULTS);
  simulation.add(apiserver, 'apiserver', { ...apiServerDefaults(edition), ...change });
  simulation.add(client, 'client', null);
  const pass = (by: Duration): void => void simulation.run(later(simulation.now, by));
  const state = (): ClientState => stateOf<ClientState>(simulation.world, 'client') as ClientState;
  const send = (message: ApiRequest): EventId => {
    const send: Send = { type: 'client.send', to: 'apiserver', port: API_REQUESTS, message };
    simulation.inject('client', 'main', send);
    simulation.run(simulation.now);
    return state().last;
  };
  const repliesTo = (id: EventId): readonly Message[] => {
    return state()
      .replies.filter((reply) => reply.to === id)
      .map((reply) => reply.message);
  };
  pass(seconds(1));
  return {
    simulation,
    facts,
    pass,
    ask(request) {
      const id = send({ type: 'api.request', userAgent: 'kubectl', ...request });
      pass(seconds(1));
      const [reply] = repliesTo(id);
      if (reply === undefined) throw new Error(`no answer to ${request.verb} ${request.path}`);
      return reply as ApiResponse;
    },
    watch(path, query = {}) {
      const request: ApiRequest = {
        type: 'api.request',
        verb: 'GET',
        path,
        query: { watch: 'true', ...query },
        userAgent: 'kubelet',
      };
      const id = send(request);
      pass(seconds(1));
      return {
        id,
        messages: () => repliesTo(id),
        events: () => {
          const batches = repliesTo(id).filter((one) => one.type === 'api.watch') as ApiWatch[];
          return batches.flatMap((batch) => batch.events);
        },
      };
    },
  };
}

/** The message of a refusal. */
export function messageOf(response: ApiResponse): string {
  return (response.body as Status).message ?? '';
}
