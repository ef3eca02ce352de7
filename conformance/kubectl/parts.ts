// What the texts of one moment say of one pod, in parts: its row, each section of its description,
// its events. Values of the moment are taken out first.

import { bare, bareCell } from './bare.ts';
import { LINES, type Texts, tableRows } from './outputs.ts';

/** The parts by name; what is not printed is not there. */
export interface PodParts {
  readonly [part: string]: string;
}

/** The parts of `pod`, which lives in `namespace`. */
export function partsOfPod(texts: Texts, pod: string, namespace: string): PodParts {
  const [pods = '', described = '', events = ''] = LINES.map((line) => texts.get(line) ?? '');
  const row = tableRows(pods).filter((cells, i) => i === 0 || cells[0] === pod);
  const own = tableRows(events).filter((cells, i) => i === 0 || cells.includes(`pod/${pod}`));
  return {
    ...(row.length < 2 ? {} : { row: bare(rowsText(row), namespace) }),
    ...sections(bare(described, namespace), pod),
    ...(own.length < 2 ? {} : { events: bare(rowsText(own), namespace) }),
  };
}

function rowsText(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => cells.map(bareCell).join(' | ')).join('\n');
}

/** The sections of a pod's description: its head, and what begins with a word that stands alone. */
function sections(described: string, pod: string): PodParts {
  const own = described
    .split(/\n\n\n(?=Name: )/)
    .find((one) => /^Name:\s+(.*)$/m.exec(one)?.[1] === pod);
  if (own === undefined) return {};
  const parts = new Map<string, string[]>();
  let title = 'head';
  for (const line of own.trimEnd().split('\n')) {
    const section = /^([A-Z][\w -]*):(?:$|\s+<none>$)/.exec(line)?.[1] ?? '';
    if (SECTIONS.includes(section)) title = section;
    const text = title === 'Events' ? eventCells(line) : line;
    parts.set(title, [...(parts.get(title) ?? []), text]);
  }
  // Events are sorted by the second of the last: of those in a loop any may have been it.
  return Object.fromEntries(
    [...parts].map(([name, lines]) => [
      `describe ${name}`,
      (name === 'Events' ? lines.toSorted() : lines).join('\n'),
    ]),
  );
}

const SECTIONS: readonly string[] = [
  'Init Containers',
  'Containers',
  'Ephemeral Containers',
  'Conditions',
  'Volumes',
  'Events',
];

function eventCells(line: string): string {
  return line.split(/ {2,}/).map(bareCell).join(' | ');
}
