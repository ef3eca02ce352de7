// What a case begins with and its setup does not say: the node's taints, and how long its kubelet
// has been running. The first is what the first Node of the recording shows; the second is known
// where the recording has one of the reports that a kubelet writes every five minutes.

import type { Fact } from '../src/kernel/trace.ts';
import { openTimeline } from '../src/session/run.ts';
import type { Recording, Step } from './recording.ts';
import { type Chance, scenarioOf } from './scenario-of.ts';

/** A cluster that is older than this has settled. */
const SETTLED_SECONDS = 100;
/** A kubelet of an idle cluster has reported twice by now. */
const WATCHED_SECONDS = 800;

/** The case with the taints its node has at first: without a controller they do not change. */
export function withTaints(recording: Recording): Recording {
  const { setup, steps } = recording;
  const isKnown = setup.nodeTaints !== undefined || setup.nodeObject === 'absent';
  if (isKnown || (setup.controllers ?? []).length > 0) return recording;
  const first = steps.find(({ kind, node }) => kind === 'watch' && node !== undefined);
  if (first?.type !== 'MODIFIED') return recording;
  return { ...recording, setup: { ...setup, nodeTaints: first.taints ?? [] } };
}

/** The age at which the kubelet reports when the recorded one did; undefined when none is shown. */
export function ageByReport(recording: Recording, chance: Chance): number | undefined {
  const report = reportOf(recording);
  if (report === undefined) return undefined;
  const at = idleReports(recording, chance).find((one) => one - report >= SETTLED_SECONDS);
  return at === undefined ? undefined : at - report;
}

/** When the kubelet first reported, without a change to tell and before its node was touched. */
function reportOf({ setup, commands, steps }: Recording): number | undefined {
  if (setup.nodeObject === 'absent') return undefined;
  const touched = commands.find(({ run }) => /kubelet|\bnodes?\b/.test(run));
  const index = steps.findIndex(({ kind, by, path }) => {
    return kind === 'api' && by === 'kubelet' && /^nodes\/[^/]+\/status$/.test(path ?? '');
  });
  const report = steps[index];
  if (report === undefined || report.t > (touched?.at ?? Number.POSITIVE_INFINITY)) {
    return undefined;
  }
  const isOfNode = ({ kind, node }: Step): boolean => kind === 'watch' && node !== undefined;
  const before = steps.slice(0, index).filter(isOfNode);
  const shown = steps.slice(index).find(isOfNode);
  return shown !== undefined && [...before, shown].every(isWell) ? report.t : undefined;
}

function isWell({ conditions = {} }: Step): boolean {
  return Object.entries(conditions).every(([type, status]) =>
    status.startsWith(type === 'Ready' ? 'True' : 'False'),
  );
}

/** Seconds at which the kubelet of this cluster reports when nothing happens. */
function idleReports(recording: Recording, chance: Chance): readonly number[] {
  const timeline = openTimeline(scenarioOf({ ...recording, commands: [] }, chance));
  const reports: number[] = [];
  timeline.setSink({
    fact({ type, at, data }: Fact) {
      const said = (data ?? {}) as { readonly by?: string; readonly path?: string };
      if (type !== 'ApiRequest' || said.by !== 'kubelet') return;
      if (/^nodes\/[^/]+\/status$/.test(said.path ?? '')) reports.push(at / 1_000_000);
    },
  });
  timeline.advance((WATCHED_SECONDS * 1_000_000) as Fact['at']);
  return reports.filter((at) => at > SETTLED_SECONDS);
}
