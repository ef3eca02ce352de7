// Texts that are no JSON, and what Go says of them.

import { describe, expect, it } from 'vitest';
import { jsonProblem } from './go-json.ts';

describe('the first wrong character', () => {
  it.each([
    ['{{{', "invalid character '{' looking for beginning of object key string"],
    ['{kind: Pod}', "invalid character 'k' looking for beginning of object key string"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a":1 "b":2}', "invalid character '\"' after object key:value pair"],
    ['[1 2]', "invalid character '2' after array element"],
    ['{"a":tru}', "invalid character '}' in literal true (expecting 'e')"],
    ['{"a":"b\nc"}', "invalid character '\\n' in string literal"],
    ['{"a":"\\x"}', "invalid character 'x' in string escape code"],
    ['{"a":-}', "invalid character '}' in numeric literal"],
    ['{} {}', "invalid character '{' after top-level value"],
    ['{"a":[1,', 'unexpected end of JSON input'],
    ['{"a":"b', 'unexpected end of JSON input'],
  ])('of %s', (text, problem) => {
    expect(jsonProblem(text)).toBe(problem);
  });

  it.each(['{}', ' {"a":[1,2.5e3,null,true,"\\u00e4\\n"]}\n', '"x"', '-0'])(
    'is none in %s',
    (text) => {
      expect(jsonProblem(text)).toBeUndefined();
    },
  );
});
