// The process `controller-manager`: one port per controller over shared informers.
// Models cmd/kube-controller-manager, as far as nodes, their pods and namespaces go.

import { type Component, port } from '../../kernel/component.ts';
import { milliseconds } from '../../kernel/time.ts';
import { type EventSlices, receiveEvents } from './events.ts';
import { type InformerSlices, receiveInformers } from './informers.ts';
import { endpointController, volumeBinder } from './late.ts';
import { type NamespaceSlices, receiveNamespaces } from './namespaces.ts';
import { type NodeLifecycleSlices, receiveNodeLifecycle } from './node-lifecycle.ts';
import { type PodGcSlices, receivePodGc } from './pod-gc.ts';
import {
  type ControllerManagerConfig,
  type ControllerManagerState,
  initialState,
} from './state.ts';
import { type EvictionSlices, receiveTaintEviction } from './taint-eviction.ts';

const STARTUP = milliseconds(100);

/** The component. */
export const controllerManager: Component<ControllerManagerState, ControllerManagerConfig> = {
  kind: 'controller-manager',
  init(config, io, disk) {
    io.after('start', STARTUP, { type: 'informers.start' }, 'informers');
    return initialState(config, config.hasServices === true || disk === true);
  },
  // That there are services is in etcd, where the next start would find it.
  survives: ({ hasServices }) => hasServices,
  ports: {
    informers: port<ControllerManagerState, keyof InformerSlices>(
      [
        'nodes',
        'pods',
        'leases',
        'namespaces',
        'persistentvolumes',
        'persistentvolumeclaims',
        'reflectors',
        'revisions',
        'failures',
        'services',
        'endpoints',
        'hasServices',
      ],
      receiveInformers,
    ),
    'node-lifecycle': port<ControllerManagerState, keyof NodeLifecycleSlices>(
      ['health', 'plans', 'writes', 'tainting', 'marks', 'unmarked', 'isAllLost'],
      receiveNodeLifecycle,
    ),
    'taint-eviction': port<ControllerManagerState, keyof EvictionSlices>(
      ['evictions', 'marking'],
      receiveTaintEviction,
    ),
    namespaces: port<ControllerManagerState, keyof NamespaceSlices>(
      ['emptying'],
      receiveNamespaces,
    ),
    events: port<ControllerManagerState, keyof EventSlices>(['events'], receiveEvents),
    'persistentvolume-binder': port<ControllerManagerState, 'binder'>(
      ['binder'],
      (state, envelope, io) => ({ binder: volumeBinder.get().bindVolumes(state, envelope, io) }),
    ),
    endpoint: port<ControllerManagerState, 'endpointWork'>(
      ['endpointWork'],
      (state, envelope, io) => ({
        endpointWork: endpointController.get().syncEndpoints(state, envelope, io),
      }),
    ),
    'pod-gc': port<ControllerManagerState, keyof PodGcSlices>(['missing'], receivePodGc),
  },
};
