// Vectors of manifests: a file, a directory or a URL is given to the kubelet's port `sources`, and
// what comes out is the list that the source reports, or the error that it logs.

import type { Pod } from '../../src/api/pod.ts';
import type { EditionName } from '../../src/cluster/editions/edition.ts';
import type { SourceUpdate } from '../../src/cluster/kubelet/channels.ts';
import { type KubeletSettings, kubeletConfig } from '../../src/cluster/kubelet/defaults.ts';
import { parsePodFullName } from '../../src/cluster/kubelet/pod-names.ts';
import { sourcesPort } from '../../src/cluster/kubelet/sources/sources.ts';
import { initialSourcesState } from '../../src/cluster/kubelet/sources/state.ts';
import { staticPodName } from '../../src/cluster/kubelet/sources/static-pod.ts';
import type { KubeletState } from '../../src/cluster/kubelet/state.ts';
import type { FileOp, FileOutcome } from '../../src/cluster/protocol/linux-files.ts';
import { defaultObject } from '../../src/cluster/scheme/defaults.ts';
import { validateCreate } from '../../src/cluster/scheme/validation/validate.ts';
import type { Message } from '../../src/kernel/message.ts';
import { testEnvelope, testIo } from '../../src/kernel/test-io.ts';

interface Input {
  readonly document?: { readonly kind?: string };
  readonly nodeName?: string;
  readonly source?: 'file' | 'http';
  readonly manifestPath?: string;
  readonly directory?: string;
  readonly url?: string;
  readonly podName?: string;
  readonly fullName?: string;
}

/** What a source reports, a static pod's name, or the parts of a full name. */
export function staticPodManifests(raw: unknown, edition: EditionName): unknown {
  const input = raw as Input;
  if (input.fullName !== undefined) return parsePodFullName(input.fullName) ?? { error: true };
  if (input.podName === undefined) return reported(input, edition);
  if (input.nodeName !== undefined) return { name: staticPodName(input.podName, input.nodeName) };
  return { validationErrorOnField: wrongField(input.podName, edition) };
}

function wrongField(name: string, edition: EditionName): string | undefined {
  const containers = [{ name: 'c', image: 'busybox' }];
  const metadata = { name, namespace: 'default' };
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers } } as Pod;
  return validateCreate(defaultObject(pod, edition), edition)[0]?.field;
}

function reported(input: Input, edition: EditionName): unknown {
  const io = testIo({ processes: ['apiserver', 'linux@n', 'engine'] });
  const config = { ...configOf(input, edition), linux: 'linux@n' };
  let state = { config, sources: initialSourcesState() } as unknown as KubeletState;
  const receive = (message: Message): void => {
    state = { ...state, ...sourcesPort.receive(state, testEnvelope(message), io) };
  };
  receive({ type: 'sources.start' });
  for (let heard = 0; heard < io.effects.length; heard++) {
    const effect = io.effects[heard];
    if (effect?.do !== 'send') continue;
    const answer = answerTo(effect.message, input);
    if (answer !== undefined) receive(answer);
  }
  const updates = io.effects.flatMap((effect) =>
    effect.do === 'signal' ? [effect.message as SourceUpdate] : [],
  );
  const isError = io.effects.some(
    (effect) => effect.do === 'fact' && effect.type === 'SourceFailed',
  );
  const last = updates.at(-1);
  return {
    error: isError,
    updateSent: last !== undefined,
    ...(last === undefined ? {} : { op: 'SET', pods: last.pods }),
  };
}

function configOf({ nodeName = 'n', source }: Input, edition: EditionName): KubeletState['config'] {
  const size = { cpu: '2', memory: '4Gi', disk: '100Gi', pods: 110 };
  const node = { name: nodeName, ...size, labels: {}, taints: [], isKubeletRunning: true };
  const place = { nodeIp: '10.0.0.5', podCidr: '10.244.0.0/24', engine: 'engine' };
  const settings: KubeletSettings =
    source === 'http' ? { staticPodPath: '', staticPodURL: 'http://10.0.0.9/pods' } : {};
  return kubeletConfig(edition, { ...place, node }, settings);
}

/** What the machine answers to a read of the manifests. */
function answerTo(message: Message, input: Input): Message | undefined {
  if (message.type === 'linux.files') {
    const { ops } = message as unknown as { readonly ops: readonly FileOp[] };
    return { type: 'linux.filesDone', outcomes: ops.map((op) => outcomeOf(op, input)) } as Message;
  }
  if (message.type !== 'linux.call') return undefined;
  const isGood = input.document !== undefined;
  const answer = { kind: 'http', status: isGood ? 200 : 500, headers: [], body: textOf(input) };
  return { type: 'linux.callDone', answer, took: 0 } as Message;
}

function outcomeOf(op: FileOp, input: Input): FileOutcome {
  if (input.manifestPath !== undefined) return { isOk: false, error: 'ENOENT' };
  if (op.op === 'read') return { isOk: true, content: textOf(input) };
  const names = input.document === undefined ? [] : ['pod.json'];
  const entries = names.map((name) => ({ name, isDirectory: false, sizeBytes: 1 }));
  return { isOk: true, entries };
}

/** A typed object has its version in every text made of it. */
function textOf({ document }: Input): string {
  if (document?.kind === undefined) return JSON.stringify(document ?? {});
  return JSON.stringify({ apiVersion: 'v1', ...document });
}
