// The port `namespaces`: empties a namespace that is to go, then lets it go.
// Models pkg/controller/namespace/deletion/namespaced_resources_deleter.go.

import { KINDS, pathOf } from '../../api/kinds.ts';
import { get, remove, set, values } from '../../base/persistent-map.ts';
import type { Io } from '../../kernel/component.ts';
import type { Envelope } from '../../kernel/message.ts';
import { seconds } from '../../kernel/time.ts';
import { request } from './client.ts';
import type { Changed } from './informers.ts';
import type { ControllerManagerState } from './state.ts';

/** The slice that the port owns. */
export type NamespaceSlices = Pick<ControllerManagerState, 'emptying'>;

const RETRY = seconds(5);

/** Handles one message. */
export function receiveNamespaces(
  state: ControllerManagerState,
  envelope: Envelope,
  io: Io,
): NamespaceSlices {
  const { message } = envelope;
  if (message.type === 'object.changed') return begin(state, (message as Changed).key, io);
  if (message.type === 'api.response') return answered(state, String(envelope.inReplyTo), io);
  return { emptying: state.emptying };
}

/** Asks for the deletion of everything in it. */
function begin(state: ControllerManagerState, name: string, io: Io): NamespaceSlices {
  let { emptying } = state;
  const isUnderWay = [...values(emptying)].includes(name);
  if (isUnderWay || get(state.namespaces, name) === undefined) return { emptying };
  for (const info of KINDS) {
    if (!info.isNamespaced || info.group === 'events.k8s.io') continue;
    const id = request(io, { verb: 'DELETE', path: pathOf(info, name) });
    if (id !== undefined) emptying = set(emptying, String(id), name);
  }
  return { emptying };
}

/** All collections answered: the namespace may go, unless pods still have their grace. */
function answered(state: ControllerManagerState, id: string, io: Io): NamespaceSlices {
  const name = get(state.emptying, id);
  if (name === undefined) return { emptying: state.emptying };
  const emptying = remove(state.emptying, id);
  if ([...values(emptying)].includes(name)) return { emptying };
  const namespace = get(state.namespaces, name);
  const hasPods = [...values(state.pods)].some((pod) => pod.metadata.namespace === name);
  if (hasPods) {
    io.after(`namespace/${name}`, RETRY, { type: 'object.changed', key: name } as Changed);
  } else if (namespace !== undefined) {
    const { resourceVersion: _, ...metadata } = namespace.metadata;
    const body = { ...namespace, metadata, spec: { ...namespace.spec, finalizers: [] } };
    request(io, { verb: 'PUT', path: `/api/v1/namespaces/${name}/finalize`, body });
  }
  return { emptying };
}
