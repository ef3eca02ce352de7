// Behaviour is numbered in docs/spec: `- **PLEG-3** …`. A rule no test cites is a wish, and a
// citation of no rule is a lie; both are findings.

import { type Finding, isTest, type TextFile } from './files.ts';

interface Rule {
  readonly id: string;
  readonly path: string;
  readonly line: number;
}

const definition = /^\s*[-*] \*\*([A-Z][A-Z0-9]*(?:-[A-Z]+)*-\d+)\*\*/;
const citation = /\b[A-Z][A-Z0-9]*(?:-[A-Z]+)*-\d+\b/g;

function definedRules(files: readonly TextFile[]): readonly Rule[] {
  return files
    .filter(({ path }) => path.startsWith('docs/spec/') && path.endsWith('.md'))
    .flatMap(({ path, lines }) =>
      lines.flatMap((text, index) => {
        const id = definition.exec(text)?.[1];
        return id === undefined ? [] : [{ id, path, line: index + 1 }];
      }),
    );
}

function prefixOf(id: string): string {
  return id.replace(/-\d+$/, '');
}

/** Rules without a citation, and citations (of a known prefix) without a rule. */
export function checkSpec(files: readonly TextFile[], isWarning: boolean): readonly Finding[] {
  const rules = definedRules(files);
  const ids = new Set(rules.map(({ id }) => id));
  const prefixes = new Set(rules.map(({ id }) => prefixOf(id)));
  const cited = new Set<string>();
  const dangling: Finding[] = [];
  for (const { path, lines } of files.filter(isTest)) {
    for (const [index, text] of lines.entries()) {
      for (const id of text.match(citation) ?? []) {
        cited.add(id);
        if (!prefixes.has(prefixOf(id)) || ids.has(id)) continue;
        const message = `${id} is cited, but no file of docs/spec defines it`;
        dangling.push({ path, line: index + 1, rule: 'spec-citation', message, isWarning });
      }
    }
  }
  const uncited = rules
    .filter(({ id }) => !cited.has(id))
    .map(({ id, path, line }) => {
      const message = `no test cites ${id}`;
      return { path, line, rule: 'spec-untested', message, isWarning };
    });
  const doubled = rules
    .filter(({ id }, index) => rules.findIndex((rule) => rule.id === id) !== index)
    .map(({ id, path, line }) => {
      return { path, line, rule: 'spec-twice', message: `${id} is defined twice` };
    });
  return [...dangling, ...uncited, ...doubled];
}
