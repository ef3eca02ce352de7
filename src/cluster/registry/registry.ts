// The process `registry`: every image registry of the world, behind one door. It answers for
// manifests and layers as its rules and the catalogue say, as slowly as its line is.
// Models the Docker Registry HTTP API v2 as its clients see it.

import { type Component, type Io, port, type ReplyTo } from '../../kernel/component.ts';
import type { Envelope, Message } from '../../kernel/message.ts';
import { type Duration, microseconds, milliseconds, seconds } from '../../kernel/time.ts';
import type {
  RegistryAnswer,
  RegistryConfigure,
  RegistryError,
  RegistryGetBlob,
  RegistryGetManifest,
  RegistryRequest,
  RegistryRule,
} from '../protocol/registry.ts';
import type { ImageName } from '../runtime/image-name.ts';
import { judge, ruleFor } from './rules.ts';

/** What a scenario says of the registries. */
export interface RegistryConfig {
  /** Bytes a second that one pull gets. */
  readonly bytesPerSecond: number;
  /** Time to the first byte of any answer. */
  readonly latency: Duration;
  readonly rules: readonly RegistryRule[];
  /** Nobody answers at all. */
  readonly isDown?: boolean;
}

/** The state is what it is configured to be. */
export interface RegistryState {
  readonly config: RegistryConfig;
}

/** A line of 100 Mbit/s to a registry near by. */
export const DEFAULT_REGISTRY: RegistryConfig = {
  bytesPerSecond: 12_500_000,
  latency: milliseconds(120),
  rules: [],
};

/** An answer that is ready to leave. */
interface Answering extends Message {
  readonly type: 'registry.answering';
  readonly to: ReplyTo;
  readonly answer: RegistryAnswer;
}

/** The kind of process. */
export const registryComponent: Component<RegistryState, RegistryConfig> = {
  kind: 'registry',
  init: (config, _io, disk) => ({ config: (disk as RegistryConfig | undefined) ?? config }),
  survives: (state) => state.config,
  ports: { requests: port<RegistryState, 'config'>(['config'], receive) },
};

function receive(state: RegistryState, envelope: Envelope, io: Io): Pick<RegistryState, 'config'> {
  const message = envelope.message as RegistryRequest | Answering;
  switch (message.type) {
    case 'registry.getManifest':
      answerManifest(state.config, message, envelope, io);
      return state;
    case 'registry.getBlob':
      answerBlob(state.config, message, envelope, io);
      return state;
    case 'registry.configure':
      io.reply(envelope, { type: 'registry.done' });
      return { config: configured(state.config, message) };
    case 'registry.answering':
      io.reply(message.to, message.answer);
      return state;
    default:
      return state;
  }
}

function answerManifest(
  config: RegistryConfig,
  request: RegistryGetManifest,
  envelope: Envelope,
  io: Io,
): void {
  const { host, repository, reference } = request;
  const name: ImageName = reference.startsWith('sha256:')
    ? { host, repository, digest: reference }
    : { host, repository, tag: reference };
  const rule = ruleFor(config.rules, name);
  const verdict =
    config.isDown === true ? ({ kind: 'timeout' } as const) : judge(rule, name, request);
  if (verdict.kind === 'ok') {
    answer(io, envelope, { type: 'registry.manifest', manifest: verdict.manifest }, config.latency);
    return;
  }
  const failure: RegistryError = {
    type: 'registry.error',
    host,
    repository,
    reference,
    ...verdict,
  };
  const wait = rule?.afterSeconds;
  answer(
    io,
    envelope,
    failure,
    wait === undefined ? patience(config, verdict.kind) : seconds(wait),
  );
}

/** How long it takes to learn of a failure: one round trip, or until the client gives up. */
function patience(config: RegistryConfig, kind: RegistryError['kind']): Duration {
  switch (kind) {
    case 'timeout':
      return seconds(15);
    case 'dns-timeout':
      return seconds(20);
    case 'refused':
      return milliseconds(2);
    case 'no-host':
      return milliseconds(30);
    default:
      return config.latency;
  }
}

function answerBlob(
  config: RegistryConfig,
  request: RegistryGetBlob,
  envelope: Envelope,
  io: Io,
): void {
  const { host, repository, digest } = request;
  if (config.isDown === true) {
    const kind = 'timeout';
    const failure = { type: 'registry.error', kind, host, repository, reference: digest } as const;
    answer(io, envelope, failure, patience(config, kind));
    return;
  }
  const onTheWire = (request.sizeBytes * 1_000_000) / config.bytesPerSecond;
  const time = microseconds(config.latency + onTheWire);
  answer(io, envelope, { type: 'registry.blob', digest }, time);
}

/** Through a timer: an answer that takes long must not hold up the next one. */
function answer(io: Io, envelope: Envelope, message: RegistryAnswer, after: Duration): void {
  const to = { id: envelope.id, from: envelope.from };
  const answering: Answering = { type: 'registry.answering', to, answer: message };
  io.after(`answer/${envelope.id}`, after, answering);
}

function configured(config: RegistryConfig, change: RegistryConfigure): RegistryConfig {
  const { isDown, bytesPerSecond, latency, rules = [] } = change;
  const kept = config.rules.filter((rule) => !rules.some((one) => one.image === rule.image));
  return {
    bytesPerSecond: bytesPerSecond ?? config.bytesPerSecond,
    latency: latency ?? config.latency,
    isDown: isDown ?? config.isDown ?? false,
    rules: [...kept, ...rules],
  };
}
