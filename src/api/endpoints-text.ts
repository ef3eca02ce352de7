// Endpoints in one line, as lists and descriptions show them.
// Models kubectl's and the API server's formatEndpoints.

import type { Endpoints } from './config.ts';

const MOST = 3;

/** `10.244.1.5:80,10.244.2.7:80`; of many only the first three. */
export function endpointsText({ subsets = [] }: Pick<Endpoints, 'subsets'>): string {
  const all: string[] = [];
  for (const { addresses = [], ports = [] } of subsets) {
    for (const { ip } of addresses) {
      if (ports.length === 0) all.push(ip);
      for (const { port } of ports) all.push(`${ip}:${port}`);
    }
  }
  if (all.length === 0) return '<none>';
  const rest = all.length - MOST;
  const shown = all.slice(0, MOST).join(',');
  return rest > 0 ? `${shown} + ${rest} more...` : shown;
}
