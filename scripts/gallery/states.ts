// The named states of the gallery: how a person would get there, and when to look.

import type { PageHook } from '../../src/app/page-hook.ts';

/** One state of the page worth a picture. */
export interface GalleryState {
  readonly name: string;
  /** Runs inside the page; may use nothing but its arguments. */
  readonly steps: readonly GalleryStep[];
}

/** One thing done on the way, by the name of a door of the page. */
export type GalleryStep =
  | {
      readonly door: 'run';
      readonly line: string;
      readonly files?: Readonly<Record<string, string>>;
    }
  | { readonly door: 'seek'; readonly seconds: number }
  | { readonly door: 'apply'; readonly yaml: string };

const web = `apiVersion: v1
kind: Pod
metadata:
  name: web
  labels:
    app: web
spec:
  containers:
  - name: nginx
    image: nginx:1.25
    ports:
    - containerPort: 80
`;

const crash = `apiVersion: v1
kind: Pod
metadata:
  name: crash
spec:
  containers:
  - name: main
    image: busybox
    command: ["sh", "-c", "echo starting; sleep 2; exit 1"]
`;

const bad = `apiVersion: v1
kind: Pod
metadata:
  name: Web_1
spec:
  containers:
  - name: nginx
    imagePullPolicy: Sometimes
`;

function many(count: number): string {
  const pods = Array.from({ length: count }, (_, index) =>
    web
      .replace('name: web', `name: web-${index + 1}`)
      .replace('spec:', 'spec:\n  nodeName: node-1'),
  );
  return pods.join('---\n');
}

function file(yaml: string): GalleryStep {
  return { door: 'run', line: 'kubectl apply -f pod.yaml', files: { 'pod.yaml': yaml } };
}

function at(seconds: number): GalleryStep {
  return { door: 'seek', seconds };
}

const start = at(5);

/** Every state, in the order of a pod's life. */
export const states: readonly GalleryState[] = [
  { name: 'idle', steps: [start] },
  { name: 'creating-1', steps: [start, file(web), at(5.05)] },
  { name: 'creating-2', steps: [start, file(web), at(5.6)] },
  { name: 'creating-3', steps: [start, file(web), at(7)] },
  { name: 'running', steps: [start, file(web), at(30)] },
  {
    name: 'edited',
    steps: [
      start,
      file(web),
      at(30),
      { door: 'run', line: 'kubectl set image pod/web nginx=nginx:1.26' },
      at(32),
    ],
  },
  {
    name: 'terminating',
    steps: [start, file(web), at(30), { door: 'run', line: 'kubectl delete pod web' }, at(30.4)],
  },
  { name: 'crash-loop', steps: [start, file(crash), at(90)] },
  { name: 'pods-40', steps: [start, file(many(40)), at(120)] },
  { name: 'pods-110', steps: [start, file(many(110)), at(300)] },
  { name: 'bad-manifest', steps: [start, { door: 'apply', yaml: bad }] },
];

/** Takes one step; handed to the page, so it may use nothing outside of itself. */
export async function takeStep(step: GalleryStep): Promise<void> {
  const page: PageHook | undefined = window.__kv;
  if (page === undefined) throw new Error('the page offers no hook');
  if (step.door === 'run') await page.run(step.line, step.files);
  else if (step.door === 'seek') await page.seek(step.seconds);
  else await page.apply(step.yaml);
}
