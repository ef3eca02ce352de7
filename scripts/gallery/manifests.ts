// Manifests of the gallery's states.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TEMPLATES, type TemplateId } from '../../src/app/templates.ts';
import { root } from '../lib/command.ts';

/** One nginx container with a volume, so that there is something to mount. */
export const web = `apiVersion: v1
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
    volumeMounts:
    - name: content
      mountPath: /usr/share/nginx/html
  volumes:
  - name: content
    emptyDir: {}
`;

/** Ends with an error two seconds after each start. */
export const crash = `apiVersion: v1
kind: Pod
metadata:
  name: crash
spec:
  containers:
  - name: main
    image: busybox:1.36
    command: ["sh", "-c", "echo starting; sleep 2; exit 1"]
`;

/** Two containers with requests and limits, and the service in front of them. */
export const backend = `apiVersion: v1
kind: Pod
metadata:
  name: backend
  labels:
    app: backend
spec:
  containers:
  - name: app
    image: nginx:1.25
    resources:
      requests: {cpu: 200m, memory: 128Mi}
      limits: {cpu: 500m, memory: 256Mi}
  - name: log
    image: busybox:1.36
    command: ["sh", "-c", "while true; do echo line; sleep 1; done"]
    resources:
      requests: {cpu: 50m, memory: 32Mi}
      limits: {cpu: 100m, memory: 64Mi}
---
apiVersion: v1
kind: Service
metadata:
  name: backend
spec:
  selector: {app: backend}
  ports:
  - port: 80
`;

/** What the metrics drawer offers to start. */
export function addon(name: string): string {
  return readFileSync(join(root, 'content/addons', `${name}.yaml`), 'utf8');
}

/** Many small pods on one node. */
export function podsOn(node: string, count: number): string {
  const pods = Array.from(
    { length: count },
    (_, index) => `apiVersion: v1
kind: Pod
metadata:
  name: web-${index + 1}
spec:
  nodeName: ${node}
  containers:
  - name: nginx
    image: nginx:1.25
    resources:
      requests:
        cpu: 10m
        memory: 16Mi
`,
  );
  return pods.join('---\n');
}

/** Templates of the page, all bound to one node. */
export function templatesOn(node: string, ids: readonly TemplateId[]): string {
  return ids
    .map((id) => TEMPLATES[id].replace('spec:\n', `spec:\n  nodeName: ${node}\n`))
    .join('---\n');
}
