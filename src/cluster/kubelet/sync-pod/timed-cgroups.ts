// Changes of a pod's cgroup with their times. Models pkg/kubelet/cm/cgroup_manager_linux.go, whose
// operations observe CgroupManagerDuration.

import type { EventId } from '../../../kernel/message.ts';
import type { ChangeCgroups } from '../../protocol/linux.ts';
import { callLinux } from '../linux-client.ts';
import { callBegins } from '../metrics/book.ts';
import type { Turn } from './turn.ts';

/** A change of cgroups whose time is taken until `callEnds`. */
export function timedCgroupCall(
  { state, io }: Turn,
  request: ChangeCgroups,
  what: 'create' | 'update' | 'destroy',
): EventId {
  const id = callLinux(state.config, io, request);
  callBegins(io, id, 'cgroup_manager', what);
  return id;
}
