// Builtins that change variables and options: export, unset, set, local, getopts.

import type { Builtin } from './builtin-call.ts';
import { type BuiltinCall, done } from './builtin-call.ts';
import { writeFd } from './io.ts';
import type { Frame, Proc, Variable } from './model.ts';
import { exportedEnv } from './shell-env.ts';
import { finish, patch, setVariable, shellOf } from './shell-state.ts';

function exports(call: BuiltinCall): void {
  const { run, proc, args } = call;
  const names = args.filter((arg) => !/^-[a-z]$/.test(arg));
  if (names.length === 0) {
    for (const [name, value] of exportedEnv(proc))
      writeFd(run, proc, 1, `export ${name}='${value}'\n`);
    return done(call);
  }
  for (const arg of names) {
    const at = arg.indexOf('=');
    const name = at < 0 ? arg : arg.slice(0, at);
    const value = at < 0 ? (shellOf(proc).vars[name]?.value ?? '') : arg.slice(at + 1);
    const isReadOnly = call.name === 'readonly';
    const isExported = !isReadOnly && !args.includes('-n');
    const variable: Variable = isReadOnly
      ? { value, isExported: shellOf(proc).vars[name]?.isExported ?? false, isReadOnly }
      : { value, isExported };
    patch(proc, { vars: { ...shellOf(proc).vars, [name]: variable } });
  }
  done(call);
}

function unset(call: BuiltinCall): void {
  const { proc, args } = call;
  const vars: Record<string, Variable> = { ...shellOf(proc).vars };
  const functions = { ...shellOf(proc).functions };
  for (const name of args) {
    if (args[0] === '-f') delete functions[name];
    else delete vars[name];
  }
  patch(proc, { vars, functions });
  done(call);
}

function sets(call: BuiltinCall): void {
  const { run, proc, args } = call;
  let { options } = shellOf(proc);
  if (args.length === 0) {
    for (const [name, { value }] of Object.entries(shellOf(proc).vars)) {
      writeFd(run, proc, 1, `${name}='${value}'\n`);
    }
    return done(call);
  }
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '--' || !/^[-+]./.test(arg)) {
      patch(proc, { params: args.slice(arg === '--' ? i + 1 : i) });
      break;
    }
    const given = arg[1] === 'o' ? (LONG[args[++i] ?? ''] ?? '') : arg.slice(1);
    for (const letter of given) {
      options = options.replaceAll(letter, '');
      if (arg.startsWith('-')) options += letter;
    }
  }
  patch(proc, { options });
  done(call);
}

const LONG: { readonly [name: string]: string } = {
  errexit: 'e',
  nounset: 'u',
  xtrace: 'x',
  noglob: 'f',
  allexport: 'a',
};

function local(call: BuiltinCall): void {
  const { proc, args } = call;
  patch(proc, { frames: call.next });
  for (const arg of args) {
    const at = arg.indexOf('=');
    const name = at < 0 ? arg : arg.slice(0, at);
    const old = Object.hasOwn(shellOf(proc).vars, name) ? shellOf(proc).vars[name] : undefined;
    remember(proc, name, old ?? null);
    setVariable(proc, name, at < 0 ? '' : arg.slice(at + 1));
  }
  // `remember` rewrote the frames: take them from the shell, not from the call.
  finish(proc, shellOf(proc).frames, 0);
}

function remember(proc: Proc, name: string, old: Variable | null): void {
  const add = (frame: Frame | null): Frame | null => {
    if (frame === null) return null;
    if (frame.t !== 'call') return { ...frame, next: add(frame.next) };
    if (frame.locals.some(([each]) => each === name)) return frame;
    return { ...frame, locals: [...frame.locals, [name, old]] };
  };
  patch(proc, { frames: add(shellOf(proc).frames) });
}

function getopts(call: BuiltinCall): void {
  const { proc, args } = call;
  const [spec = '', name = 'opt', ...given] = args;
  const words = given.length > 0 ? given : shellOf(proc).params;
  const index = Number(shellOf(proc).vars['OPTIND']?.value ?? 1);
  const word = words[index - 1];
  if (word === undefined || !/^-./.test(word) || word === '--') {
    setVariable(proc, name, '?');
    return done(call, 1);
  }
  const letter = word.charAt(1);
  const takes = spec[spec.indexOf(letter) + 1] === ':';
  const inline = word.slice(2);
  setVariable(proc, name, spec.includes(letter) ? letter : '?');
  if (takes) setVariable(proc, 'OPTARG', inline || (words[index] ?? ''));
  setVariable(proc, 'OPTIND', String(index + (takes && inline === '' ? 2 : 1)));
  done(call);
}

/** These builtins by name. */
export const VARIABLE_BUILTINS: readonly (readonly [string, Builtin])[] = [
  ['export', exports],
  ['readonly', exports],
  ['unset', unset],
  ['set', sets],
  ['local', local],
  ['declare', local],
  ['getopts', getopts],
];
