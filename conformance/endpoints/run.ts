// The topic `endpoints`: a folder of recorded answers against those of a simulated kubelet with the
// same objects. Each page, object and family is a case.

import type { Failure, TopicResult } from '../topics.ts';
import { whyAbsent } from './absent.ts';
import { type Answer, askPages, type Page } from './ask.ts';
import { editionOf, textIn } from './folder.ts';
import { compareSeries, parseSeries } from './series.ts';
import { compareShape, type ShapeRules } from './shape.ts';
import { type StatusLine, statusLines } from './status-lines.ts';

/** How one recorded file is compared with the page it is of. */
interface RecordedPage {
  readonly file: string;
  readonly page: Page;
  readonly compare: (recorded: string, answer: Answer) => readonly Case[];
}

interface Case {
  readonly id: string;
  readonly failure?: { readonly expected: unknown; readonly got: unknown };
}

function caseOf(id: string, expected: object, got: object): Case {
  const isSame = JSON.stringify(expected) === JSON.stringify(got);
  return isSame ? { id } : { id, failure: { expected, got } };
}

const page = (path: string, port: number = 10_250): Page => ({ port, path });

/** The recorded page of cAdvisor keeps so many samples of each family, says its README. */
const CADVISOR_CAP = 6;

const PAGES: readonly RecordedPage[] = [
  { file: 'pods.json', page: page('/pods'), compare: objects(podRules()) },
  { file: 'runningpods.json', page: page('/runningpods/'), compare: objects(runningRules()) },
  { file: 'stats-summary.json', page: page('/stats/summary'), compare: objects(formRules()) },
  { file: 'configz.json', page: page('/configz'), compare: objects(configRules()) },
  { file: 'metrics-cadvisor.txt', page: page('/metrics/cadvisor'), compare: series(CADVISOR_CAP) },
  { file: 'metrics-resource.txt', page: page('/metrics/resource'), compare: series() },
  { file: 'metrics-probes.txt', page: page('/metrics/probes'), compare: series() },
  { file: 'metrics-names.txt', page: page('/metrics'), compare: series() },
  { file: 'metrics-types.txt', page: page('/metrics'), compare: series() },
  { file: 'healthz.txt', page: page('/healthz'), compare: text },
  { file: 'healthz-10248.txt', page: page('/healthz', 10_248), compare: headed },
  { file: 'statusz.txt', page: page('/statusz'), compare: text },
];

/** How the folder's pages compare. */
export function runEndpoints(folder: string): TopicResult {
  const files = PAGES.filter(({ file }) => textIn(folder, file) !== undefined);
  const lines = statusLines(textIn(folder, 'status-codes.txt') ?? '');
  const asked = new Map<string, Page>();
  for (const one of [...files, ...lines]) asked.set(`${one.page.port} ${one.page.path}`, one.page);
  const answers = askPages(folder, [...asked.values()]);
  const answerOf = ({ port, path }: Page): Answer => answers.get(`${port} ${path}`) as Answer;
  const cases = [
    ...files.flatMap(({ file, page: at, compare }) =>
      compare(textIn(folder, file) ?? '', answerOf(at)).map((one) => ({
        ...one,
        id: `${file} ${one.id}`,
      })),
    ),
    ...lines.map((line) => statusCase(line, answerOf(line.page))),
  ];
  return resultOf(`endpoints-${editionOf(folder)}`, editionOf(folder), cases);
}

function resultOf(topic: string, edition: string, cases: readonly Case[]): TopicResult {
  const failures: Failure[] = [];
  const excuses: string[] = [];
  for (const { id, failure } of cases) {
    if (failure === undefined) continue;
    const why = whyAbsent(edition, id);
    if (why === undefined) failures.push({ id, ...failure });
    else excuses.push(why);
  }
  const total = cases.length - excuses.length;
  return { topic, total, passed: total - failures.length, isMissing: false, failures, excuses };
}

function objects(rules: ShapeRules): RecordedPage['compare'] {
  return (recorded, answer) => {
    const [wanted, got] = [JSON.parse(recorded) as unknown, parsed(answer.body)];
    const differences = compareShape(wanted, got, rules);
    const broken = new Map(differences.map((one) => [one.path, one]));
    const paths = new Set([...pathsOf(wanted), ...broken.keys()]);
    return [...paths].map((path): Case => {
      const found = broken.get(path);
      return found === undefined ? { id: path } : { id: path, failure: found };
    });
  };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

/** Every object of an answer is a case of its own. */
function pathsOf(value: unknown, path: string = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) {
    return value.flatMap((one, i) => pathsOf(one, `${path}[${i}]`));
  }
  return [path, ...Object.entries(value).flatMap(([key, one]) => pathsOf(one, `${path}.${key}`))];
}

function series(cap?: number): RecordedPage['compare'] {
  return (recorded, answer) => {
    const [wanted, got] = [parseSeries(recorded), parseSeries(answer.body)];
    const broken = new Map(compareSeries(wanted, got, cap).map((one) => [one.family, one]));
    return [...new Set([...wanted.keys(), ...got.keys()])].toSorted().map((id): Case => {
      const failure = broken.get(id);
      return failure === undefined ? { id } : { id, failure };
    });
  };
}

/** Line by line, numbers and dates aside. */
function text(recorded: string, { body, contentType }: Answer): readonly Case[] {
  const bare = (from: string): string =>
    from
      .replace(/\w{3} \w{3} [ \d]\d [\d:]{8} UTC \d{4}/g, '<date>')
      .replace(/\b\d+ (hr|min|sec)/g, '# $1')
      .trimEnd();
  const isPlain = contentType.startsWith('text/plain');
  if (bare(recorded) === bare(body) && isPlain) return [{ id: 'body' }];
  return [{ id: 'body', failure: { expected: recorded, got: body } }];
}

/** With its headers, which `curl -i` printed too. */
function headed(recorded: string, answer: Answer): readonly Case[] {
  const found = /^HTTP\/\S+ (\d+)[\s\S]*?\r?\n\r?\n([\s\S]*)$/.exec(recorded);
  const type = /^Content-Type: (.*?)\r?$/im.exec(recorded)?.[1];
  const expected = { status: Number(found?.[1]), contentType: type, body: found?.[2] };
  const { status, contentType, body } = answer;
  const got = { status, contentType, body };
  return [caseOf('answer', expected, got)];
}

/** A page shorter than this says something fixed: its length counts. */
const FIXED_BYTES = 100;

function statusCase({ id, status, contentType, bytes }: StatusLine, answer: Answer): Case {
  const name = `status-codes.txt ${id}`;
  const isFixed = bytes < FIXED_BYTES;
  const expected = { status, contentType, ...(isFixed ? { bytes } : {}) };
  const got = {
    status: answer.status,
    contentType: answer.contentType,
    ...(isFixed ? { bytes: Buffer.byteLength(answer.body) } : {}),
  };
  return caseOf(name, expected, got);
}

function rules(determined: RegExp | undefined, free: RegExp | undefined): ShapeRules {
  return {
    isDetermined: (path) => determined?.test(path) === true,
    isFree: (path) => free?.test(path) === true,
  };
}

function formRules(): ShapeRules {
  return rules(/\.(nodeName|name|namespace)$/, undefined);
}

/** Specs as they were given; of statuses the form, but for what the moment of reading decides. */
function podRules(): ShapeRules {
  const determined = [
    /\.(kind|apiVersion|phase|qosClass)$/,
    /\.metadata\.(name|namespace|labels|annotations\.kubernetes\.io\/config\.source)/,
    /\.spec\./,
  ];
  return {
    isDetermined: (path) => determined.some((one) => one.test(path)),
    isFree: (path) => /ontainerStatuses\[[^\]]+\]\.(state|lastState)\./.test(path),
  };
}

function runningRules(): ShapeRules {
  return rules(/\.(kind|apiVersion|name|namespace)$/, undefined);
}

/** All values, but for where files lie. */
function configRules(): ShapeRules {
  return rules(/./, /\.(tlsCertFile|tlsPrivateKeyFile|clientCAFile|containerRuntimeEndpoint)$/);
}
