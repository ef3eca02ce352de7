// npm run -s sim -- run FILE…

import { runHeadless } from './runner.ts';

process.exitCode = runHeadless(process.argv.slice(2));
