// Heapster's command line: where figures come from, where they go to, and how often.
// Models metrics/options/options.go, common/flags/flags.go, metrics/sources/kubelet/configs.go and
// common/influxdb/influxdb.go of Heapster v1.5.4.

import { parseGoDuration } from '../../../base/go-duration.ts';
import { type Duration, seconds } from '../../../kernel/time.ts';

/** How labels are copied. */
export interface LabelRules {
  readonly separator: string;
  readonly ignored: readonly string[];
  readonly stored: readonly { readonly from: string; readonly to: string }[];
}

/** `--source=KEY:URL?OPTIONS` or `--sink=KEY:URL?OPTIONS`. */
export interface Uri {
  readonly key: string;
  /** Host and port; empty when the address names none. */
  readonly host: string;
  readonly options: { readonly [name: string]: string };
}

/** The command line as it was understood. */
export interface HeapsterFlags {
  readonly sources: readonly Uri[];
  readonly sinks: readonly Uri[];
  readonly resolution: Duration;
  readonly port: number;
  readonly exportTimeout: Duration;
  readonly isExportDisabled: boolean;
  readonly labels: LabelRules;
}

/** A value and the word it came with. */
interface Said {
  readonly value: string;
  readonly word: string;
}

type Given = ReadonlyMap<string, readonly Said[]>;

class BadFlag extends Error {
  override name = 'BadFlag';
}

/** Reads the words behind the program's name; a text is what is wrong. */
export function heapsterFlags(argv: readonly string[]): HeapsterFlags | string {
  try {
    return flagsOf(givenIn(argv.slice(1)));
  } catch (problem) {
    if (problem instanceof BadFlag) return problem.message;
    throw problem;
  }
}

function givenIn(words: readonly string[]): Given {
  const given = new Map<string, readonly Said[]>();
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (!word.startsWith('--')) continue;
    const equals = word.indexOf('=');
    const name = word.slice(2, equals < 0 ? undefined : equals);
    if (!KNOWN.has(name)) throw new BadFlag(`unknown flag: --${name}`);
    const isSwitch = SWITCHES.has(name);
    const value = equals >= 0 ? word.slice(equals + 1) : isSwitch ? 'true' : words[++i];
    if (value === undefined) throw new BadFlag(`flag needs an argument: ${word}`);
    given.set(name, [...(given.get(name) ?? []), { value, word }]);
  }
  return given;
}

const SWITCHES: ReadonlySet<string> = new Set(['disable_export', 'disable_metric_sink', 'version']);

const KNOWN: ReadonlySet<string> = new Set([
  ...SWITCHES,
  ...['source', 'sink', 'metric_resolution', 'heapster-port', 'listen_ip', 'max_procs'],
  ...['sink_export_data_timeout', 'label_separator', 'ignore_label', 'store_label'],
  ...['historical_source', 'allowed_users', 'tls_cert', 'tls_key', 'tls_client_ca'],
  ...['v', 'logtostderr', 'stderrthreshold', 'alsologtostderr', 'vmodule', 'log_dir'],
]);

function flagsOf(given: Given): HeapsterFlags {
  const all = (name: string): readonly string[] =>
    (given.get(name) ?? []).map(({ value }) => value);
  const lists = (name: string): readonly string[] => all(name).flatMap((one) => one.split(','));
  return {
    sources: all('source').map(uriOf),
    sinks: all('sink').map(uriOf),
    resolution: lastOf(given, 'metric_resolution', seconds(60), durationOf),
    port: lastOf(given, 'heapster-port', 8_082, integerOf),
    exportTimeout: lastOf(given, 'sink_export_data_timeout', seconds(20), durationOf),
    isExportDisabled: lastOf(given, 'disable_export', false, truthOf),
    labels: {
      separator: all('label_separator').at(-1) ?? ',',
      ignored: lists('ignore_label'),
      stored: lists('store_label').map((word) => {
        const [to = '', from = to] = word.split('=');
        return { from, to };
      }),
    },
  };
}

/** The last value of a flag; `read` gives it, or says in a text why not. */
function lastOf<T extends number | boolean>(
  given: Given,
  name: string,
  usual: T,
  read: (text: string) => T | string,
): T {
  const said = given.get(name)?.at(-1);
  if (said === undefined) return usual;
  const value = read(said.value);
  if (typeof value !== 'string') return value;
  throw new BadFlag(`invalid argument "${said.value}" for ${said.word}: ${value}`);
}

/** This version is built with a Go that does not quote what it could not read. */
function durationOf(text: string): Duration | string {
  return parseGoDuration(text, '') as Duration | string;
}

function integerOf(text: string): number | string {
  if (/^[-+]?\d+$/.test(text)) return Number(text);
  return `strconv.ParseInt: parsing "${text}": invalid syntax`;
}

function truthOf(text: string): boolean | string {
  if (/^(1|t|T|TRUE|true|True)$/.test(text)) return true;
  if (/^(0|f|F|FALSE|false|False)$/.test(text)) return false;
  return `strconv.ParseBool: parsing "${text}": invalid syntax`;
}

/** `KEY:http://HOST?a=b`; everything behind the first colon is an address. */
function uriOf(text: string): Uri {
  const colon = text.indexOf(':');
  if (colon < 0) return { key: text, host: '', options: {} };
  const address = text.slice(colon + 1);
  const question = address.indexOf('?');
  const place = question < 0 ? address : address.slice(0, question);
  const host = /^[a-z]+:\/\/([^/]*)/.exec(place)?.[1] ?? '';
  const pairs = question < 0 ? [] : address.slice(question + 1).split('&');
  const options = pairs.flatMap((pair) => {
    const equals = pair.indexOf('=');
    return equals < 0 ? [] : [[pair.slice(0, equals), decoded(pair.slice(equals + 1))] as const];
  });
  return { key: text.slice(0, colon), host, options: Object.fromEntries(options) };
}

function decoded(text: string): string {
  return /%(?![0-9a-f]{2})/i.test(text) ? text : decodeURIComponent(text);
}
