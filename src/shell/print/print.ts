// From the data of a transcript to the text that a terminal shows.

import { kubectlErrorText } from '../../apimachinery/status-text.ts';
import { unreachable } from '../../base/assert.ts';
import type { OutputPart, TranscriptEntry } from '../../cluster/protocol/transcript.ts';
import { descriptionText } from './describe.ts';
import {
  crictlImagesText,
  crictlPodsText,
  crictlPsText,
  ctrText,
  dockerImagesText,
  dockerPsText,
  etcdEventsText,
  etcdText,
} from './node-tools.ts';
import { objectsText } from './objects.ts';
import { tableText } from './tabs.ts';

/** A piece of text, and whether it goes to standard error. */
export interface PrintedPart {
  readonly text: string;
  readonly isError: boolean;
}

/** Everything an entry printed so far, piece by piece. */
export function printEntry(entry: Pick<TranscriptEntry, 'output'>): readonly PrintedPart[] {
  let widths: readonly number[] = [];
  return entry.output.map((part) => {
    if (part.kind !== 'objects') return { text: partText(part), isError: isError(part) };
    const printed = objectsText(part, part.isContinued === true ? widths : []);
    widths = printed.widths;
    return { text: printed.text, isError: false };
  });
}

/** All of standard output, or of standard error. */
export function printedText(entry: Pick<TranscriptEntry, 'output'>, isErrorText: boolean): string {
  return printEntry(entry)
    .filter((part) => part.isError === isErrorText)
    .map((part) => part.text)
    .join('');
}

function isError(part: OutputPart): boolean {
  if (part.kind === 'error') return true;
  return (part.kind === 'line' || part.kind === 'text') && part.isError === true;
}

function partText(part: Exclude<OutputPart, { readonly kind: 'objects' }>): string {
  switch (part.kind) {
    case 'line':
      return `${part.text}\n`;
    case 'text':
      return part.text;
    case 'error':
      return `${kubectlErrorText(part.status, part.source)}\n`;
    case 'description':
      return descriptionText(part);
    case 'docker-ps':
      return dockerPsText(part);
    case 'docker-images':
      return dockerImagesText(part);
    case 'crictl-ps':
      return crictlPsText(part);
    case 'crictl-pods':
      return crictlPodsText(part);
    case 'crictl-images':
      return crictlImagesText(part);
    case 'ctr-rows':
      return ctrText(part);
    case 'etcd-kvs':
      return etcdText(part);
    case 'etcd-events':
      return etcdEventsText(part);
    case 'table':
      return tableText(part.rows);
    case 'json':
      return `${JSON.stringify(part.value, null, 4)}\n`;
    default:
      return unreachable(part);
  }
}
