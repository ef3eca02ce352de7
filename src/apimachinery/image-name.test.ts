import { expect, test } from 'vitest';
import {
  applyDefaultTag,
  canonicalImage,
  familiarRepository,
  imageNameProblem,
  normalizeImage,
  parseImageName,
} from './image-name.ts';

const DIGEST = `sha256:${'e3b0c442'.repeat(8)}`;

test.each([
  ['nginx', 'docker.io/library/nginx:latest', 'nginx'],
  ['nginx:1.25', 'docker.io/library/nginx:1.25', 'nginx'],
  ['user/app', 'docker.io/user/app:latest', 'user/app'],
  ['host:5000/a/b:c', 'host:5000/a/b:c', 'host:5000/a/b'],
  ['localhost/a', 'localhost/a:latest', 'localhost/a'],
  [`a@${DIGEST}`, `docker.io/library/a@${DIGEST}`, 'a'],
])('%s is %s', (image, canonical, familiar) => {
  const parsed = normalizeImage(image);
  expect(parsed && canonicalImage(parsed)).toBe(canonical);
  expect(parsed && familiarRepository(parsed)).toBe(familiar);
});

test('what is no reference', () => {
  expect(parseImageName('a b')).toBeUndefined();
  expect(imageNameProblem('Nginx')).toBe('repository name must be lowercase');
  expect(imageNameProblem('nginx:')).toBe('invalid reference format');
  expect(imageNameProblem('nginx:1')).toBeUndefined();
});

test('the default tag', () => {
  expect(applyDefaultTag('a/b')).toBe('a/b:latest');
  expect(applyDefaultTag(`a@${DIGEST}`)).toBe(`a@${DIGEST}`);
});
