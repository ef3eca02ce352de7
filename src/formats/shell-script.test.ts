import { expect, test } from 'vitest';
import { parseShellScript } from './shell-script.ts';

test('a script becomes plain data without positions', () => {
  const script = parseShellScript('x="a $y" cmd *.t "" >f 2>&1 &');
  expect(script).toEqual({
    isOk: true,
    body: [
      {
        isBackground: true,
        node: {
          t: 'simple',
          assigns: [
            {
              name: 'x',
              value: [
                { t: 'lit', v: 'a ', q: true },
                { t: 'param', name: 'y', q: true },
              ],
              isAppend: false,
            },
          ],
          words: [
            [{ t: 'lit', v: 'cmd', q: false }],
            [
              { t: 'glob', v: '*' },
              { t: 'lit', v: '.t', q: false },
            ],
            [{ t: 'lit', v: '', q: true }],
          ],
          redirs: [
            { op: '>', fd: 1, target: [{ t: 'lit', v: 'f', q: false }] },
            { op: 'dup', fd: 2, target: [{ t: 'lit', v: '1', q: false }] },
          ],
        },
      },
    ],
  });
  expect(JSON.parse(JSON.stringify(script))).toEqual(script);
});

test('what is no script says why', () => {
  expect(parseShellScript('if true; then')).toMatchObject({ isOk: false });
});
