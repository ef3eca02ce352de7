// Parses shell scripts with unbash and turns its lazy, positioned tree into plain JSON of our own.
// Knows the shell's grammar; must not know how a script is run.

import type {
  ArithmeticExpression,
  Assignment,
  CommandNode,
  CompoundList,
  Function as FunctionNode,
  ParameterExpansionPart,
  ParameterOperation,
  ParsedScript,
  PipelineNode,
  Redirection,
  Statement,
  TestExpression,
  Word as UnbashWord,
  WordPart,
} from 'unbash';
import { parse } from 'unbash';
import type {
  Arith,
  Assign,
  Item,
  List,
  Node,
  ParamOp,
  Part,
  Redir,
  ShellScript,
  Test,
  Word,
} from './shell-tree.ts';

/** The script as a tree of plain data, or the first syntax error. */
export function parseShellScript(source: string): ShellScript {
  const script = parse(source);
  const error = script.errors?.[0];
  if (error !== undefined) return { isOk: false, error: error.message };
  return { isOk: true, body: listOf(script.commands) };
}

/** Statements of a script inside a word (`$(…)`). */
function bodyOf(script: ParsedScript | undefined): List {
  return script === undefined ? [] : listOf(script.commands);
}

function listOf(commands: readonly Statement[]): List {
  return commands.map(
    (statement): Item => ({
      node: anyOf(statement.command),
      isBackground: statement.background === true,
    }),
  );
}

function compound(list: CompoundList): List {
  return listOf(list.commands);
}

function anyOf(command: Statement['command']): Node {
  if (command.type !== 'AndOr') return pipelineOf(command);
  return { t: 'andor', list: command.commands.map(pipelineOf), ops: [...command.operators] };
}

function pipelineOf(node: PipelineNode): Node {
  if (node.type !== 'Pipeline') return commandOf(node);
  const negations = node.prefixes.filter((prefix) => prefix.type === 'Negation').length;
  const list = node.commands.map(commandOf);
  return { t: 'pipe', list, isNegated: negations % 2 === 1 };
}

function commandOf(node: CommandNode): Node {
  switch (node.type) {
    case 'Command':
      return {
        t: 'simple',
        assigns: node.prefix.flatMap((part) =>
          part.type === 'Assignment' ? [assignOf(part)] : [],
        ),
        words: [
          ...(node.name === undefined ? [] : [wordOf(node.name)]),
          ...node.args.map((arg) => (arg.type === 'Assignment' ? assignWord(arg) : wordOf(arg))),
        ],
        redirs: node.redirects.flatMap(redirOf),
      };
    case 'Redirected':
      return {
        t: 'redir',
        node: commandOf(node.command),
        redirs: node.redirects.flatMap(redirOf),
      };
    case 'If': {
      const arms = [
        { cond: compound(node.clause), body: compound(node.then) },
        ...node.elif.map((arm) => ({ cond: compound(arm.clause), body: compound(arm.then) })),
      ];
      const last = node.else;
      return last === undefined ? { t: 'if', arms } : { t: 'if', arms, otherwise: compound(last) };
    }
    case 'While':
      return {
        t: 'while',
        isUntil: node.kind === 'until',
        cond: compound(node.clause),
        body: compound(node.body),
      };
    case 'For':
    case 'Select': {
      const body = compound(node.body);
      const name = node.name.value;
      return node.wordlist === undefined
        ? { t: 'for', name, body }
        : { t: 'for', name, words: node.wordlist.map(wordOf), body };
    }
    case 'Case':
      return {
        t: 'case',
        word: wordOf(node.word),
        items: node.items.map((item) => ({
          patterns: item.pattern.map(wordOf),
          body: compound(item.body),
          end: item.terminator ?? ';;',
        })),
      };
    case 'Subshell':
      return { t: 'sub', body: compound(node.body) };
    case 'BraceGroup':
      return { t: 'group', body: compound(node.body) };
    case 'Function':
      return { t: 'fn', name: node.name.value, body: bodyNode(node.body) };
    case 'Coproc':
      return { t: 'sub', body: [{ node: bodyNode(node.body), isBackground: true }] };
    case 'TestCommand':
      return { t: 'test', expr: testOf(node.expression) };
    case 'ArithmeticCommand':
      return node.expression === undefined
        ? { t: 'calc' }
        : { t: 'calc', expr: arithOf(node.expression) };
    case 'ArithmeticFor':
      return arithmeticFor(node);
  }
}

type BodyNode = FunctionNode['body'] | CommandNode;

function bodyNode(body: BodyNode): Node {
  return body.type === 'CompoundList' ? { t: 'group', body: compound(body) } : commandOf(body);
}

/** `for ((a; b; c))` is `a; while ((b)); do …; ((c)); done`. */
function arithmeticFor(node: Extract<CommandNode, { type: 'ArithmeticFor' }>): Node {
  const calc = (expr: ArithmeticExpression | undefined): Item[] =>
    expr === undefined ? [] : [{ node: { t: 'calc', expr: arithOf(expr) }, isBackground: false }];
  const loop: Node = {
    t: 'while',
    isUntil: false,
    cond: node.test === undefined ? [] : calc(node.test),
    body: [...compound(node.body), ...calc(node.update)],
  };
  return { t: 'group', body: [...calc(node.initialize), { node: loop, isBackground: false }] };
}

function assignOf(node: Assignment): Assign {
  const value = node.value;
  return {
    name: node.name,
    value: value.type === 'Word' ? wordOf(value) : value.elements.flatMap(joined),
    isAppend: node.append === true,
  };
}

/** Arrays are kept as one text with blanks between; ash has none. */
function joined(word: UnbashWord, index: number): Word {
  return index === 0 ? wordOf(word) : [literal(' '), ...wordOf(word)];
}

/** `export A=b`: the value is not split, so the whole word counts as quoted. */
function assignWord(node: Assignment): Word {
  const { name, value, isAppend } = assignOf(node);
  const quoted = value.map((part) =>
    part.t === 'glob' ? literal(part.v) : { ...part, q: true },
  ) as Word;
  return [literal(`${name}${isAppend ? '+' : ''}=`), ...quoted];
}

function redirOf(node: Redirection): readonly Redir[] {
  const given = node.descriptor?.type === 'FileDescriptor' ? node.descriptor.value : undefined;
  if (node.type === 'HereDoc') {
    const { parts, text } = node.body;
    const target = parts === undefined ? [literal(text)] : wordOfParts(parts, true);
    const isIndented = node.operator === '<<-';
    return [{ op: 'text', fd: given ?? 0, target: isIndented ? withoutTabs(target) : target }];
  }
  if (node.target === undefined) return [];
  const target = wordOf(node.target);
  if (node.type === 'HereString') {
    return [{ op: 'text', fd: given ?? 0, target: [...target, literal('\n')] }];
  }
  switch (node.operator) {
    case '<':
    case '<>':
      return [{ op: node.operator, fd: given ?? 0, target }];
    case '>':
    case '>|':
      return [{ op: '>', fd: given ?? 1, target }];
    case '>>':
      return [{ op: '>>', fd: given ?? 1, target }];
    case '<&':
      return [{ op: 'dup', fd: given ?? 0, target }];
    case '>&':
      return [{ op: 'dup', fd: given ?? 1, target }];
    case '&>':
      return [{ op: '&>', fd: 1, target }];
    case '&>>':
      return [
        { op: '>>', fd: 1, target },
        { op: 'dup', fd: 2, target: [literal('1')] },
      ];
  }
}

/** `<<-` takes the tabs away with which lines begin. */
function withoutTabs(word: Word): Word {
  return word.map((part, i) => {
    if (part.t !== 'lit') return part;
    const text = part.v.replace(/\n\t+/g, '\n');
    return { ...part, v: i === 0 ? text.replace(/^\t+/, '') : text };
  });
}

/** An arithmetic expression as plain data. */
function arithOf(node: ArithmeticExpression): Arith {
  switch (node.type) {
    case 'ArithmeticBinary':
      return { t: 'binary', op: node.operator, x: arithOf(node.left), y: arithOf(node.right) };
    case 'ArithmeticUnary':
      return { t: 'unary', op: node.operator, isPrefix: node.prefix, x: arithOf(node.operand) };
    case 'ArithmeticTernary':
      return {
        t: 'cond',
        x: arithOf(node.test),
        y: arithOf(node.consequent),
        z: arithOf(node.alternate),
      };
    case 'ArithmeticGroup':
      return arithOf(node.expression);
    case 'ArithmeticWord': {
      const word = node.parts === undefined ? bareArith(node.value) : wordOfParts(node.parts, true);
      return { t: 'word', word };
    }
    case 'ArithmeticCommandExpansion':
      return { t: 'word', word: [{ t: 'cmd', body: bodyOf(node.script), q: true }] };
  }
}

/** `$y` inside `$(( ))` may come as bare text. */
function bareArith(text: string): Word {
  const name = /^\$(\w+|[#?$!])$/.exec(text)?.[1];
  return name === undefined ? [literal(text)] : [{ t: 'param', name, q: true }];
}

function testOf(node: TestExpression): Test {
  switch (node.type) {
    case 'TestUnary':
      return { t: 'unary', op: node.operator, x: wordOf(node.operand) };
    case 'TestBinary':
      return { t: 'binary', op: node.operator, x: wordOf(node.left), y: wordOf(node.right) };
    case 'TestLogical':
      return { t: 'logic', op: node.operator, list: node.operands.map(testOf) };
    case 'TestNot':
      return node.negations.length % 2 === 1
        ? { t: 'not', x: testOf(node.operand) }
        : testOf(node.operand);
    case 'TestGroup':
      return testOf(node.expression);
  }
}

/** A quoted literal. */
function literal(text: string): Part {
  return { t: 'lit', v: text, q: true };
}

/** A word as plain data. */
function wordOf(word: UnbashWord): Word {
  const parts = word.parts;
  if (parts !== undefined) return tilde(word.text, wordOfParts(parts, false));
  const isBare = word.text === word.value;
  return tilde(word.text, [{ t: 'lit', v: word.value, q: !isBare }]);
}

/** `~` and `~/…` stand for the home directory. */
function tilde(text: string, parts: Word): Word {
  const first = parts[0];
  if (first?.t !== 'lit' || !(text === '~' || text.startsWith('~/'))) return parts;
  const home: Part = { t: 'param', name: 'HOME', q: true };
  return [home, { ...first, v: first.v.slice(1) }, ...parts.slice(1)];
}

/** Parts as plain data; `q` says whether they stand inside quotes. */
function wordOfParts(parts: readonly WordPart[], q: boolean): Word {
  return parts.flatMap((part) => partOf(part, q));
}

function partOf(part: WordPart, q: boolean): readonly Part[] {
  switch (part.type) {
    case 'Literal':
      return [{ t: 'lit', v: part.value, q: q || part.text !== part.value }];
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return [literal(part.value)];
    case 'DoubleQuoted':
    case 'LocaleString':
      // Even "" makes a field.
      return part.parts.length === 0 ? [literal('')] : wordOfParts(part.parts, true);
    case 'Glob':
      return q ? [literal(part.value)] : [{ t: 'glob', v: part.value }];
    case 'SimpleExpansion':
      return [{ t: 'param', name: part.text.slice(1), q }];
    case 'ParameterExpansion':
      return [paramOf(part, q)];
    case 'CommandExpansion':
      return [{ t: 'cmd', body: bodyOf(part.script), q }];
    case 'ArithmeticExpansion':
      return part.expression === undefined
        ? [literal('0')]
        : [{ t: 'arith', expr: arithOf(part.expression), q }];
    case 'ExtendedGlob':
    case 'BraceExpansion':
    case 'ProcessSubstitution':
      // ash takes these as they stand.
      return [{ t: 'lit', v: part.text, q }];
  }
}

function paramOf(part: ParameterExpansionPart, q: boolean): Part {
  const name = part.parameter;
  if (part.prefix === '#') return { t: 'param', name, q, op: { t: 'length' } };
  const op = part.operation === undefined ? undefined : opOf(part.operation);
  return op === undefined ? { t: 'param', name, q } : { t: 'param', name, q, op };
}

function opOf(operation: ParameterOperation): ParamOp | undefined {
  switch (operation.type) {
    case 'Default':
      return { t: 'default', op: operation.operator, word: wordOf(operation.operand) };
    case 'Remove':
      return { t: 'remove', op: operation.operator, word: wordOf(operation.operand) };
    case 'Replace': {
      const from = wordOf(operation.pattern);
      return { t: 'replace', op: operation.operator, from, to: wordOf(operation.replacement) };
    }
    case 'Slice': {
      const from = wordOf(operation.offset);
      return operation.length === undefined
        ? { t: 'slice', from }
        : { t: 'slice', from, length: wordOf(operation.length) };
    }
    default:
      return undefined;
  }
}
