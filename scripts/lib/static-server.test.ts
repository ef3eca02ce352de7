import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Site, serveSite } from './static-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'static-server-'));
let site: Site;

beforeAll(async () => {
  mkdirSync(join(folder, 'site'));
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'site', 'index.html'), 'hello');
  site = await serveSite({ folder: join(folder, 'site'), prefix: '/sub/' });
});

afterAll(async () => {
  await site.close();
  rmSync(folder, { recursive: true });
});

/** The status of a raw path, which fetch would tidy up first. */
function status(path: string): Promise<number | undefined> {
  const { hostname, port } = new URL(site.url);
  return new Promise((done, fail) => {
    request({ hostname, port, path }, (response) => done(response.resume().statusCode))
      .on('error', fail)
      .end();
  });
}

test('serves the folder under its prefix', async () => {
  const response = await fetch(site.url);
  expect(await response.text()).toBe('hello');
  expect(response.headers.get('content-type')).toMatch(/^text\/html/);
});

test.each([
  '/',
  '/sub/none',
  '/sub/../../secret.txt',
  '/sub/%2e%2e/secret.txt',
  '/sub/..%2fsecret.txt',
])('answers 404 to %s', async (path) => {
  expect(await status(path)).toBe(404);
});

test('answers 400 to what is no address', async () => {
  expect(await status('/sub/%')).toBe(400);
});

test('takes the next port when one is taken', async () => {
  const port = Number(new URL(site.url).port);
  const second = await serveSite({ folder: join(folder, 'site'), port });
  expect(Number(new URL(second.url).port)).toBeGreaterThan(port);
  await second.close();
});
