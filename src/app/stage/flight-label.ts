// What a tag says: the words of its message without what all of them have in common. Pure.

/** Longest label, in signs. */
const LONGEST = 28;
/** Group, version and namespace of a path of the API. */
const API_PATH = /\/apis?\/(?:[^/ ]+\/)?v\d[^/ ]*\/(?:namespaces\/[^/ ]+\/)?/;

const LETTERS: { readonly [word: string]: string } = {
  ADDED: 'A',
  PUT: 'P',
  DELETE: 'D',
  MODIFIED: 'M',
  DELETED: 'D',
  BOOKMARK: 'B',
};

/** The letter of a watch event. */
export function watchLetter(label: string): string {
  return LETTERS[label.split(' ')[0] ?? ''] ?? 'W';
}

/** Paths lose what they have in common, long labels their end. */
export function shortLabel(whole: string): string {
  const label = whole.replace(API_PATH, '').replace('/registry/', '');
  return label.length <= LONGEST ? label : `${label.slice(0, LONGEST - 1)}…`;
}
