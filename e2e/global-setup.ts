// Before the first test: dist/ must be what the sources say.

import { ensureBuild } from '../scripts/lib/page-build.ts';

export default async function globalSetup(): Promise<void> {
  if (!(await ensureBuild())) throw new Error('the page does not build: npm run build');
}
