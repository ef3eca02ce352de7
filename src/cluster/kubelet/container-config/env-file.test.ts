import { expect, test } from 'vitest';
import { envFileValue } from './env-file.ts';

const FILE = `# where things are
A='one' # the first
  B='two
lines'

C= 'nothing'
D=''
`;

test('KUBELET-19: values stand in single quotes', () => {
  const values = ['A', 'B', 'C', 'D', 'E'].map((key) => envFileValue(FILE, key));
  expect(values).toEqual(['one', 'two\nlines', '', '', '']);
});

test.each(["A 'x'", "A ='x'", "='x'", 'A=x', 'A="x"', "A='x", "A='x' y"])(
  'KUBELET-19: %s has not the form',
  (text) => {
    expect(envFileValue(text, 'A')).toBeUndefined();
    expect(envFileValue(`OK='1'\n${text}`, 'A')).toBeUndefined();
    expect(envFileValue(`A='1'\n${text}`, 'A')).toBe('1');
  },
);
