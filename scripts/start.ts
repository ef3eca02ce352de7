// `npm start`: builds the page when its sources are newer than dist/, and serves it.
// PORT is the first port tried; HOST=0.0.0.0 lets other machines in.

import { dist, ensureBuild } from './lib/page-build.ts';
import { serveSite } from './lib/static-server.ts';

if (await ensureBuild()) {
  const port = Number(process.env['PORT'] ?? 4173);
  const host = process.env['HOST'] ?? '127.0.0.1';
  const site = await serveSite({ folder: dist, port, host });
  const address = site.url.replace('127.0.0.1', 'localhost');
  console.log(`\nKubelet Visualizer is at ${address}  (Ctrl+C stops it)\n`);
} else {
  process.exitCode = 1;
}
