// The port `persistentvolume-binder`: takes the steps that bind claims to volumes, one write after
// the other, lets go of those that nobody uses, and looks at everything again every 15 s.
// Models pkg/controller/volume/persistentvolume/pv_controller_base.go.

import type { PersistentVolume, PersistentVolumeClaim } from '../../api/storage.ts';
import { keyOf } from '../../apimachinery/meta.ts';
import { emptyMap, get, remove, set, values } from '../../base/persistent-map.ts';
import type { Io } from '../../kernel/component.ts';
import type { Envelope } from '../../kernel/message.ts';
import { seconds } from '../../kernel/time.ts';
import type { ApiResponse } from '../protocol/apiserver.ts';
import { type BindingStep, claimStep, type Storage, volumeStep } from './binding.ts';
import { recordEvent, request } from './client.ts';
import type { StorageChanged } from './informers.ts';
import { type BinderState, type ControllerManagerState, isModern } from './state.ts';
import { releasedClaim, releasedVolume } from './storage-protection.ts';

const RESYNC = seconds(15);

type Stored = PersistentVolume | PersistentVolumeClaim;

/** Handles one message. */
export function bindVolumes(
  state: ControllerManagerState,
  envelope: Envelope,
  io: Io,
): BinderState {
  const { message } = envelope;
  switch (message.type) {
    case 'storage.changed': {
      const { resource, key } = message as StorageChanged;
      const binder = armed(state.binder, io);
      const object = get<Stored>(state[resource], key);
      if (object !== undefined) return look(state, binder, object, io);
      return partnersOf(state, key).reduce((next, one) => look(state, next, one, io), binder);
    }
    case 'binder.tick':
      return resync(state, io);
    default:
      return answered(state, envelope, io);
  }
}

/** Whatever was bound to an object that is gone. */
function partnersOf(state: ControllerManagerState, key: string): readonly Stored[] {
  const volumes = [...values(state.persistentvolumes)].filter(({ spec }) => {
    const { namespace = 'default', name = '' } = spec?.claimRef ?? {};
    return `${namespace}/${name}` === key;
  });
  const claims = [...values(state.persistentvolumeclaims)];
  return [...volumes, ...claims.filter(({ spec }) => spec?.volumeName === key)];
}

/** As long as there is storage the next look is due in 15 s. */
function armed(binder: BinderState, io: Io): BinderState {
  if (binder.isArmed) return binder;
  io.after('binder', RESYNC, { type: 'binder.tick' });
  return { ...binder, isArmed: true };
}

function resync(state: ControllerManagerState, io: Io): BinderState {
  const { persistentvolumes, persistentvolumeclaims } = state;
  const idle: BinderState = { ...state.binder, isArmed: false };
  if (persistentvolumes.size + persistentvolumeclaims.size === 0) return idle;
  let binder = armed(idle, io);
  for (const volume of values(persistentvolumes)) binder = look(state, binder, volume, io);
  for (const claim of values(persistentvolumeclaims)) binder = look(state, binder, claim, io);
  return binder;
}

function look(
  state: ControllerManagerState,
  binder: BinderState,
  object: Stored | undefined,
  io: Io,
): BinderState {
  if (object === undefined) return binder;
  const storage: Storage = {
    volumes: state.persistentvolumes,
    claims: state.persistentvolumeclaims,
  };
  if (object.kind === 'PersistentVolumeClaim') {
    const released = releasedClaim(object, state.pods);
    if (released !== undefined) return write(binder, released, false, io);
    const step = claimStep(object, storage);
    return step === undefined ? binder : take(state, binder, storage, object, step, io);
  }
  const step = volumeStep(object, storage);
  if (step !== undefined) return take(state, binder, storage, object, step, io);
  const released = releasedVolume(object);
  return released === undefined ? binder : write(binder, released, false, io);
}

function take(
  state: ControllerManagerState,
  binder: BinderState,
  storage: Storage,
  object: Stored,
  step: BindingStep,
  io: Io,
): BinderState {
  if ('claim' in step) {
    const next = claimStep(step.claim, storage);
    const isFurther = next !== undefined && !('claim' in next);
    return isFurther ? take(state, binder, storage, step.claim, next, io) : binder;
  }
  if (!('event' in step)) return write(binder, step.write, step.isStatus, io);
  const { event: type, reason, message } = step;
  const component = 'persistentvolume-controller';
  recordEvent(io, object, { component, type, reason, message, isModern: isModern(state) });
  return step.write === undefined ? binder : write(binder, step.write, true, io);
}

/** Writes an object, unless a write of it is under way or its last one is not seen yet. */
function write(binder: BinderState, object: Stored, isStatus: boolean, io: Io): BinderState {
  const key = `${object.kind}/${keyOf(object)}`;
  const version = Number(object.metadata.resourceVersion ?? 0);
  if ([...values(binder.writes)].includes(key) || version < (get(binder.versions, key) ?? 0)) {
    return binder;
  }
  const { name = '', namespace = 'default' } = object.metadata;
  const path =
    object.kind === 'PersistentVolume'
      ? `/api/v1/persistentvolumes/${name}`
      : `/api/v1/namespaces/${namespace}/persistentvolumeclaims/${name}`;
  const id = request(io, { verb: 'PUT', path: isStatus ? `${path}/status` : path, body: object });
  if (id === undefined) return binder;
  return { ...binder, writes: set(binder.writes, String(id), key) };
}

/** What was written is looked at again, once it is in the cache; what was refused, in 15 s. */
function answered(state: ControllerManagerState, envelope: Envelope, io: Io): BinderState {
  const { binder } = state;
  const { inReplyTo, message } = envelope;
  if (message.type === 'net.closed') return { ...binder, writes: emptyMap() };
  const key = get(binder.writes, String(inReplyTo));
  if (key === undefined) return binder;
  const settled = { ...binder, writes: remove(binder.writes, String(inReplyTo)) };
  const { code, body } = message as ApiResponse;
  if (message.type !== 'api.response' || code >= 300) return settled;
  const written = body as Stored;
  const version = Number(written.metadata.resourceVersion ?? 0);
  const known = { ...settled, versions: set(settled.versions, key, version) };
  const cache =
    written.kind === 'PersistentVolume' ? state.persistentvolumes : state.persistentvolumeclaims;
  return look(state, known, get<Stored>(cache, keyOf(written)), io);
}
