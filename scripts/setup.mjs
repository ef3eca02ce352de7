// Installs what is missing and nothing else: the packages, and a Chromium to test the page with.
// Plain JavaScript without packages, because it is what runs in a fresh clone.
// `--packages-only` leaves the browser out: serving the page needs none here.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium } from './chromium.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function run(command, args, env = {}) {
  console.log(`setup: ${[command, ...args].join(' ')}`);
  const { status } = spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return status === 0;
}

/** Every package of the lockfile that this platform needs is there in the locked version. */
function arePackagesInstalled() {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = readJson(record).packages;
  const locked = readJson(join(root, 'package-lock.json')).packages;
  return Object.entries(locked).every(
    ([path, { version, optional, devOptional, link }]) =>
      path === '' ||
      optional ||
      devOptional ||
      link ||
      (installed[path]?.version === version && existsSync(join(root, path))),
  );
}

/**
 * `npm install --no-save` keeps to the lockfile without writing it. `npm ci` would insist that the
 * lockfile names the optional packages of every platform, which not every registry mirror serves.
 */
function installPackages() {
  if (arePackagesInstalled()) return;
  if (!run('npm', ['install', '--no-save', '--include=dev', '--no-audit', '--no-fund'])) {
    console.error('setup: npm install failed; see its message above');
    process.exit(1);
  }
}

function installDebianChromium() {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !existsSync('/usr/bin/apt-get')) return;
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const packages = ['chromium', 'fonts-noto-cjk'];
  run('apt-get', ['update', '-qq'], env);
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], env);
}

function installChromium() {
  if (findChromium() !== undefined) return;
  installDebianChromium();
  if (findChromium() !== undefined) return;
  const isRoot = process.getuid?.() === 0;
  const dependencies = isRoot && process.platform === 'linux' ? ['--with-deps'] : [];
  const cli = join(root, 'node_modules', '@playwright', 'test', 'cli.js');
  if (!run(process.execPath, [cli, 'install', ...dependencies, 'chromium'])) {
    console.error('setup: found no Chromium and could not install one; set CHROMIUM_PATH');
    process.exit(1);
  }
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`setup: Node 20.19 or newer is needed, this is ${process.versions.node}`);
  process.exit(1);
}
installPackages();
if (!process.argv.includes('--packages-only')) installChromium();
