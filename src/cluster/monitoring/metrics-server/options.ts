// What metrics-server is told on its command line, and what it does when it is told nothing.
// Models metrics-server cmd/metrics-server/app/options.

import { goDurationText, parseGoDuration } from '../../../base/go-duration.ts';
import type { Duration } from '../../../kernel/time.ts';
import { minutes, seconds } from '../../../kernel/time.ts';
import { flagValue } from '../arguments.ts';
import type { Options } from './state.ts';

const USUAL_RESOLUTION = minutes(1);
const USUAL_REQUEST_TIMEOUT = seconds(10);
const LEAST_RESOLUTION = seconds(10);

/** The options of a version, and what is wrong with them; `argv` is its whole command line. */
export interface GivenOptions {
  readonly options: Options;
  readonly problem?: string;
}

/** Reads the command line. */
export function optionsOf(argv: readonly string[], isModern: boolean): GivenOptions {
  const problems: string[] = [];
  const durationOf = (flag: string, usual: Duration): Duration => {
    const text = flagValue(argv, flag);
    const micros = text === undefined ? usual : parseGoDuration(text);
    if (typeof micros === 'number') return micros as Duration;
    problems.push(`invalid argument "${text}" for "${flag}" flag: ${micros}`);
    return usual;
  };
  const resolution = durationOf('--metric-resolution', USUAL_RESOLUTION);
  const timeout = isModern
    ? durationOf('--kubelet-request-timeout', USUAL_REQUEST_TIMEOUT)
    : (Math.floor(resolution * 0.9) as Duration);
  if (isModern) problems.push(...impossible(resolution, timeout));
  const options: Options = {
    isModern,
    resolution,
    scrapeTimeout: Math.min(timeout, resolution) as Duration,
    port: Number(flagValue(argv, '--secure-port') ?? 443),
  };
  const [problem] = problems;
  return problem === undefined ? { options } : { options, problem };
}

function impossible(resolution: Duration, timeout: Duration): readonly string[] {
  const value = goDurationText(resolution);
  if (resolution < LEAST_RESOLUTION) {
    return [
      `metric-resolution should be a time duration at least 10s, but value ${value} provided`,
    ];
  }
  if (resolution * 0.9 >= timeout) return [];
  const values = `metric-resolution value ${value} kubelet-request-timeout value ${goDurationText(timeout)}`;
  return [
    `metric-resolution should be larger than kubelet-request-timeout, but ${values} provided`,
  ];
}
