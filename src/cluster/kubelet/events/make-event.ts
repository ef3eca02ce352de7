// A v1 Event as the kubelet records it. Models client-go/tools/record/event.go, makeEvent.

import type { Event, ObjectReference } from '../../../api/config.ts';
import type { Pod } from '../../../api/pod.ts';
import { rfc3339 } from '../../../base/calendar.ts';
import { hex8 } from '../../../base/hash.ts';
import type { Io } from '../../../kernel/component.ts';
import { kubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import type { RecordEvent } from '../channels.ts';
import type { KubeletConfig } from '../config.ts';

const WORD = 0x1_0000_0000;

/** The event; `serial` keeps names apart that are made in the same microsecond. */
export function makeEvent(
  config: KubeletConfig,
  record: RecordEvent,
  io: Pick<Io, 'now' | 'epochSeconds'>,
  serial: number,
): Event {
  const about = record.pod === undefined ? nodeReference(config) : podReference(record.pod, record);
  const time = rfc3339(io.epochSeconds, io.now);
  const reporting = kubeletBehaviour(config.edition).hasReportingComponent
    ? { reportingComponent: 'kubelet', reportingInstance: config.nodeName }
    : { reportingComponent: '', reportingInstance: '' };
  const { annotations } = record;
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      name: `${about.name}.${nanosHex(io.epochSeconds * 1_000_000 + io.now, serial)}`,
      namespace: about.namespace ?? 'default',
      ...(annotations === undefined ? {} : { annotations }),
    },
    involvedObject: about,
    reason: record.reason,
    message: record.message,
    source: { component: 'kubelet', host: config.nodeName },
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
    type: record.eventType,
    eventTime: null,
    ...reporting,
  };
}

function nodeReference(config: KubeletConfig): ObjectReference {
  return { kind: 'Node', name: config.nodeName, uid: config.nodeName };
}

function podReference(pod: Pod, { fieldPath }: RecordEvent): ObjectReference {
  const { namespace = 'default', name = '', uid = '', resourceVersion } = pod.metadata;
  return {
    kind: 'Pod',
    namespace,
    name,
    uid,
    apiVersion: 'v1',
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
    ...(fieldPath === undefined ? {} : { fieldPath }),
  };
}

/** Nanoseconds since 1970 in hexadecimal; two words, because they exceed 53 bits. */
function nanosHex(micros: number, serial: number): string {
  const high = Math.floor(micros / WORD);
  const low = (micros - high * WORD) * 1_000 + (serial % 1_000);
  const carry = Math.floor(low / WORD);
  return hex8(high * 1_000 + carry) + hex8(low - carry * WORD);
}
