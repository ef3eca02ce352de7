// Compound commands that begin with words: for, case, [[ ]], (( )), and redirections around one.

import type { Node, Test } from '../../../formats/shell-tree.ts';
import { binaryTest, unaryTest } from './conditions.ts';
import type { Scope } from './expand.ts';
import { arithmetic, expandFields, expandPattern, expandText } from './expand.ts';
import type { Run } from './machine.ts';
import type { Frame, Proc } from './model.ts';
import { matches } from './pattern.ts';
import { redirect } from './shell-redirect.ts';
import { isExpanded, scopeOf } from './shell-scope.ts';
import { finish, listFrame, patch, shellOf, single } from './shell-state.ts';

/** Expands the words of a compound command and starts it. */
export function runWords(run: Run, proc: Proc, frame: Frame & { t: 'words' }): void {
  const scope = scopeOf(run, proc, frame.subs);
  const { node, next } = frame;
  switch (node.t) {
    case 'for':
      return beginFor(run, proc, frame, node, scope);
    case 'case':
      return beginCase(run, proc, frame, node, scope);
    case 'test': {
      const isTrue = evaluate(run, proc, scope, node.expr);
      if (isExpanded(run, proc, scope, frame)) finish(proc, next, isTrue ? 0 : 1);
      return;
    }
    case 'calc': {
      const value = node.expr === undefined ? '0' : arithmetic(scope, node.expr);
      if (!isExpanded(run, proc, scope, frame)) return;
      patch(proc, { vars: scope.vars });
      return finish(proc, next, value === '0' ? 1 : 0);
    }
    case 'redir': {
      const targets = node.redirs.map((redir) => expandText(scope, redir.target));
      if (!isExpanded(run, proc, scope, frame)) return;
      const fds = redirect(run, proc, node.redirs, targets);
      if (typeof fds === 'string') return finish(proc, next, 1);
      const restore: Frame = { t: 'fds', fds: proc.fds, next };
      proc.fds = fds;
      return patch(proc, {
        vars: scope.vars,
        frames: listFrame(single(node.node), false, restore),
      });
    }
    default:
      return patch(proc, { frames: next });
  }
}

function beginFor(
  run: Run,
  proc: Proc,
  frame: Frame & { t: 'words' },
  node: Node & { t: 'for' },
  scope: Scope,
): void {
  const words = node.words === undefined ? shellOf(proc).params : expandFields(scope, node.words);
  if (!isExpanded(run, proc, scope, frame)) return;
  const loop: Frame = { t: 'for', name: node.name, words, i: 0, body: node.body, next: frame.next };
  patch(proc, { vars: scope.vars, frames: loop, status: 0 });
}

function beginCase(
  run: Run,
  proc: Proc,
  frame: Frame & { t: 'words' },
  node: Node & { t: 'case' },
  scope: Scope,
): void {
  const text = expandText(scope, node.word);
  const hit = node.items.findIndex((item) =>
    item.patterns.some((pattern) => matches(expandPattern(scope, pattern), text)),
  );
  if (!isExpanded(run, proc, scope, frame)) return;
  patch(proc, { vars: scope.vars, status: 0 });
  const body = hit < 0 ? [] : (node.items[hit]?.body ?? []);
  patch(proc, { frames: listFrame(body, false, frame.next) });
}

function evaluate(run: Run, proc: Proc, scope: Scope, test: Test): boolean {
  switch (test.t) {
    case 'unary':
      return unaryTest(run, proc, test.op, expandText(scope, test.x));
    case 'binary': {
      const left = expandText(scope, test.x);
      if (test.op === '=~') return new RegExp(expandText(scope, test.y)).test(left);
      if (test.op === '==' || test.op === '=') return matches(expandPattern(scope, test.y), left);
      if (test.op === '!=') return !matches(expandPattern(scope, test.y), left);
      return binaryTest(run, proc, left, test.op, expandText(scope, test.y)) === true;
    }
    case 'logic':
      return test.op === '&&'
        ? test.list.every((each) => evaluate(run, proc, scope, each))
        : test.list.some((each) => evaluate(run, proc, scope, each));
    case 'not':
      return !evaluate(run, proc, scope, test.x);
  }
}
