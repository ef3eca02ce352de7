// Runs the programs that the packages bring along, from the root of the checkout.

import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json. */
export const root: string = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** How a program ended, and what it said. */
export interface Outcome {
  readonly isOk: boolean;
  readonly output: string;
  readonly seconds: number;
}

/** What a program is started with; `isLive` shows its output while it runs. */
export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly isLive?: boolean;
}

/** Runs a program of node_modules to its end. */
export function runBin(
  name: string,
  args: readonly string[],
  { env = {}, isLive = false }: CommandOptions = {},
): Promise<Outcome> {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(join(root, 'node_modules', '.bin', name), args, {
      cwd: root,
      env: { ...process.env, ...env },
      shell: process.platform === 'win32',
      stdio: ['ignore', isLive ? 'inherit' : 'pipe', isLive ? 'inherit' : 'pipe'],
    });
    const parts: string[] = [];
    child.stdout?.on('data', (part: Buffer) => parts.push(part.toString()));
    child.stderr?.on('data', (part: Buffer) => parts.push(part.toString()));
    const end = (isOk: boolean): void => {
      const seconds = (performance.now() - started) / 1000;
      resolve({ isOk, output: parts.join('').trim(), seconds });
    };
    child.on('error', (error) => {
      parts.push(String(error));
      end(false);
    });
    child.on('close', (code) => end(code === 0));
  });
}
