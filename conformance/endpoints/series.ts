// Reads pages of series back, and compares two of them in structure: families, types, words, label
// names at each level of the cgroup tree, labels that are determined, and which have a time.

/** One sample as it was printed. */
export interface ParsedSample {
  readonly name: string;
  readonly labels: { readonly [label: string]: string };
  readonly value: number;
  readonly isTimed: boolean;
  /** Its own time in milliseconds since 1970, if it has one. */
  readonly atMillis?: number;
}

/** One family as it was printed. */
export interface ParsedFamily {
  readonly help: string;
  readonly type: string;
  readonly samples: readonly ParsedSample[];
}

/** Families by name. A list of `# TYPE` lines alone gives families without samples. */
export function parseSeries(text: string): ReadonlyMap<string, ParsedFamily> {
  const families = new Map<string, ParsedFamily & { readonly samples: ParsedSample[] }>();
  const helps = new Map<string, string>();
  let current: { readonly samples: ParsedSample[] } | undefined;
  for (const line of text.split('\n')) {
    const help = /^# HELP (\S+) (.*)$/.exec(line);
    if (help !== null) helps.set(help[1] as string, help[2] as string);
    const type = /^# TYPE (\S+) (\S+)$/.exec(line);
    if (type !== null) {
      const [, name = '', word = ''] = type;
      const family = { help: helps.get(name) ?? '', type: word, samples: [] };
      families.set(name, family);
      current = family;
    }
    const sample = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)( \d+)?$/.exec(line);
    if (sample === null || line.startsWith('#')) continue;
    const [, name = '', labels = '', value = '', time] = sample;
    current?.samples.push({
      name,
      labels: Object.fromEntries(
        [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = '', text = '']) => [
          key,
          text,
        ]),
      ),
      value: Number(value),
      isTimed: time !== undefined,
      ...(time === undefined ? {} : { atMillis: Number(time) }),
    });
  }
  return families;
}

/** Where in the cgroup tree a sample belongs. */
function levelOf(id: string | undefined, name: string | undefined): string {
  if (id === undefined) return '';
  if (id === '/') return 'root';
  if (id === '/kubepods') return 'pods';
  if (/^\/kubepods\/[a-z]+$/.test(id)) return 'qos';
  if (/\/pod[^/]+$/.test(id)) return 'pod';
  if (!/\/pod[^/]+\/[0-9a-f]+$/.test(id)) return id;
  return name === '' ? 'container' : name?.startsWith('k8s_POD_') ? 'sandbox' : 'named container';
}

/** Labels whose values are the machine's or the moment's, not the structure's. */
const FREE = new Set([
  'id',
  'image',
  'name',
  'pod_uid',
  'boot_id',
  'machine_id',
  'system_uuid',
  'device',
  'interface',
]);
const FREE_VALUES = /^(kernelVersion|osVersion|dockerVersion)$/;

/** What of a sample is structure: its level, the names of its labels and the determined values. */
function structureOf({ name, labels, isTimed }: ParsedSample, isSampled: boolean): string {
  const level = levelOf(labels['id'], labels['name']);
  const whose = new Set(['container', 'namespace', 'pod']);
  const said = Object.entries(labels).map(([label, value]) => {
    if (FREE.has(label) || FREE_VALUES.test(label)) return label;
    // Of a page that was cut, which objects came first says nothing.
    if (isSampled && whose.has(label)) return `${label}=${value === '' ? '' : '*'}`;
    return `${label}=${value}`;
  });
  return `${name} ${level} {${said.toSorted().join(',')}}${isTimed ? ' timed' : ''}`;
}

/** What differs between two pages, by family. */
export interface SeriesDifference {
  readonly family: string;
  readonly expected: unknown;
  readonly got: unknown;
}

/**
 * The differences. `cap` is how many samples of a family the recording keeps at most: beyond it,
 * what is there more is neither missing nor invented.
 */
export function compareSeries(
  recorded: ReadonlyMap<string, ParsedFamily>,
  simulated: ReadonlyMap<string, ParsedFamily>,
  cap: number | undefined,
): readonly SeriesDifference[] {
  const names = [...new Set([...recorded.keys(), ...simulated.keys()])].toSorted();
  return names.flatMap((family): readonly SeriesDifference[] => {
    const wanted = recorded.get(family);
    const got = simulated.get(family);
    if (wanted === undefined || got === undefined) {
      return [{ family, expected: wanted && headOf(wanted), got: got && headOf(got) }];
    }
    const [expected, found] = [headOf(wanted), headOf(got)];
    const isHelped = wanted.help !== '';
    if (expected.type !== found.type || (isHelped && expected.help !== found.help)) {
      return [{ family, expected, got: found }];
    }
    if (wanted.samples.length === 0) return [];
    const isCut = cap !== undefined && wanted.samples.length >= cap;
    const structures = (from: ParsedFamily): ReadonlySet<string> =>
      new Set(from.samples.map((sample) => structureOf(sample, cap !== undefined)));
    const [wishes, haves] = [structures(wanted), structures(got)];
    const missing = [...wishes].filter((one) => !haves.has(one));
    const invented = isCut ? [] : [...haves].filter((one) => !wishes.has(one));
    if (missing.length === 0 && invented.length === 0) return [];
    return [{ family, expected: { missing }, got: { invented } }];
  });
}

function headOf({ type, help }: ParsedFamily): { readonly type: string; readonly help: string } {
  return { type, help };
}
