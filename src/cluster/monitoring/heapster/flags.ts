// Heapster's command line: where figures come from, where they go to, and how often.
// Models metrics/options/options.go, common/flags/flags.go, metrics/sources/kubelet/configs.go and
// common/influxdb/influxdb.go of Heapster v1.5.4.

import type { Duration } from '../../../kernel/time.ts';
import { seconds } from '../../../kernel/time.ts';

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

/** Reads the words behind the program's name; a text is what is wrong. */
export function heapsterFlags(argv: readonly string[]): HeapsterFlags | string {
  const given = new Map<string, string[]>();
  const words = argv.slice(1);
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (!word.startsWith('--')) continue;
    const equals = word.indexOf('=');
    const name = word.slice(2, equals < 0 ? undefined : equals);
    if (!KNOWN.has(name)) return `unknown flag: --${name}`;
    const isSwitch = SWITCHES.has(name);
    const value = equals >= 0 ? word.slice(equals + 1) : isSwitch ? 'true' : words[++i];
    if (value === undefined) return `flag needs an argument: --${name}`;
    given.set(name, [...(given.get(name) ?? []), value]);
  }
  return flagsOf(given);
}

const SWITCHES: ReadonlySet<string> = new Set(['disable_export', 'disable_metric_sink', 'version']);

const KNOWN: ReadonlySet<string> = new Set([
  ...SWITCHES,
  ...['source', 'sink', 'metric_resolution', 'heapster-port', 'listen_ip', 'max_procs'],
  ...['sink_export_data_timeout', 'label_separator', 'ignore_label', 'store_label'],
  ...['historical_source', 'allowed_users', 'tls_cert', 'tls_key', 'tls_client_ca'],
  ...['v', 'logtostderr', 'stderrthreshold', 'alsologtostderr', 'vmodule', 'log_dir'],
]);

function flagsOf(given: ReadonlyMap<string, readonly string[]>): HeapsterFlags | string {
  const last = (name: string, otherwise: string): string => given.get(name)?.at(-1) ?? otherwise;
  const resolution = goDuration(last('metric_resolution', '60s'));
  const exportTimeout = goDuration(last('sink_export_data_timeout', '20s'));
  const port = Number(last('heapster-port', '8082'));
  if (resolution === undefined)
    return invalid('metric_resolution', given, 'time: invalid duration');
  if (exportTimeout === undefined) {
    return invalid('sink_export_data_timeout', given, 'time: invalid duration');
  }
  if (!Number.isInteger(port)) return invalid('heapster-port', given, 'invalid syntax');
  const stored = (given.get('store_label') ?? []).flatMap((value) => value.split(','));
  return {
    sources: (given.get('source') ?? []).map(uriOf),
    sinks: (given.get('sink') ?? []).map(uriOf),
    resolution,
    port,
    exportTimeout,
    isExportDisabled: last('disable_export', 'false') === 'true',
    labels: {
      separator: last('label_separator', ','),
      ignored: (given.get('ignore_label') ?? []).flatMap((value) => value.split(',')),
      stored: stored.map((word) => {
        const [to = '', from = to] = word.split('=');
        return { from, to };
      }),
    },
  };
}

function invalid(name: string, given: ReadonlyMap<string, readonly string[]>, why: string): string {
  const value = given.get(name)?.at(-1) ?? '';
  return `invalid argument "${value}" for "--${name}" flag: ${why}`;
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

const UNITS: { readonly [unit: string]: number } = { h: 3_600, m: 60, s: 1, ms: 0.001 };

/** A duration as Go writes it: `1m30s`. */
function goDuration(text: string): Duration | undefined {
  if (!/^(\d+(\.\d+)?(h|ms|m|s))+$/.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)];
  return seconds(parts.reduce((sum, [, n, unit]) => sum + Number(n) * (UNITS[unit ?? ''] ?? 0), 0));
}
