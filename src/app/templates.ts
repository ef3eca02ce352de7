// Pods to start from: small, real manifests that each show one thing.

/** Names of the templates; their words are texts of the page. */
export type TemplateId =
  | 'web'
  | 'sidecar'
  | 'probes'
  | 'init'
  | 'crash'
  | 'badImage'
  | 'stubborn'
  | 'volumes';

const heads = (name: string): string => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
`;

/** The manifests. */
export const TEMPLATES: { readonly [id in TemplateId]: string } = {
  web: `${heads('web')}  labels:
    app: web
spec:
  containers:
  - name: nginx
    image: nginx:1.25
    ports:
    - containerPort: 80
`,
  sidecar: `${heads('duo')}spec:
  containers:
  - name: nginx
    image: nginx:1.25
    volumeMounts:
    - name: content
      mountPath: /usr/share/nginx/html
  - name: writer
    image: busybox:1.36
    command: ["sh", "-c", "while true; do date > /html/index.html; sleep 5; done"]
    volumeMounts:
    - name: content
      mountPath: /html
  volumes:
  - name: content
    emptyDir: {}
`,
  probes: `${heads('probed')}spec:
  containers:
  - name: app
    image: busybox:1.36
    command: ["sh", "-c", "touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600"]
    livenessProbe:
      exec:
        command: ["cat", "/tmp/healthy"]
      initialDelaySeconds: 5
      periodSeconds: 5
    readinessProbe:
      exec:
        command: ["cat", "/tmp/healthy"]
      periodSeconds: 5
`,
  init: `${heads('prepared')}spec:
  initContainers:
  - name: fetch
    image: busybox:1.36
    command: ["sh", "-c", "echo hello > /content/index.html; sleep 2"]
    volumeMounts:
    - name: work
      mountPath: /content
  containers:
  - name: nginx
    image: nginx:1.25
    volumeMounts:
    - name: work
      mountPath: /usr/share/nginx/html
  volumes:
  - name: work
    emptyDir: {}
`,
  crash: `${heads('crasher')}spec:
  containers:
  - name: app
    image: busybox:1.36
    command: ["sh", "-c", "echo starting; sleep 2; exit 1"]
`,
  badImage: `${heads('typo')}spec:
  containers:
  - name: nginx
    image: nginx:no-such-tag
`,
  stubborn: `${heads('stubborn')}spec:
  terminationGracePeriodSeconds: 20
  containers:
  - name: app
    image: busybox:1.36
    command: ["sh", "-c", "trap '' TERM; while true; do sleep 1; done"]
`,
  volumes: `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  greeting: hello
---
apiVersion: v1
kind: Secret
metadata:
  name: token
stringData:
  password: s3cret
---
${heads('mounted')}spec:
  containers:
  - name: app
    image: busybox:1.36
    command: ["sh", "-c", "cat /etc/settings/greeting; sleep 3600"]
    volumeMounts:
    - name: settings
      mountPath: /etc/settings
    - name: token
      mountPath: /etc/token
      readOnly: true
    - name: scratch
      mountPath: /scratch
  volumes:
  - name: settings
    configMap:
      name: settings
  - name: token
    secret:
      secretName: token
  - name: scratch
    emptyDir: {}
`,
};

/** The name of the file the page writes manifests to. */
export const MANIFEST = 'pod.yaml';
