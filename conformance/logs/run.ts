// A run in which a simulated kubelet starts, pods come and go, and a manifest is written, changed
// and removed; and what its log has in common with those of real ones.

import { readFileSync } from 'node:fs';
import type { EditionName } from '../../src/cluster/editions/edition.ts';
import { micros } from '../../src/kernel/time.ts';
import { type KlogLine, klogSink } from '../../src/projection/klog/writer.ts';
import { defaultNode, defaultSetup } from '../../src/scenario/defaults.ts';
import type { ScenarioStep } from '../../src/scenario/scenario.ts';
import { openTimeline } from '../../src/session/run.ts';
import { templateOf, templateText } from './template.ts';

const MANIFEST = '/etc/kubernetes/manifests/st.yaml';

function podText(name: string, script: string, env: string = ''): string {
  const container = { name: 'c', image: 'busybox:1.36', command: ['sh', '-c', script] };
  const more = env === '' ? {} : { env: [{ name: 'X', value: env }] };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { containers: [{ ...container, ...more }] },
  });
}

const HONOURS = "trap 'exit 0' TERM; while true; do sleep 1; done";
const IGNORES = "trap '' TERM; while true; do sleep 1; done";

function step(
  at: number,
  text: string,
  files: { readonly [name: string]: string } = {},
): ScenarioStep {
  return { at: micros(at * 1_000_000), line: { text, files } };
}

function create(at: number, name: string, script: string): ScenarioStep {
  return step(at, 'kubectl create -f pod.json', { 'pod.json': podText(name, script) });
}

function write(at: number, env: string): ScenarioStep {
  return step(at, `write ${MANIFEST}`, { [MANIFEST]: podText('st', HONOURS, env) });
}

/** What is done to the one node, from the start of its kubelet on. */
const STEPS: readonly ScenarioStep[] = [
  create(30, 'term-exit', HONOURS),
  create(31, 'term-ignore', IGNORES),
  create(32, 'stays-on', HONOURS),
  step(45, 'kubectl delete pod term-exit --wait=false'),
  step(46, 'kubectl delete pod term-ignore --wait=false'),
  write(90, ''),
  write(105, '1'),
  step(118, 'kubectl annotate pod st-node1 seen=yes'),
  step(125, 'kubectl delete pod st-node1 --wait=false'),
  step(150, `rm ${MANIFEST}`),
];

/** The log of that run, at every level. */
export function simulatedLog(edition: EditionName, seed: number = 1): readonly KlogLine[] {
  const base = defaultSetup(edition, seed, 1);
  const setup = {
    ...base,
    nodes: [defaultNode('node1')],
    images: [{ image: 'busybox:1.36', isPresent: true }],
  };
  const timeline = openTimeline({ setup, steps: STEPS });
  const lines: KlogLine[] = [];
  const { epochSeconds } = setup;
  timeline.setSink(
    klogSink(
      { edition, epochSeconds },
      () => timeline.world,
      (line) => void lines.push(line),
    ),
  );
  timeline.advance(micros(220_000_000));
  return lines;
}

/** The templates in these lines, each once. */
export function templatesIn(lines: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const line of lines) {
    const template = templateOf(line);
    if (template !== undefined) found.add(templateText(template));
  }
  return found;
}

/** The templates of recorded logs. */
export function recordedTemplates(files: readonly string[]): ReadonlySet<string> {
  return templatesIn(files.flatMap((file) => readFileSync(file, 'utf8').split('\n')));
}
