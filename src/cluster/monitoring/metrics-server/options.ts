// What metrics-server is told on its command line, and what it does when it is told nothing.
// Models metrics-server cmd/metrics-server/app/options.

import type { Duration } from '../../../kernel/time.ts';
import { minutes, seconds } from '../../../kernel/time.ts';
import { flagValue } from '../arguments.ts';
import type { Options } from './state.ts';

const USUAL_RESOLUTION = minutes(1);
const USUAL_REQUEST_TIMEOUT = seconds(10);

/** The options of a version; `argv` is its whole command line. */
export function optionsOf(argv: readonly string[], isModern: boolean): Options {
  const resolution = durationOf(flagValue(argv, '--metric-resolution')) ?? USUAL_RESOLUTION;
  const asked = durationOf(flagValue(argv, '--kubelet-request-timeout'));
  const most = isModern
    ? (asked ?? USUAL_REQUEST_TIMEOUT)
    : (Math.floor(resolution * 0.9) as Duration);
  return {
    isModern,
    resolution,
    scrapeTimeout: Math.min(most, resolution) as Duration,
    port: Number(flagValue(argv, '--secure-port') ?? 443),
  };
}

/** `15s`, `1m`, `1m30s`. */
function durationOf(text: string | undefined): Duration | undefined {
  const match = /^(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?$/.exec(text ?? '');
  if (match === null || text === '' || text === undefined) return undefined;
  const [, whole = '0', rest = '0'] = match;
  return seconds(Number(whole) * 60 + Number(rest));
}
