import { describe, expect, test } from 'vitest';
import {
  matchesFields,
  matchesLabels,
  parseFieldSelector,
  parseLabelSelector,
  type Selector,
  selectorOf,
} from './selector.ts';

function read(text: string): Selector {
  const parsed = parseLabelSelector(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.selector;
}

describe('label selectors', () => {
  test.each([
    ['app=web', { app: 'web' }, true],
    ['app==web', { app: 'db' }, false],
    ['app!=web', {}, true],
    ['app', { app: '' }, true],
    ['!app', { app: '' }, false],
    ['app in (web, db),tier notin (back)', { app: 'db' }, true],
    ['app in (web, db)', {}, false],
    ['size>3', { size: '10' }, true],
    ['size<3', { size: 'x' }, false],
    ['', { any: 'thing' }, true],
    ['a/b.c=d', { 'a/b.c': 'd' }, true],
  ])('%s on %j is %s', (text, labels, isMatch) => {
    expect(matchesLabels(read(text), labels)).toBe(isMatch);
  });

  test.each(['app in web', 'a=b,', '=x', 'a in (b'])('%s is none', (text) => {
    expect(parseLabelSelector(text)).toMatchObject({ ok: false });
  });

  test('of an object: missing matches nothing, empty everything', () => {
    expect(selectorOf(undefined)).toBeUndefined();
    const everything = selectorOf({}) ?? [];
    expect(matchesLabels(everything, undefined)).toBe(true);
    const selector = selectorOf({
      matchLabels: { app: 'web' },
      matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }],
    });
    expect(matchesLabels(selector ?? [], { app: 'web' })).toBe(true);
    expect(matchesLabels(selector ?? [], { app: 'web', tier: 'x' })).toBe(false);
  });
});

test('field selectors compare with the empty text where a field is missing', () => {
  const parsed = parseFieldSelector('spec.nodeName=,status.phase!=Failed');
  const selector = parsed.ok ? parsed.selector : [];
  expect(matchesFields(selector, { 'status.phase': 'Pending' })).toBe(true);
  expect(matchesFields(selector, { 'status.phase': 'Failed' })).toBe(false);
  expect(parseFieldSelector('nonsense')).toMatchObject({ ok: false });
});
