// The tree of a shell script as plain JSON: what the interpreter of container programs walks.
// Short tags, no positions; everything a POSIX shell has and the few words of bash that ash knows.

/** A piece of a word. `q` is set where it was quoted and is neither split nor globbed. */
export type Part =
  | { readonly t: 'lit'; readonly v: string; readonly q: boolean }
  /** An unquoted `*`, `?` or `[…]`. */
  | { readonly t: 'glob'; readonly v: string }
  | { readonly t: 'param'; readonly name: string; readonly q: boolean; readonly op?: ParamOp }
  | { readonly t: 'cmd'; readonly body: List; readonly q: boolean }
  | { readonly t: 'arith'; readonly expr: Arith; readonly q: boolean };

/** What `${name…}` does with the value. */
export type ParamOp =
  | { readonly t: 'length' }
  | { readonly t: 'default'; readonly op: string; readonly word: Word }
  | { readonly t: 'remove'; readonly op: string; readonly word: Word }
  | { readonly t: 'replace'; readonly op: string; readonly from: Word; readonly to: Word }
  | { readonly t: 'slice'; readonly from: Word; readonly length?: Word };

/** A word before expansion. */
export type Word = readonly Part[];

/** An arithmetic expression; a leaf is a word whose text is a number or a name. */
export type Arith =
  | { readonly t: 'word'; readonly word: Word }
  | { readonly t: 'unary'; readonly op: string; readonly isPrefix: boolean; readonly x: Arith }
  | { readonly t: 'binary'; readonly op: string; readonly x: Arith; readonly y: Arith }
  | { readonly t: 'cond'; readonly x: Arith; readonly y: Arith; readonly z: Arith };

/** A redirection; `fd` is what is redirected. */
export type Redir =
  | { readonly op: '<' | '>' | '>>' | '<>' | '&>'; readonly fd: number; readonly target: Word }
  | { readonly op: 'dup'; readonly fd: number; readonly target: Word }
  | { readonly op: 'text'; readonly fd: number; readonly target: Word };

/** `name=value` before a command. */
export interface Assign {
  readonly name: string;
  readonly value: Word;
  readonly isAppend: boolean;
}

/** The condition inside `[[ ]]`. */
export type Test =
  | { readonly t: 'unary'; readonly op: string; readonly x: Word }
  | { readonly t: 'binary'; readonly op: string; readonly x: Word; readonly y: Word }
  | { readonly t: 'logic'; readonly op: '&&' | '||'; readonly list: readonly Test[] }
  | { readonly t: 'not'; readonly x: Test };

/** A command. */
export type Node =
  | {
      readonly t: 'simple';
      readonly assigns: readonly Assign[];
      readonly words: readonly Word[];
      readonly redirs: readonly Redir[];
    }
  | { readonly t: 'pipe'; readonly list: readonly Node[]; readonly isNegated: boolean }
  | { readonly t: 'andor'; readonly list: readonly Node[]; readonly ops: readonly ('&&' | '||')[] }
  | {
      readonly t: 'if';
      readonly arms: readonly { readonly cond: List; readonly body: List }[];
      readonly otherwise?: List;
    }
  | { readonly t: 'while'; readonly isUntil: boolean; readonly cond: List; readonly body: List }
  | {
      readonly t: 'for';
      readonly name: string;
      readonly words?: readonly Word[];
      readonly body: List;
    }
  | {
      readonly t: 'case';
      readonly word: Word;
      readonly items: readonly {
        readonly patterns: readonly Word[];
        readonly body: List;
        readonly end: string;
      }[];
    }
  | { readonly t: 'sub'; readonly body: List }
  | { readonly t: 'group'; readonly body: List }
  | { readonly t: 'redir'; readonly node: Node; readonly redirs: readonly Redir[] }
  | { readonly t: 'fn'; readonly name: string; readonly body: Node }
  | { readonly t: 'test'; readonly expr: Test }
  | { readonly t: 'calc'; readonly expr?: Arith };

/** A statement of a list. */
export interface Item {
  readonly node: Node;
  readonly isBackground: boolean;
}

/** Statements one after another. */
export type List = readonly Item[];

/** A parsed script, or why it is none. */
export type ShellScript =
  | { readonly isOk: true; readonly body: List }
  | { readonly isOk: false; readonly error: string };
