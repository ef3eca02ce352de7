// npm run swarm -- --seeds 200 [--from 1] [--seed N]: random clusters, commands and faults; what is
// found is made small and printed as a session that shows it.

import { parseSwarm, runSwarm, USAGE } from './swarm/command.ts';

const options = parseSwarm(process.argv.slice(2));
if (typeof options === 'string') {
  process.stderr.write(`${options}\n${USAGE}\n`);
  process.exitCode = 2;
} else {
  process.exitCode = runSwarm(
    options,
    (line) => process.stdout.write(`${line}\n`),
    (line) => process.stderr.write(`${line}\n`),
  );
}
