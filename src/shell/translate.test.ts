// Lines of one engine's client in the words of the other's.

import { describe, expect, it } from 'vitest';
import { parseLine } from './parse.ts';
import { translateLine } from './translate.ts';

const PAIRS: readonly (readonly [string, string])[] = [
  ['docker kill --signal SIGTERM k8s_nginx_web', 'ctr -n k8s.io tasks kill -s SIGTERM web/nginx#0'],
  ['docker kill --signal SIGKILL k8s_POD_web', 'ctr -n k8s.io tasks kill -s SIGKILL web/POD#0'],
  ['docker rm -f k8s_nginx_web', 'ctr -n k8s.io tasks delete -f web/nginx#0'],
  ['docker tag nginx:1.25 nginx:old', 'ctr -n k8s.io images tag nginx:1.25 nginx:old'],
  ['docker ps -a', 'crictl ps -a'],
  ['systemctl restart docker', 'systemctl restart containerd'],
  ['ssh node-2 systemctl stop docker', 'ssh node-2 systemctl stop containerd'],
];

describe('translateLine', () => {
  it.each(PAIRS)('%s ↔ %s', (docker, containerd) => {
    expect(translateLine(docker, 'docker', 'containerd')).toBe(containerd);
    expect(translateLine(docker, 'document', 'containerd')).toBe(containerd);
    expect(translateLine(containerd, 'containerd', 'document')).toBe(docker);
    expect(parseLine({ text: containerd }).type).not.toBe('refused');
    expect(parseLine({ text: docker }).type).not.toBe('refused');
  });

  it('kills with the signal that the tool would take by itself', () => {
    const line = translateLine('docker kill k8s_nginx_web', 'docker', 'containerd');
    expect(line).toBe('ctr -n k8s.io tasks kill -s SIGKILL web/nginx#0');
  });

  it('leaves alone what has no counterpart, and what needs none', () => {
    expect(translateLine('kubectl get pods', 'docker', 'containerd')).toBe('kubectl get pods');
    expect(translateLine('docker ps', 'document', 'docker')).toBe('docker ps');
    expect(translateLine('docker logs x', 'docker', 'containerd')).toBe('docker logs x');
  });
});
