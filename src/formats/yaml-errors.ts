// The words of goyaml for what the `yaml` package found wrong. Only the common mistakes have
// goyaml's exact words; the others say what the parser says.

import type { YAMLError } from 'yaml';

/** What the problem is called by goyaml. */
export function goMessage(error: YAMLError, text: string): string {
  switch (error.code) {
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'mapping values are not allowed in this context';
    case 'TAB_AS_INDENT':
    case 'BAD_SCALAR_START':
      return 'found character that cannot start any token';
    case 'MULTILINE_IMPLICIT_KEY':
      return "could not find expected ':'";
    case 'BAD_DQ_ESCAPE':
      return 'found unknown escape character';
    case 'BAD_ALIAS':
      return 'did not find expected alphabetic or numeric character';
    case 'MISSING_CHAR':
      return missing(error.message);
    case 'BAD_INDENT':
      return badIndent(error, text);
    case 'UNEXPECTED_TOKEN':
    case 'IMPOSSIBLE':
      return 'did not find expected key';
    default:
      return firstLine(error.message);
  }
}

/** goyaml counts a parser's line from 0 and a scanner's from 1. */
export function goLine(error: YAMLError, line: number): number {
  const isParser = error.code === 'BAD_INDENT' || error.code === 'UNEXPECTED_TOKEN';
  return isParser ? Math.max(1, line - 1) : line;
}

function missing(message: string): string {
  if (/quote/.test(message)) return 'found unexpected end of stream';
  if (/flow/i.test(message) && /\]/.test(message)) return "did not find expected ',' or ']'";
  if (/flow/i.test(message) && /\}/.test(message)) return "did not find expected ',' or '}'";
  return "could not find expected ':'";
}

function badIndent(error: YAMLError, text: string): string {
  const rest = text.slice(error.pos[0]);
  const isSequence = /sequence/.test(error.message) && !/^\s*-/.test(rest);
  return isSequence ? "did not find expected '-' indicator" : 'did not find expected key';
}

function firstLine(message: string): string {
  const end = message.search(/ at line \d+|\n/);
  return end < 0 ? message : message.slice(0, end);
}
