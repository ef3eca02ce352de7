// `$(( ))`: integers, assignment, C's operators. Pure over the few things it may ask of the shell.

import type { Arith, Word } from '../../../formats/shell-tree.ts';

/** What arithmetic needs of the shell. */
export interface ArithScope {
  text(word: Word): string;
  get(name: string): string;
  set(name: string, value: number): void;
  fail(error: string): void;
}

/** The value of an expression. */
export function calculate(expr: Arith, scope: ArithScope): number {
  switch (expr.t) {
    case 'word':
      return numberOf(scope.text(expr.word).trim(), scope, 0);
    case 'cond':
      return calculate(expr.x, scope) !== 0 ? calculate(expr.y, scope) : calculate(expr.z, scope);
    case 'unary':
      return unary(expr, scope);
    case 'binary':
      return binary(expr, scope);
  }
}

function numberOf(text: string, scope: ArithScope, depth: number): number {
  if (text === '') return 0;
  if (/^[+-]?\d/.test(text)) {
    const isOctal = /^0[0-7]+$/.test(text);
    const value = isOctal ? Number.parseInt(text, 8) : Number(text);
    if (Number.isInteger(value)) return value;
    scope.fail('arithmetic syntax error');
    return 0;
  }
  if (/^[A-Za-z_]\w*$/.test(text) && depth < 8)
    return numberOf(scope.get(text).trim(), scope, depth + 1);
  scope.fail('arithmetic syntax error');
  return 0;
}

function nameOf(expr: Arith, scope: ArithScope): string {
  return expr.t === 'word' ? scope.text(expr.word).trim() : '';
}

function unary(expr: Arith & { t: 'unary' }, scope: ArithScope): number {
  const value = calculate(expr.x, scope);
  switch (expr.op) {
    case '-':
      return 0 - value;
    case '!':
      return value === 0 ? 1 : 0;
    case '~':
      return ~value;
    case '++':
    case '--': {
      const next = expr.op === '++' ? value + 1 : value - 1;
      scope.set(nameOf(expr.x, scope), next);
      return expr.isPrefix ? next : value;
    }
    default:
      return value;
  }
}

function binary(expr: Arith & { t: 'binary' }, scope: ArithScope): number {
  const { op } = expr;
  if (op === '&&') return calculate(expr.x, scope) !== 0 && calculate(expr.y, scope) !== 0 ? 1 : 0;
  if (op === '||') return calculate(expr.x, scope) !== 0 || calculate(expr.y, scope) !== 0 ? 1 : 0;
  if (/^([-+*/%&|^]|<<|>>)?=$/.test(op)) {
    const value = calculate(expr.y, scope);
    const result =
      op === '=' ? value : operate(op.slice(0, -1), calculate(expr.x, scope), value, scope);
    scope.set(nameOf(expr.x, scope), result);
    return result;
  }
  return operate(op, calculate(expr.x, scope), calculate(expr.y, scope), scope);
}

function operate(op: string, x: number, y: number, scope: ArithScope): number {
  switch (op) {
    case '+':
      return x + y;
    case '-':
      return x - y;
    case '*':
      return x * y;
    case '**':
      return x ** y;
    case '/':
    case '%':
      if (y === 0) {
        scope.fail('divide by zero');
        return 0;
      }
      return op === '/' ? Math.trunc(x / y) : x % y;
    case '<<':
      return x * 2 ** y;
    case '>>':
      return Math.floor(x / 2 ** y);
    case '&':
      return x & y;
    case '|':
      return x | y;
    case '^':
      return x ^ y;
    case ',':
      return y;
    default:
      return compare(op, x, y) ? 1 : 0;
  }
}

function compare(op: string, x: number, y: number): boolean {
  switch (op) {
    case '<':
      return x < y;
    case '>':
      return x > y;
    case '<=':
      return x <= y;
    case '>=':
      return x >= y;
    case '==':
      return x === y;
    case '!=':
      return x !== y;
    default:
      return false;
  }
}
