// `npm run manifests -- FOLDER`: writes the table of docs/manifests.md anew from the simulation. A
// manifest that is new there gets its line of reasons by hand.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rowsOf, simulatedEnds, withRows } from '../conformance/manifests/table.ts';
import { root } from './lib/command.ts';

const path = join(root, 'docs', 'manifests.md');
const folder = process.argv[2] ?? join(root, '..', 'shared', 'manifests');
const document = readFileSync(path, 'utf8');
const known = new Map(rowsOf(document).map((row) => [row.name, row.why]));
const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
const rows = names.map((name) => ({
  name,
  ends: simulatedEnds(folder, name),
  why: known.get(name) ?? '',
}));
writeFileSync(path, withRows(document, rows));
for (const { name, why } of rows) if (why === '') console.log(`${name} has no reason yet`);
