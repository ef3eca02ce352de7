// Label and field selectors: from text, from a LabelSelector, and whether a set matches.
// Models apimachinery/pkg/labels/selector.go and pkg/fields/selector.go.

import { compareText } from './go-text.ts';
import type { LabelSelector, StringMap } from './meta.ts';

/** How a requirement compares. */
export type Operator = '=' | '!=' | 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt';

/** One requirement on one key. */
export interface Requirement {
  readonly key: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}

/** All requirements must hold; none at all matches everything. */
export type Selector = readonly Requirement[];

/** A selector, or why the text is none. */
export type ParsedSelector =
  | { readonly ok: true; readonly selector: Selector }
  | { readonly ok: false; readonly error: string };

const WORD = '[^\\s!=<>(),]+';
const SET = '\\s+(?<set>in|notin)\\s*\\((?<list>[^()]*)\\)';
const COMPARED = '\\s*(?<op>==|=|!=|>|<)\\s*(?<value>[^\\s!=<>(),]*)';
const TERM: RegExp = new RegExp(
  `^(?:!\\s*(?<absent>${WORD})|(?<key>${WORD})(?:${SET}|${COMPARED})?)$`,
);

/** Reads a label selector: `a=b,c!=d,e in (f,g),h,!i`. */
export function parseLabelSelector(text: string): ParsedSelector {
  const selector: Requirement[] = [];
  for (const part of splitTerms(text)) {
    const requirement = parseTerm(part);
    if (requirement === undefined) {
      return { ok: false, error: `unable to parse requirement: ${problemOf(part)}` };
    }
    selector.push(requirement);
  }
  selector.sort((a, b) => compareText(a.key, b.key));
  return { ok: true, selector };
}

function splitTerms(text: string): readonly string[] {
  if (text.trim() === '') return [];
  const terms: string[] = [];
  let depth = 0;
  let term = '';
  for (const character of text) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === ',' && depth === 0) {
      terms.push(term.trim());
      term = '';
    } else {
      term += character;
    }
  }
  return [...terms, term.trim()];
}

function parseTerm(term: string): Requirement | undefined {
  const groups = TERM.exec(term)?.groups;
  if (groups === undefined) return undefined;
  const { absent, key = '', set, list = '', op, value = '' } = groups;
  if (absent !== undefined) return { key: absent, operator: '!', values: [] };
  if (set !== undefined) {
    const values = list.split(',').map((one) => one.trim());
    return { key, operator: set as Operator, values: values.sort(compareText) };
  }
  if (op === undefined) return { key, operator: 'exists', values: [] };
  const operators: { readonly [op: string]: Operator } = { '>': 'gt', '<': 'lt', '!=': '!=' };
  return { key, operator: operators[op] ?? '=', values: [value] };
}

function problemOf(term: string): string {
  if (term === '') return "found '', expected: identifier after ','";
  const word = /[\s(]([^\s(),]+)/.exec(term)?.[1] ?? term.slice(-1);
  return `found '${word}', expected: in, notin, =, ==, !=, gt, lt`;
}

/** Whether the labels hold each of the wanted ones: a selector that is a plain map. */
export function hasLabels(labels: StringMap | undefined, wanted: StringMap): boolean {
  return Object.entries(wanted).every(([key, value]) => labels?.[key] === value);
}

/** Whether a set of labels satisfies a selector. */
export function matchesLabels(selector: Selector, labels: StringMap | undefined): boolean {
  return selector.every((requirement) => holds(requirement, labels?.[requirement.key]));
}

function holds(requirement: Requirement, value: string | undefined): boolean {
  const { operator, values } = requirement;
  switch (operator) {
    case '=':
    case 'in':
      return value !== undefined && values.includes(value);
    case '!=':
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    default:
      return isOrdered(operator, value, values[0]);
  }
}

function isOrdered(operator: 'gt' | 'lt', value: string | undefined, than?: string): boolean {
  if (value === undefined || than === undefined) return false;
  if (!/^[+-]?\d+$/.test(value) || !/^[+-]?\d+$/.test(than)) return false;
  return operator === 'gt' ? BigInt(value) > BigInt(than) : BigInt(value) < BigInt(than);
}

/** The selector of `matchLabels` and `matchExpressions`; a missing one matches nothing. */
export function selectorOf(selector: LabelSelector | undefined): Selector | undefined {
  if (selector === undefined) return undefined;
  const labels = Object.entries(selector.matchLabels ?? {}).map(
    ([key, value]): Requirement => ({ key, operator: '=', values: [value] }),
  );
  const expressions = (selector.matchExpressions ?? []).map(
    (term): Requirement => requirementOf(term.key, term.operator, term.values ?? []),
  );
  return [...labels, ...expressions];
}

/** A requirement from the words the API uses: In, NotIn, Exists, DoesNotExist, Gt, Lt. */
export function requirementOf(
  key: string,
  operator: string,
  values: readonly string[],
): Requirement {
  const operators: { readonly [word: string]: Operator } = {
    In: 'in',
    NotIn: 'notin',
    Exists: 'exists',
    DoesNotExist: '!',
    Gt: 'gt',
    Lt: 'lt',
  };
  return { key, operator: operators[operator] ?? 'in', values };
}

/** Reads a field selector: `spec.nodeName=node-1,status.phase!=Running`. */
export function parseFieldSelector(text: string): ParsedSelector {
  const selector: Requirement[] = [];
  for (const part of splitTerms(text)) {
    const match = /^([^=!]+?)\s*(==|=|!=)\s*(.*)$/.exec(part);
    if (match === null) {
      return {
        ok: false,
        error: `invalid selector: '${text}'; can't understand '${part}'`,
      };
    }
    const operator: Operator = match[2] === '!=' ? '!=' : '=';
    selector.push({ key: match[1] ?? '', operator, values: [match[3] ?? ''] });
  }
  return { ok: true, selector };
}

/** Whether an object's selectable fields satisfy a field selector; a missing field is empty. */
export function matchesFields(selector: Selector, fields: StringMap): boolean {
  return selector.every((requirement) => holds(requirement, fields[requirement.key] ?? ''));
}
