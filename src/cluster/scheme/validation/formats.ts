// Whether a text is a name, a label, a port name and so on; each check answers with all that is
// wrong, in upstream's words. Models apimachinery/pkg/util/validation/validation.go.

import { byteLength } from '../../../apimachinery/go-text.ts';

/** What is wrong with a text; nothing when it is fine. */
export type Problems = readonly string[];

/** Which wording: `v1.20` or the newest. */
export interface Wording {
  readonly isModern: boolean;
}

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const LABEL_UNDERSCORE = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const SUBDOMAIN_UNDERSCORE = `${LABEL_UNDERSCORE}(\\.${LABEL_UNDERSCORE})*`;
const LABEL_1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const LABEL_VALUE = `(${QUALIFIED})?`;
const ENV_NAME = '[-._a-zA-Z][-._a-zA-Z0-9]*';
const CONFIG_KEY = '[-._a-zA-Z0-9]+';
const HEADER = '[-A-Za-z0-9]+';

const RE: { readonly [name: string]: RegExp } = {
  label: whole(LABEL),
  subdomain: whole(SUBDOMAIN),
  underscore: whole(SUBDOMAIN_UNDERSCORE),
  label1035: whole(LABEL_1035),
  qualified: whole(QUALIFIED),
  labelValue: whole(LABEL_VALUE),
  envName: whole(ENV_NAME),
  configKey: whole(CONFIG_KEY),
  header: whole(HEADER),
};

function whole(pattern: string): RegExp {
  return new RegExp(`^${pattern}$`);
}

function fits(name: string, text: string): boolean {
  return RE[name]?.test(text) === true;
}

/** `must be no more than 63 characters` */
export function maxLength(length: number): string {
  return `must be no more than ${length} characters`;
}

/** `must be between 1 and 65535, inclusive` */
export function inclusiveRange(low: number, high: number): string {
  return `must be between ${low} and ${high}, inclusive`;
}

function patternError(message: string, pattern: string, examples: readonly string[]): string {
  const quoted = examples.map((one) => `'${one}', `).join(' or ');
  return `${message} (e.g. ${quoted}regex used for validation is '${pattern}')`;
}

function tooLong(text: string, length: number): Problems {
  return byteLength(text) > length ? [maxLength(length)] : [];
}

/** A DNS label: names of containers, volumes, namespaces. */
export function dns1123Label(text: string, wording: Wording): Problems {
  if (fits('label', text)) return tooLong(text, 63);
  const message =
    'a lowercase RFC 1123 label must consist of lower case alphanumeric characters or ' +
    "'-', and must start and end with an alphanumeric character";
  const hasDots = wording.isModern && fits('subdomain', text);
  const problem = hasDots
    ? 'must not contain dots'
    : patternError(message, LABEL, ['my-name', '123-abc']);
  return [...tooLong(text, 63), problem];
}

/** A DNS subdomain: names of pods, nodes, secrets. */
export function dns1123Subdomain(text: string): Problems {
  if (fits('subdomain', text)) return tooLong(text, 253);
  const message =
    'a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, ' +
    "'-' or '.', and must start and end with an alphanumeric character";
  return [...tooLong(text, 253), patternError(message, SUBDOMAIN, ['example.com'])];
}

/** A DNS subdomain that may hold underscores: search domains since v1.32. */
export function dns1123SubdomainWithUnderscore(text: string): Problems {
  if (fits('underscore', text)) return tooLong(text, 253);
  const message =
    'a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, ' +
    "'_', '-' or '.', and must start and end with an alphanumeric character";
  return [...tooLong(text, 253), patternError(message, SUBDOMAIN_UNDERSCORE, ['example.com'])];
}

/** A DNS label that starts with a letter: names of services. */
export function dns1035Label(text: string): Problems {
  if (fits('label1035', text)) return tooLong(text, 63);
  const message =
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with " +
    'an alphabetic character, and end with an alphanumeric character';
  return [...tooLong(text, 63), patternError(message, LABEL_1035, ['my-name', 'abc-123'])];
}

const QUALIFIED_EXAMPLES: readonly string[] = ['MyName', 'my.name', '123-abc'];

/** A key such as of labels: an optional prefix and a name. */
export function qualifiedName(text: string, wording: Wording): Problems {
  const parts = text.split('/');
  const what = wording.isModern ? 'valid label key' : 'qualified name';
  const rule =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with " +
    'an alphanumeric character';
  if (parts.length > 2) {
    const main = patternError(`a ${what} ${rule}`, QUALIFIED, QUALIFIED_EXAMPLES);
    return [`${main} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const problems: string[] = [];
  const [prefix, name] = parts.length === 2 ? [parts[0] ?? '', parts[1] ?? ''] : ['', text];
  if (parts.length === 2 && prefix === '') problems.push('prefix part must be non-empty');
  else if (parts.length === 2) {
    problems.push(...dns1123Subdomain(prefix).map((problem) => `prefix part ${problem}`));
  }
  if (name === '') problems.push('name part must be non-empty');
  else if (byteLength(name) > 63) problems.push(`name part ${maxLength(63)}`);
  if (!fits('qualified', name)) {
    problems.push(`name part ${patternError(rule, QUALIFIED, QUALIFIED_EXAMPLES)}`);
  }
  return problems;
}

/** The value of a label. */
export function labelValue(text: string): Problems {
  if (fits('labelValue', text)) return tooLong(text, 63);
  const message =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or " +
    "'.', and must start and end with an alphanumeric character";
  const examples = ['MyValue', 'my_value', '12345'];
  return [...tooLong(text, 63), patternError(message, LABEL_VALUE, examples)];
}

/** The name of an environment variable: strict in v1.20, almost free since v1.32. */
export function envVarName(text: string, wording: Wording): Problems {
  if (wording.isModern) return relaxedEnvVarName(text);
  const message =
    "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', " +
    "or '.', and must not start with a digit";
  const examples = ['my.env-name', 'MY_ENV.NAME', 'MyEnvName1'];
  const problems = fits('envName', text) ? [] : [patternError(message, ENV_NAME, examples)];
  return [...problems, ...parentPrefix(text)];
}

/** The rule for names of environment variables since v1.32. */
export function relaxedEnvVarName(text: string): Problems {
  if (text === '') return ['environment variable name must be non-empty'];
  if (/^[ -<>-~]*$/.test(text)) return [];
  return [
    "a valid environment variable name must consist only of printable ASCII characters other than '='",
  ];
}

/** A key of a ConfigMap or Secret. */
export function configMapKey(text: string): Problems {
  const message = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
  const examples = ['key.name', 'KEY_NAME', 'key-name'];
  const problems = fits('configKey', text) ? [] : [patternError(message, CONFIG_KEY, examples)];
  return [...tooLong(text, 253), ...problems, ...parentPrefix(text)];
}

function parentPrefix(text: string): Problems {
  if (text === '.') return ["must not be '.'"];
  if (text === '..') return ["must not be '..'"];
  return text.startsWith('..') ? ["must not start with '..'"] : [];
}

/** A port number. */
export function portNumber(port: number): Problems {
  return port >= 1 && port <= 65_535 ? [] : [inclusiveRange(1, 65_535)];
}

/** The name of a port: an IANA service name. */
export function portName(text: string, wording: Wording): Problems {
  const problems: string[] = [];
  if (byteLength(text) > 15) problems.push(maxLength(15));
  if (!/^[-a-z0-9]+$/.test(text)) {
    problems.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  }
  if (!/[a-z]/.test(text)) {
    const what = wording.isModern ? 'letter (a-z)' : 'letter or number (a-z, 0-9)';
    problems.push(`must contain at least one ${what}`);
  }
  if (text.includes('--')) problems.push('must not contain consecutive hyphens');
  if (/^-|-$/.test(text)) problems.push('must not begin or end with a hyphen');
  return problems;
}

/** The name of an HTTP header. */
export function httpHeaderName(text: string): Problems {
  if (fits('header', text)) return [];
  const message = "a valid HTTP header must consist of alphanumeric characters or '-'";
  return [patternError(message, HEADER, ['X-Header-Name'])];
}

/** A user or group id. */
export function systemId(id: number): Problems {
  return id >= 0 && id <= 2_147_483_647 ? [] : [inclusiveRange(0, 2_147_483_647)];
}

/** Whether a text is an IPv4 or IPv6 address as Go's net.ParseIP reads it. */
export function isIpAddress(text: string): boolean {
  if (/^(\d{1,3})(\.\d{1,3}){3}$/.test(text)) {
    return text.split('.').every((part) => Number(part) <= 255);
  }
  const halves = text.split('::');
  if (!text.includes(':') || halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1) ?? '';
  const isMixed = last.includes('.') && isIpAddress(last);
  const hex = isMixed ? groups.slice(0, -1) : groups;
  const count = hex.length + (isMixed ? 2 : 0);
  const isFull = halves.length === 2 ? count < 8 : count === 8;
  return isFull && hex.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group));
}

/** The one spelling an address should have: no leading zeros, RFC 5952 for IPv6. */
export function canonicalIp(text: string): string | undefined {
  if (!isIpAddress(text)) return undefined;
  if (!text.includes(':')) return text.split('.').map(Number).join('.');
  if (text.includes('.')) return text.toLowerCase();
  const [head = '', tail] = text.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? [] : new Array<string>(8 - left.length - right.length).fill('0');
  const groups = [...left, ...gap, ...right].map((group) =>
    Number.parseInt(group, 16).toString(16),
  );
  const zeros = longestZeros(groups);
  if (zeros === undefined) return groups.join(':');
  const before = groups.slice(0, zeros.start).join(':');
  return `${before}::${groups.slice(zeros.start + zeros.length).join(':')}`;
}

interface Run {
  readonly start: number;
  readonly length: number;
}

function longestZeros(groups: readonly string[]): Run | undefined {
  let best: Run | undefined;
  for (let start = 0; start < groups.length; start += 1) {
    let length = 0;
    while (groups[start + length] === '0') length += 1;
    if (length > 1 && length > (best?.length ?? 0)) best = { start, length };
  }
  return best;
}
