// Manifests that the flows use: small, and each for one thing.

/** One nginx container. */
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
`;

/** A shell that does not hear TERM: its grace period runs to the end. */
export function stubborn(graceSeconds: number): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: stubborn
spec:
  terminationGracePeriodSeconds: ${graceSeconds}
  containers:
  - name: main
    image: busybox:1.36
    command: ["sh", "-c", "trap '' TERM; while true; do sleep 1; done"]
`;
}

/** Wrong in three places, on three lines. */
export const wrong = `apiVersion: v1
kind: Pod
metadata:
  name: Web_1
spec:
  restartPolicy: Sometimes
  containers:
  - name: nginx
    image: nginx:1.25
    ports:
    - containerPort: 123456
`;

/** No YAML. */
export const broken = `apiVersion: v1
kind: Pod
metadata:
  name: web: server
`;
