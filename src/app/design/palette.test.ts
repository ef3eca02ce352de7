// The palette as it stands in tokens.css: readable on every surface, and every state colour and the
// accent told apart by every kind of sight. Nobody "just tweaks" a colour.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contrast, difference, SIGHTS } from './colour-math.ts';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

function palette(theme: string): (name: string) => string {
  const block = css.slice(css.indexOf(`[data-theme='${theme}'] {`));
  const body = block.slice(0, block.indexOf('}'));
  return (name) => {
    const hit = new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(body)?.[1];
    if (hit === undefined) throw new Error(`no --${name} in ${theme}`);
    return hit;
  };
}

const states = ['pending', 'creating', 'running', 'ready', 'backoff', 'failed', 'terminating'];
const surfaces = ['paper', 'panel', 'soft'];
const floors = { light: 11, dark: 10 };

describe.each(['light', 'dark'] as const)('palette: %s', (theme) => {
  const colour = palette(theme);
  const all = [...states, 'accent'];
  const pairs = all.flatMap((a, i) => all.slice(i + 1).map((b) => [a, b] as const));

  it.each(Object.keys(SIGHTS))('tells states and accent apart: %s', (sight) => {
    for (const [a, b] of pairs) {
      const apart = difference(colour(a), colour(b), sight);
      expect(apart, `${a} and ${b}`).toBeGreaterThanOrEqual(floors[theme]);
    }
  });

  it.each(surfaces)('is readable on %s', (surface) => {
    const on = colour(surface);
    for (const name of ['ink', 'ink-2', 'muted', 'accent']) {
      expect(contrast(colour(name), on), name).toBeGreaterThanOrEqual(4.5);
    }
    for (const name of states) {
      expect(contrast(colour(`${name}-text`), on), name).toBeGreaterThanOrEqual(4.5);
      expect(contrast(colour(name), on), name).toBeGreaterThanOrEqual(3);
    }
    expect(contrast(colour('edge'), on), 'edge').toBeGreaterThanOrEqual(3);
    expect(contrast(colour('focus'), on), 'focus').toBeGreaterThanOrEqual(3);
  });

  it('is readable on the accent', () => {
    expect(contrast(colour('on-accent'), colour('accent'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colour('ink'), colour('accent-soft'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colour('accent'), colour('accent-soft'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colour('muted'), colour('accent-soft'))).toBeGreaterThanOrEqual(4.5);
  });
});
