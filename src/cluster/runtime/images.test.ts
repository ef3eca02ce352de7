// Names, catalogue and store of images; addresses.

import { describe, expect, it } from 'vitest';
import { mapOf } from '../../base/persistent-map.ts';
import { gatewayOf, lowestFree, nextAfter } from './addresses.ts';
import { guess, imageOf, lookUp } from './image-catalog.ts';
import { familiarName, parseImageName, wholeName } from './image-name.ts';
import {
  addImage,
  compressedSize,
  emptyImages,
  findImage,
  missingLayers,
  nameImage,
  presentImages,
  unnameImage,
  usedBytes,
} from './images.ts';

const named = (text: string) => parseImageName(text)!;

describe('image names', () => {
  it.each([
    ['nginx', 'docker.io/library/nginx:latest', 'nginx:latest'],
    ['kubernetes/pause', 'docker.io/kubernetes/pause:latest', 'kubernetes/pause:latest'],
    ['docker.io/alpine/socat:1.8.0.3', 'docker.io/alpine/socat:1.8.0.3', 'alpine/socat:1.8.0.3'],
    ['localhost/a:1', 'localhost/a:1', 'localhost/a:1'],
    ['127.0.0.1:5000/nope:1', '127.0.0.1:5000/nope:1', '127.0.0.1:5000/nope:1'],
    ['gcr.io/a/b', 'gcr.io/a/b:latest', 'gcr.io/a/b:latest'],
  ])('%s', (text, whole, familiar) => {
    expect(wholeName(named(text))).toBe(whole);
    expect(familiarName(named(text))).toBe(familiar);
  });

  it.each(['Bad_Image:::x', '', 'a//b', 'nginx:', 'nginx@sha256:12', '-x/y'])('not %s', (text) => {
    expect(parseImageName(text)).toBeUndefined();
  });
});

describe('the catalogue', () => {
  it('knows tags, typos and strangers apart', () => {
    expect(lookUp(named('nginx:1.25'))).toMatchObject({
      isGuess: false,
      publishedAs: 'nginx:1.25',
    });
    expect(lookUp(named('nginx:1.255.x'))).toBe('unknown-tag');
    expect(lookUp(named('example/anything'))).toBe('unknown-repository');
    expect(imageOf(named('example/anything'))).toMatchObject({ isGuess: true });
    expect(guess(named('example/anything'), 2_908_991).layers).toMatchObject([
      { sizeBytes: 2_908_991 },
    ]);
  });

  it.each([
    'registry.k8s.io/busybox:1.27.2',
    'busybox:1.28',
    'busybox',
    'debian',
    'fedora',
    'redis:5',
    'nginx:1.29',
    'nginx:1.14.2',
    'polinux/stress',
    'vish/stress',
    'registry.k8s.io/pause:3.6',
    'k8s.gcr.io/pause:3.2',
    'kubernetes/pause',
    'registry.k8s.io/goproxy:0.1',
    'registry.k8s.io/etcd:3.5.1-0',
    'registry.k8s.io/e2e-test-images/agnhost:2.40',
    'gcr.io/google-samples/node-hello:1.0',
    'gcr.io/google-samples/hello-app:2.0',
    'docker.io/alpine/socat:1.8.0.3',
    'registry.k8s.io/busybox',
  ])('has %s of the documentation', (text) => {
    expect(lookUp(named(text))).toMatchObject({ isGuess: false });
  });
});

describe('the store', () => {
  it('shares layers and counts them once', () => {
    const store = presentImages(['nginx:1.25', 'httpd:2.4']);
    const [nginx, httpd] = ['nginx:1.25', 'httpd:2.4'].map((text) => findImage(store, text)!);
    const sum = usedBytes(presentImages(['nginx:1.25'])) + usedBytes(presentImages(['httpd:2.4']));
    expect(usedBytes(store)).toBeLessThan(sum);
    expect(compressedSize(nginx!)).toBeGreaterThan(70_000_000);
    expect(missingLayers(store, imageOf(named('redis:7'))).length).toBe(
      imageOf(named('redis:7')).layers.length - 1,
    );
    expect(httpd!.config.Cmd).toEqual(['httpd-foreground']);
  });

  it('finds by name, digest, id and start of an id', () => {
    const manifest = imageOf(named('redis:7'));
    const store = addImage(emptyImages(), named('redis:7'), manifest, true);
    const image = findImage(store, 'redis:7')!;
    expect(findImage(store, `redis@${manifest.digest}`)).toBe(image);
    expect(findImage(store, image.id)).toBe(image);
    expect(findImage(store, image.id.slice(7, 19))).toBe(image);
    expect(findImage(store, 'redis:8')).toBeUndefined();
  });

  it('moves a name, and forgets an image that has none left', () => {
    const store = presentImages(['busybox:1.36', 'nginx:1.25']);
    const busybox = findImage(store, 'busybox:1.36')!;
    const moved = nameImage(store, busybox.id, 'docker.io/library/nginx:1.25');
    expect(findImage(moved, 'nginx:1.25')?.publishedAs).toBe('busybox:1.36');
    const fewer = unnameImage(moved, 'docker.io/library/nginx:1.25');
    expect(findImage(fewer, 'busybox:1.36')).toBeDefined();
    expect(
      findImage(unnameImage(fewer, 'docker.io/library/busybox:1.36'), 'busybox:1.36'),
    ).toBeUndefined();
  });
});

describe('addresses', () => {
  it('begin after the gateway, lowest first or round the range', () => {
    const taken = mapOf([
      ['10.0.0.2', 'a'],
      ['10.0.0.4', 'b'],
    ] as const);
    expect(gatewayOf('10.0.0.0/29')).toBe('10.0.0.1');
    expect(lowestFree('10.0.0.0/29', taken)).toBe('10.0.0.3');
    expect(nextAfter('10.0.0.0/29', '10.0.0.4', taken)).toBe('10.0.0.5');
    expect(nextAfter('10.0.0.0/29', '10.0.0.6', taken)).toBe('10.0.0.3');
    expect(nextAfter('10.0.0.0/30', '10.0.0.2', taken)).toBeUndefined();
  });
});
