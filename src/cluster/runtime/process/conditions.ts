// The conditions of `test`, `[` and `[[`.

import { stat } from './files.ts';
import type { Run } from './machine.ts';
import type { Proc } from './model.ts';
import { sizeOf } from './paths.ts';

/** `-f x`, `-z x` and the like; an unknown operator is false. */
export function unaryTest(run: Run, proc: Proc, op: string, text: string): boolean {
  if (op === '-z') return text === '';
  if (op === '-n') return text !== '';
  if (op === '-t') return proc.fds[Number(text)]?.k === 'open';
  const node = stat(run, proc, text);
  if (node === undefined) return false;
  switch (op) {
    case '-d':
      return node.isDir;
    case '-f':
      return !node.isDir && !text.startsWith('/dev/');
    case '-s':
      return node.isDir || sizeOf(node) > 0;
    case '-x':
      return node.isDir || (node.mode & 0o111) !== 0;
    case '-c':
      return text.startsWith('/dev/');
    case '-L':
    case '-h':
    case '-p':
    case '-S':
    case '-b':
      return false;
    default:
      return true;
  }
}

/** `a = b`, `1 -lt 2`, `x -nt y`; undefined when a number was expected and is none. */
export function binaryTest(
  run: Run,
  proc: Proc,
  left: string,
  op: string,
  right: string,
): boolean | undefined {
  switch (op) {
    case '=':
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '-nt':
      return (stat(run, proc, left)?.at ?? -1) > (stat(run, proc, right)?.at ?? -1);
    case '-ot':
      return (stat(run, proc, left)?.at ?? -1) < (stat(run, proc, right)?.at ?? -1);
    case '-ef':
      return left === right;
    default:
      return numeric(op, left.trim(), right.trim());
  }
}

function numeric(op: string, left: string, right: string): boolean | undefined {
  if (!/^[+-]?\d+$/.test(left) || !/^[+-]?\d+$/.test(right)) return undefined;
  const x = Number(left);
  const y = Number(right);
  switch (op) {
    case '-eq':
      return x === y;
    case '-ne':
      return x !== y;
    case '-lt':
      return x < y;
    case '-le':
      return x <= y;
    case '-gt':
      return x > y;
    case '-ge':
      return x >= y;
    default:
      return undefined;
  }
}
