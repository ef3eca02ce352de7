// Code that arrives after the first: a place for functions of modules that are loaded later. Places
// are filled once, at the edges (session, runners, tests); what is put there never changes a
// result, only whether it can be had yet. Code, not state: nothing of a run is ever kept here.

/** Thrown when code is wanted that is still on its way; whoever loads it begins the run again. */
export class LateCodeError extends Error {
  override name = 'LateCodeError';
}

/** A place for code. */
export interface Late<Code> {
  /** Puts the code in its place. */
  fill(code: Code): void;
  /** The code; throws `LateCodeError` while it is on its way. */
  get(): Code;
}

/** Makes a place; `name` says what belongs there. */
export function late<Code>(name: string): Late<Code> {
  let code: Code | undefined;
  return {
    fill(arrived) {
      code = arrived;
    },
    get() {
      if (code === undefined) throw new LateCodeError(`${name}: not loaded yet`);
      return code;
    },
  };
}
