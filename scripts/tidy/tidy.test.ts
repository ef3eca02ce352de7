import { expect, test } from 'vitest';
import type { Finding, TextFile } from './files.ts';
import { checkSizes, tightened } from './size.ts';
import { checkSpec } from './spec.ts';
import { checkWords } from './words.ts';

function file(path: string, ...lines: readonly string[]): TextFile {
  return { path, text: `${lines.join('\n')}\n`, lines };
}

function rules(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ rule, line }) => `${rule}:${line}`);
}

const long = ['// Long.', ...Array.from({ length: 420 }, () => 'x();')];

test('a long file is found, unless it is data or in the ratchet', () => {
  expect(rules(checkSizes([file('src/a.ts', ...long)], {}))).toEqual(['file-size:1']);
  expect(checkSizes([file('src/a.ts', '// tidy: data table', ...long)], {})).toEqual([]);
  expect(checkSizes([file('src/a.ts', ...long)], { 'src/a.ts': 421 })).toEqual([]);
  expect(rules(checkSizes([file('src/a.ts', ...long)], { 'src/a.ts': 420 }))).toHaveLength(1);
});

test('the ratchet only tightens, and forgets what is below the wall', () => {
  const files = [file('src/a.ts', ...long), file('src/b.ts', '// Short.')];
  const ratchet = { 'src/a.ts': 500, 'src/b.ts': 450, 'src/gone.ts': 450 };
  expect(tightened(files, ratchet)).toEqual({ 'src/a.ts': 421 });
});

test('a wide line is found, an address that cannot be broken is not', () => {
  const address = `// See https://example.org/${'a'.repeat(100)}`;
  expect(checkSizes([file('src/a.ts', '// A.', address)], {})).toEqual([]);
  expect(rules(checkSizes([file('src/a.ts', '// A.', 'y '.repeat(60))], {}))).toEqual([
    'line-width:2',
  ]);
});

test('a source opens with a comment', () => {
  expect(rules(checkSizes([file('src/a.ts', 'x();')], {}))).toEqual(['opening-comment:1']);
  expect(checkSizes([file('src/a.test.ts', 'x();')], {})).toEqual([]);
});

test('nothing waits in the pure half, and no global comes in by another name', () => {
  const lines = ['// Pure, never async.', 'async function f() {}', 'globalThis.Date.now();'];
  expect(rules(checkWords([file('src/kernel/a.ts', ...lines)]))).toEqual([
    'pure-global:3',
    'pure-async:2',
  ]);
  expect(checkWords([file('src/session/a.ts', ...lines)])).toEqual([]);
});

test('spec rules and citations have to meet', () => {
  const spec = file(
    'docs/spec/pleg.md',
    '# PLEG',
    '- **PLEG-1** It relists.',
    '- **PLEG-2** Also.',
  );
  const cites = file('src/pleg.test.ts', "test('PLEG-1: relists'); // UTF-8", '// PLEG-9');
  expect(rules(checkSpec([spec, cites], false))).toEqual(['spec-citation:2', 'spec-untested:3']);
  expect(checkSpec([spec, cites], true).every(({ isWarning }) => isWarning)).toBe(true);
});
