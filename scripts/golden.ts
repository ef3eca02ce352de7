// `npm run golden:update`: writes the golden traces anew. `npm run golden:verify` only compares.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GOLDEN, goldenText } from '../golden/golden-trace.ts';
import { root } from './lib/command.ts';

for (const golden of GOLDEN) {
  const path = join(root, 'golden', `${golden.name}.txt`);
  const text = goldenText(golden);
  writeFileSync(path, text);
  console.log(`golden/${golden.name}.txt  ${text.split('\n').length - 1} lines`);
}
