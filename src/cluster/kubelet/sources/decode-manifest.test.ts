// Manifests: static pods (STATIC-1, STATIC-2, STATIC-3), and what is said of texts that are none.

import { describe, expect, it } from 'vitest';
import type { Pod } from '../../../api/pod.ts';
import type { EditionName } from '../../editions/edition.ts';
import { fillScheme } from '../../scheme/whole.ts';
import { decodeFile, decodeUrl } from './decode-manifest.ts';

fillScheme();

const SPEC = 'spec:\n  containers:\n  - {name: c, image: busybox}\n' as const;

function placed(edition: EditionName, isFile = true, origin = '/m/web.yaml', nodeName = 'node-1') {
  return { edition, nodeName, origin, isFile };
}

function podOf(text: string, place = placed('docker')): Pod {
  const read = place.isFile ? decodeFile(text, place) : decodeUrl(text, place);
  if ('error' in read) throw new Error(read.error);
  return read.pods[0] as Pod;
}

function errorOf(text: string, edition: EditionName = 'docker'): string {
  const read = decodeFile(text, placed(edition));
  return 'error' in read ? read.error : 'none';
}

const WEB = `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n${SPEC}`;

describe('a static pod', () => {
  it('has its node in its name and its content in its uid (STATIC-1)', () => {
    const { metadata } = podOf(WEB);
    expect(metadata).toMatchObject({ name: 'web-node-1', namespace: 'default' });
    expect(metadata.uid).toMatch(/^[0-9a-f]{32}$/);
    expect(metadata.annotations).toEqual({ 'kubernetes.io/config.hash': metadata.uid });
    const uid = (text: string, place = placed('docker')): unknown =>
      podOf(text, place).metadata.uid;
    expect(uid(WEB.replace('{name: web}', '{name: web, labels: {a: b}}'))).not.toBe(metadata.uid);
    expect(uid(WEB, placed('docker', true, '/m/other.yaml'))).toBe(metadata.uid);
    const elsewhere = uid(WEB, placed('containerd', true, '/m/other.yaml'));
    expect(elsewhere).not.toBe(uid(WEB, placed('containerd')));
    const own = podOf(WEB.replace('{name: web}', '{name: web, uid: mine, namespace: kube-system}'));
    expect(own.metadata).toMatchObject({ uid: 'mine', namespace: 'kube-system' });
  });

  it('has defaults, and tolerates when it is from a file (STATIC-2)', () => {
    const { spec, status } = podOf(WEB);
    expect(spec).toMatchObject({
      nodeName: 'node-1',
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      tolerations: [{ operator: 'Exists', effect: 'NoExecute' }],
    });
    expect(status).toEqual({ phase: 'Pending' });
    expect(podOf(WEB, placed('docker', false, 'http://x/'))).not.toHaveProperty('spec.tolerations');
  });

  it('names nothing of the API in the newer kubelet (STATIC-3)', () => {
    const secret = WEB.replace(
      'image: busybox',
      'image: busybox, envFrom: [{secretRef: {name: s}}]',
    );
    expect(errorOf(secret)).toBe('none');
    expect(errorOf(secret, 'containerd')).toBe('static pods may not reference secrets');
    expect(errorOf(`${WEB}  colour: blue\n`)).toBe('none');
  });
});

describe('the error of', () => {
  const parse = (why: string): string =>
    `/m/web.yaml: couldn't parse as pod(${why}), please check config file`;

  it.each([
    ['a: b: c\n', parse('yaml: line 1: mapping values are not allowed in this context')],
    [
      '{a}',
      parse(
        "couldn't get version/kind; json parse error: invalid character 'a' looking for beginning of object key string",
      ),
    ],
    ['', parse("Object 'Kind' is missing in 'null'")],
    ['b: 1\na: 2\n', parse(`Object 'Kind' is missing in '{"a":2,"b":1}'`)],
    ['kind: Pod\n', parse(`Object 'apiVersion' is missing in '{"kind":"Pod"}'`)],
    [
      'apiVersion: v1\nkind: Pott\n',
      parse(
        'no kind "Pott" is registered for version "v1" in scheme "k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30"',
      ),
    ],
    ['apiVersion: apps/v1\nkind: Deployment\n', parse('invalid pod: &apps.Deployment{…}')],
    [`apiVersion: v1\nkind: Pod\nmetadata: {}\n${SPEC}`, 'invalid pod: name is needed for the pod'],
    [
      WEB.replace('image: busybox', 'image: ""'),
      'invalid pod: [spec.containers[0].image: Required value]',
    ],
  ])('%j', (text, error) => {
    expect(errorOf(text)).toBe(error);
  });

  it('a plain text names what Go would put it into', () => {
    expect(errorOf('hello')).toContain(
      'json: cannot unmarshal string into Go value of type struct',
    );
  });

  it('a URL names both tries', () => {
    const read = decodeUrl('apiVersion: v1\nkind: Service\n', placed('docker', false, 'http://x/'));
    expect(read).toEqual({
      isParsed: false,
      error:
        "http://x/: received 'apiVersion: v1\nkind: Service\n', but couldn't parse as single " +
        '(invalid pod: &core.Service{…}) or multiple pods (invalid pods list: &core.Service{…})',
    });
  });
});
