import { describe, expect, test } from 'vitest';
import type { Command } from '../cluster/protocol/commands.ts';
import { parseLine } from './parse.ts';

function parse(text: string, files: { [name: string]: string } = {}): Command {
  return parseLine({ text, files });
}

const POD = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n';
const WEB = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' } };

describe('kubectl', () => {
  test('takes manifests from files, here-documents and pipes', () => {
    const documents = [{ source: 'pod.yaml', value: WEB, duplicates: [] }];
    expect(parse('kubectl create -f pod.yaml', { 'pod.yaml': POD })).toEqual({
      type: 'kubectl.create',
      documents,
    });
    const piped = { type: 'kubectl.apply', documents: [{ ...documents[0], source: 'STDIN' }] };
    expect(parse(`cat <<EOF | kubectl apply -f -\n${POD}EOF\n`)).toEqual(piped);
    expect(parse(`kubectl apply -f - <<'EOF'\n${POD}EOF`)).toEqual(piped);
    expect(parse('kubectl apply -f nope.yaml')).toMatchObject({
      message: 'error: the path "nope.yaml" does not exist',
    });
  });

  test('flattens lists', () => {
    const text = `apiVersion: v1\nkind: List\nitems:\n- ${POD.replaceAll('\n', '\n  ').trim()}\n`;
    expect(parse('kubectl apply -f l.yaml', { 'l.yaml': text })).toEqual({
      type: 'kubectl.apply',
      documents: [{ source: 'l.yaml', value: WEB, duplicates: [] }],
    });
  });

  test('names resources in every way', () => {
    expect(parse('kubectl get pods,nodes -o wide -A')).toEqual({
      type: 'kubectl.get',
      targets: [{ resource: 'pods' }, { resource: 'nodes' }],
      output: { format: 'wide' },
      allNamespaces: true,
    });
    expect(parse('kubectl describe po/web no/n1')).toEqual({
      type: 'kubectl.describe',
      targets: [
        { resource: 'po', name: 'web' },
        { resource: 'no', name: 'n1' },
      ],
      showEvents: true,
    });
    expect(parse('kubectl -n kube-system get pod web -oyaml')).toMatchObject({
      namespace: 'kube-system',
      targets: [{ resource: 'pod', name: 'web' }],
      output: { format: 'yaml' },
    });
  });

  test('reads the flags of a deletion', () => {
    expect(parse('kubectl delete pod web --grace-period=0 --force --wait=false')).toEqual({
      type: 'kubectl.delete',
      targets: [{ resource: 'pod', name: 'web' }],
      gracePeriodSeconds: 0,
      isForced: true,
      wait: false,
    });
    expect(parse('kubectl delete pod')).toMatchObject({
      message: 'error: resource(s) were provided, but no name was specified',
    });
  });

  test('reads patches, labels, taints and images', () => {
    const patch = `kubectl patch pod p --type=json -p '[{"op":"remove","path":"/a"}]'`;
    expect(parse(patch)).toEqual({
      type: 'kubectl.patch',
      target: { resource: 'pod', name: 'p' },
      patchType: 'json',
      patch: [{ op: 'remove', path: '/a' }],
    });
    expect(parse('kubectl label pod web a=b c- --overwrite')).toEqual({
      type: 'kubectl.label',
      targets: [{ resource: 'pod', name: 'web' }],
      changes: [{ key: 'a', value: 'b' }, { key: 'c' }],
      isOverwrite: true,
    });
    expect(parse('kubectl taint nodes n1 k=v:NoExecute x:NoSchedule-')).toMatchObject({
      nodes: ['n1'],
      changes: [
        { key: 'k', value: 'v', effect: 'NoExecute' },
        { key: 'x', effect: 'NoSchedule' },
      ],
    });
    expect(parse('kubectl set image pod/web c=nginx:1.26')).toEqual({
      type: 'kubectl.set-image',
      target: { resource: 'pod', name: 'web' },
      images: [{ container: 'c', image: 'nginx:1.26' }],
    });
  });

  test('makes what kubectl makes itself', () => {
    expect(parse('kubectl create secret generic s --from-literal=k=v1')).toMatchObject({
      generator: 'secret',
      documents: [{ value: { kind: 'Secret', data: { k: 'djE=' }, type: 'Opaque' } }],
    });
    expect(parse('kubectl run web --image=nginx -- sleep 1')).toMatchObject({
      type: 'kubectl.run',
      document: { value: { spec: { containers: [{ args: ['sleep', '1'], image: 'nginx' }] } } },
    });
  });

  test('keeps the words of the command it is to run', () => {
    expect(parse("kubectl exec web -c main -- sh -c 'echo $HOME'")).toEqual({
      type: 'kubectl.exec',
      pod: { resource: 'pods', name: 'web' },
      container: 'main',
      command: ['sh', '-c', 'echo $HOME'],
    });
  });

  test('complains in its own words', () => {
    const message = (text: string): string => (parse(text) as { message: string }).message;
    expect(message('kubectl gett pods')).toContain('error: unknown command "gett" for "kubectl"');
    expect(message('kubectl get pods --foo')).toBe(
      "error: unknown flag: --foo\nSee 'kubectl get --help' for usage.",
    );
    expect(message('kubectl delete pod a --grace-period=x')).toContain(
      'invalid argument "x" for "--grace-period" flag: strconv.ParseInt: parsing "x": invalid syntax',
    );
    expect(message('kubectl get pods -o foo')).toContain('output format "foo", allowed formats');
  });
});

describe('the node', () => {
  test('speaks to the runtimes', () => {
    expect(parse('docker kill --signal TERM k8s_c_web')).toEqual({
      type: 'docker.kill',
      containers: ['k8s_c_web'],
      signal: 'SIGTERM',
    });
    expect(parse('ssh node-2 docker rm -f k8s_c2_two')).toEqual({
      type: 'docker.rm',
      node: 'node-2',
      containers: ['k8s_c2_two'],
      isForced: true,
    });
    expect(parse('ctr -n k8s.io tasks kill -s SIGKILL two/POD#0')).toEqual({
      type: 'ctr.tasks-kill',
      container: { pod: 'two', container: 'POD', attempt: 0 },
      signal: 'SIGKILL',
    });
    expect(parse('docker foo')).toMatchObject({
      message: "docker: 'foo' is not a docker command.\nSee 'docker --help'",
    });
  });

  test('starts, stops and writes', () => {
    expect(parse('systemctl restart kubelet --register-node=false')).toEqual({
      type: 'systemctl',
      verb: 'restart',
      unit: 'kubelet',
      flags: { '--register-node': 'false' },
    });
    expect(parse('systemctl restart kubelet --max-pod=3')).toMatchObject({
      message: 'kubelet: no flag that is simulated: --max-pod',
    });
    expect(parse('systemctl restart kubelet --max-pods=few')).toMatchObject({
      message: 'kubelet: --max-pods is not a number: "few"',
    });
    expect(parse('systemctl kill -s KILL kube-apiserver')).toMatchObject({ signal: 'SIGKILL' });
    expect(parse('write /m/a.yaml', { '/m/a.yaml': 'x' })).toEqual({
      type: 'write',
      path: '/m/a.yaml',
      content: 'x',
    });
    expect(parse('cat > /m/a.yaml <<EOF\nx\nEOF')).toMatchObject({ type: 'write', content: 'x\n' });
    expect(parse('serve http://127.0.0.1:8099/p.yaml 404', { c: '' })).toMatchObject({
      status: 404,
    });
  });

  test('knows the laboratory', () => {
    expect(parse('lab partition kubelet@node-1 apiserver')).toEqual({
      type: 'lab.partition',
      a: 'kubelet@node-1',
      b: 'apiserver',
    });
    expect(parse('lab registry slow bandwidth=1Mi latency=2s')).toEqual({
      type: 'lab.registry',
      bytesPerSecond: 1048576,
      latencyMicros: 2_000_000,
    });
    expect(parse('lab fill disk node-1 95%')).toMatchObject({ node: 'node-1', percent: 95 });
    expect(parse('lab set load web/c cpu=500m')).toMatchObject({ milliCpu: 500, container: 'c' });
  });

  test('knows what it does not know', () => {
    expect(parse('frobnicate now')).toMatchObject({
      message: 'bash: frobnicate: command not found',
      exitCode: 127,
      place: { line: 1, column: 1 },
    });
    expect(parse('# a remark')).toEqual({ type: 'local', lines: [] });
    expect(parse("kubectl get 'pods")).toMatchObject({ exitCode: 2 });
  });
});
