// The command line of the headless runner.

import type { EditionWord } from '../cluster/protocol/setup.ts';
import { type Micros, micros } from '../kernel/time.ts';
import { parseDuration } from '../shell/flags.ts';

/** What is printed at the end. */
export type OutputKind =
  | 'table'
  | 'trace'
  | 'events'
  | 'objects'
  | 'digest'
  | 'output'
  | 'influx'
  | 'influx-json'
  | 'gcm';

/** A command line that was understood. */
export interface Options {
  readonly files: readonly string[];
  readonly edition?: EditionWord;
  readonly nodes?: number;
  readonly seed?: number;
  readonly until?: Micros;
  readonly output: OutputKind;
  /** For the outputs of InfluxDB and Google Cloud Monitoring: what is asked at the end. */
  readonly query?: string;
}

/** How the runner is called. */
export const USAGE: string = [
  'usage: npm run -s sim -- run FILE… [--edition document|docker|containerd] [--nodes N]',
  '         [--seed N] [--until 60s] [-o table|trace|events|objects|output|digest]',
  '         [-o influx|influx-json QUERY] [-o gcm FILTER]',
].join('\n');

const EDITIONS: readonly string[] = ['document', 'docker', 'containerd'];
const ASKING: readonly string[] = ['influx', 'influx-json', 'gcm'];
const OUTPUTS: readonly string[] = [
  ...['table', 'trace', 'events', 'objects', 'output', 'digest'],
  ...ASKING,
];
const FLAGS: readonly string[] = ['--edition', '--nodes', '--seed', '--until', '-o', '--output'];

/** Reads the words behind the runner's name; a text is what is wrong. */
export function parseOptions(words: readonly string[]): Options | string {
  const [verb, ...rest] = words;
  if (verb === undefined) return 'no command given';
  if (verb !== 'run') return `unknown command: ${verb}`;
  const files: string[] = [];
  const given = new Map<string, string>();
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i] as string;
    const equals = word.indexOf('=');
    const name = equals < 0 ? word : word.slice(0, equals);
    if (word === '-' || !word.startsWith('-')) {
      files.push(word);
      continue;
    }
    if (!FLAGS.includes(name)) return `unknown flag: ${name}`;
    const value = equals < 0 ? rest[++i] : word.slice(equals + 1);
    if (value === undefined) return `flag needs an argument: ${name}`;
    const isOutput = name === '-o' || name === '--output';
    given.set(isOutput ? '-o' : name, value);
    if (!isOutput || !ASKING.includes(value)) continue;
    const query = rest[++i];
    if (query === undefined) return `-o ${value} needs a query`;
    given.set('query', query);
  }
  if (files.length === 0) return 'no file given';
  return optionsOf(files, given);
}

function optionsOf(files: readonly string[], given: ReadonlyMap<string, string>): Options | string {
  const edition = given.get('--edition');
  const nodes = wholeNumber(given.get('--nodes'));
  const seed = wholeNumber(given.get('--seed'));
  const until = given.get('--until');
  const duration = until === undefined ? undefined : parseDuration(until);
  const output = given.get('-o') ?? 'table';
  const query = given.get('query');
  if (edition !== undefined && !EDITIONS.includes(edition)) return `unknown edition: ${edition}`;
  if (nodes === 'bad' || (nodes !== undefined && (nodes < 1 || nodes > 10))) {
    return `--nodes is a number from 1 to 10, not ${given.get('--nodes')}`;
  }
  if (seed === 'bad') return `--seed is a whole number, not ${given.get('--seed')}`;
  if (until !== undefined && (duration === undefined || duration < 0)) {
    return `--until is a duration such as 60s or 5m, not ${until}`;
  }
  if (!OUTPUTS.includes(output)) return `unknown output: ${output}`;
  return {
    files,
    output: output as OutputKind,
    ...(query === undefined ? {} : { query }),
    ...(edition === undefined ? {} : { edition: edition as EditionWord }),
    ...(nodes === undefined ? {} : { nodes }),
    ...(seed === undefined ? {} : { seed }),
    ...(duration === undefined ? {} : { until: micros(duration) }),
  };
}

function wholeNumber(text: string | undefined): number | undefined | 'bad' {
  if (text === undefined) return undefined;
  return /^\d{1,9}$/.test(text) ? Number(text) : 'bad';
}
