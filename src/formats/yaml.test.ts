import { describe, expect, test } from 'vitest';
import { parseYaml, positionOf, type YamlDocument } from './yaml.ts';
import { printYaml } from './yaml-print.ts';

function only(text: string): YamlDocument {
  const [document, ...rest] = parseYaml(text);
  expect(rest).toEqual([]);
  if (document === undefined) throw new Error('no document');
  return document;
}

describe('parseYaml', () => {
  test('reads scalars as YAML 1.1 without times', () => {
    const { value } = only(
      'a: yes\nb: 0644\nc: "0644"\nd: 12:30\ne: 2026-11-23\nf: ~\ng: 1e3\nh: on\n1: x\nyes: y\n',
    );
    expect(value).toEqual({
      a: true,
      b: 420,
      c: '0644',
      d: '12:30',
      e: '2026-11-23',
      f: null,
      g: 1000,
      h: true,
      '1': 'x',
      true: true,
    });
  });

  test('cuts documents and keeps places in the whole text', () => {
    const text = '---\n# nothing\n---\na: 1\n--- \nspec:\n  containers:\n  - image: x\n';
    const documents = parseYaml(text);
    expect(documents.map((d) => d.value)).toEqual([
      { a: 1 },
      { spec: { containers: [{ image: 'x' }] } },
    ]);
    const last = documents[1] as YamlDocument;
    expect(positionOf(last, 'spec.containers[0].image')).toMatchObject({ line: 8, column: 12 });
    expect(positionOf(last, 'spec.containers[0].name')).toMatchObject({ line: 8, column: 5 });
  });

  test('names fields that stand twice, the last one wins', () => {
    const document = only('spec:\n  a: 1\n  a: 2\n');
    expect(document.value).toEqual({ spec: { a: 2 } });
    expect(document.duplicates).toEqual(['spec.a']);
  });

  test('follows anchors and merge keys', () => {
    const { value } = only('x: &x\n  a: 1\n  b: 2\nz:\n  <<: *x\n  b: 3\n');
    expect(value).toEqual({ x: { a: 1, b: 2 }, z: { a: 1, b: 3 } });
  });

  test('says what is wrong in goyaml words', () => {
    const nested = only('a: b: c\n').problem;
    expect(nested?.message).toBe('yaml: line 1: mapping values are not allowed in this context');
    const tab = only('a:\n\tb: 1\n').problem;
    expect(tab?.message).toBe('yaml: line 2: found character that cannot start any token');
  });

  test('reads JSON', () => {
    expect(only('{"a": [1, "two", null], "b": {"c": false}}').value).toEqual({
      a: [1, 'two', null],
      b: { c: false },
    });
  });
});

describe('printYaml', () => {
  test('quotes only what must be quoted', () => {
    const value = {
      b: 'true',
      a: '',
      c: 'x: y',
      d: "it's",
      e: '- a',
      f: 'a\tb',
      g: '10',
      h: 'plain',
    };
    expect(printYaml(value)).toBe(
      'a: ""\nb: "true"\nc: \'x: y\'\nd: it\'s\ne: \'- a\'\nf: "a\\tb"\ng: "10"\nh: plain\n',
    );
  });

  test('does not indent lists and keeps text blocks', () => {
    const value = { spec: { list: [{ b: 1, a: [] }, 'x', ['y']], text: 'l1\nl2\n', none: {} } };
    expect(printYaml(value)).toBe(
      'spec:\n  list:\n  - a: []\n    b: 1\n  - x\n  - - "y"\n  none: {}\n  text: |\n    l1\n    l2\n',
    );
  });

  test('folds long lines behind column 80', () => {
    const message = `${'word '.repeat(20)}end`;
    const printed = printYaml({ status: { message } });
    expect(printed.split('\n').map((line) => line.length)).toEqual([7, 85, 32, 0]);
    expect(parseYaml(printed)[0]?.value).toEqual({ status: { message } });
  });

  test('what it prints reads back as it was', () => {
    const value = {
      a: 'x\n\n',
      b: ' lead',
      c: ['a\nb', '#', '1.5', 'null'],
      d: { 'x/y.z': '0x1f' },
    };
    expect(parseYaml(printYaml(value))[0]?.value).toEqual(value);
  });
});

test("takes the escape \\' between double quotes, as goyaml does", () => {
  const [document] = parseYaml('a: "it\\\'s\\n"\nb: 1\n');
  expect(document?.value).toEqual({ a: "it's\n", b: 1 });
  expect(parseYaml('a: "x\\a"')[0]?.value).toEqual({ a: 'x\u0007' });
  expect(parseYaml('a: "x\\q"')[0]?.problem).toBeDefined();
});
