// Listens to a run: keeps who caused what, the beats of the branch, and, while a stretch is being
// told, its flights and beats. Replays tell the same again; only what is new is kept.

import type { ApiObject } from '../apimachinery/meta.ts';
import type { WorkloadConfig } from '../cluster/protocol/workload.ts';
import type { Endpoint, Envelope, EventId } from '../kernel/message.ts';
import type { Micros } from '../kernel/time.ts';
import type { Fact, TraceSink } from '../kernel/trace.ts';
import { actorName, type World } from '../kernel/world.ts';
import { keyOf, objectIn, storedUnder } from '../projection/api-objects.ts';
import type { Description } from '../projection/describe/description.ts';
import { subjectOfKey } from '../projection/describe/etcd.ts';
import { beatOf, storedBeat, type Told } from './beats.ts';
import {
  type CauseIndex,
  forgetFrom,
  isCommandFlow,
  newCauseIndex,
  noteBecause,
  noteCause,
} from './causes.ts';
import { flightOf, inWords, isDrawn } from './flights.ts';
import type { Beat, Flight, Station } from './protocol.ts';

/** What is known of a branch's run. */
export interface Recorder {
  causes: CauseIndex;
  /** All beats up to the frontier, in order. */
  beats: Beat[];
  /** The last event that was seen for the first time. */
  frontier: { readonly at: Micros; readonly id: number };
  /** The event being handled. */
  current: Envelope | undefined;
  isNew: boolean;
  /** Actors that handled something since the rows were last made. */
  readonly touched: Set<number>;
  /** Whether flights and beats are wanted for a chunk. */
  isTelling: boolean;
  flights: Flight[];
  told: Beat[];
  /** The next command that is sent is a new one: what was known after it is void. */
  isForking: boolean;
}

/** Nothing was heard. */
export function newRecorder(): Recorder {
  return {
    causes: newCauseIndex(),
    beats: [],
    frontier: { at: -1 as Micros, id: 0 },
    current: undefined,
    isNew: true,
    touched: new Set(),
    isTelling: false,
    flights: [],
    told: [],
    isForking: false,
  };
}

/** Forgets everything: another branch is told from its beginning. */
export function forgetAll(recorder: Recorder): void {
  Object.assign(recorder, newRecorder());
}

/** The next command begins another future at `at`. */
export function expectFork(recorder: Recorder, at: Micros): void {
  recorder.isForking = true;
  recorder.beats = recorder.beats.filter((beat) => beat.at <= at);
}

/** The sink that fills the recorder. */
export function sinkOf(recorder: Recorder, world: () => World): TraceSink {
  return {
    sent(envelope, fate) {
      const description = inWords(envelope);
      const process = actorName(world(), envelope.to.actor);
      if (recorder.isForking && envelope.carrier === 'command') fork(recorder, envelope);
      noteCause(recorder.causes, envelope, description, process);
      if (recorder.isTelling && isDrawn(envelope)) {
        recorder.flights.push(flightIn(world(), envelope, description, fate));
      }
    },
    delivered(envelope) {
      const { frontier } = recorder;
      const { id, deliverAt } = envelope;
      recorder.current = envelope;
      recorder.touched.add(envelope.to.actor);
      recorder.isNew = deliverAt > frontier.at || (deliverAt === frontier.at && id > frontier.id);
      if (recorder.isNew) recorder.frontier = { at: deliverAt, id };
      takeStored(recorder, world(), envelope);
    },
    fact: (fact) => takeFact(recorder, world(), fact),
    because: (event, cause) => noteBecause(recorder.causes, event, cause),
  };
}

/** A drawn envelope as a flight, with the uid of the pod it names where that is known. */
export function flightIn(
  world: World,
  envelope: Envelope,
  description: Description,
  fate: Flight['fate'],
): Flight {
  const ends = (end: Endpoint): Station => stationOf(world, end);
  return flightOf(envelope, withUid(world, description), ends, fate);
}

function stationOf(world: World, { actor, port }: Endpoint): Station {
  const process = actorName(world, actor);
  // Programs of containers are told whose they are when they start.
  const config = world.processes[actor]?.config as Partial<WorkloadConfig> | null | undefined;
  const pod = config?.podUid;
  return pod === undefined ? { process, port } : { process, port, pod };
}

function withUid(world: World, description: Description): Description {
  const { about } = description;
  if (about?.kind !== 'pod' || about.uid !== undefined || about.name === '') return description;
  const uid = podNamed(world, about.namespace, about.name)?.metadata.uid;
  return uid === undefined ? description : { ...description, about: { ...about, uid } };
}

function podNamed(
  world: World,
  namespace: string | undefined,
  name: string,
): ApiObject | undefined {
  const pods = storedUnder(world, '/registry/pods');
  return objectIn(pods, keyOf('pod', namespace ?? 'default', name));
}

function fork(recorder: Recorder, command: Envelope): void {
  recorder.isForking = false;
  forgetFrom(recorder.causes, command.id);
  recorder.frontier = { at: command.sentAt, id: command.id - 1 };
}

function takeFact(recorder: Recorder, world: World, fact: Fact): void {
  if (!recorder.isNew && !recorder.isTelling) return;
  const { current, causes } = recorder;
  const flow = (current?.flow ?? fact.event) as EventId;
  const told = beatOf(fact, {
    process: actorName(world, fact.actor),
    isOfOwnAccord: !isCommandFlow(causes, flow),
    // The handler has not returned yet, so the world still has what was before.
    before: () => podNamed(world, fact.about.namespace, fact.about.name),
  });
  if (told === undefined) return;
  keep(recorder, makeBeat(fact, flow, told, uidOf(world, fact)));
}

function takeStored(recorder: Recorder, world: World, envelope: Envelope): void {
  if (!recorder.isNew && !recorder.isTelling) return;
  const stored = storedBeat(envelope.message);
  if (stored === undefined) return;
  const { key, uid: own, ...told } = stored;
  const about = subjectOfKey(key);
  const named = about?.kind === 'pod' ? podNamed(world, about.namespace, about.name) : undefined;
  const uid = about?.kind === 'pod' ? (own ?? named?.metadata.uid) : undefined;
  const { id, flow, deliverAt } = envelope;
  const whose = uid === undefined ? {} : { uid };
  keep(recorder, { at: deliverAt, event: id, flow, ...whose, ...told });
}

function keep(recorder: Recorder, beat: Beat): void {
  if (recorder.isNew) recorder.beats.push(beat);
  if (recorder.isTelling) recorder.told.push(beat);
}

function makeBeat(fact: Fact, flow: EventId, told: Told, uid: string | undefined): Beat {
  const { at, event } = fact;
  return { at, event, flow, ...(uid === undefined ? {} : { uid }), ...told };
}

/** The pod a fact is about. */
function uidOf(world: World, { about }: Fact): string | undefined {
  if (about.kind === 'container') return about.uid;
  if (about.kind !== 'pod') return undefined;
  return about.uid ?? podNamed(world, about.namespace, about.name)?.metadata.uid;
}
