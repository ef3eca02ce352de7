// curl of any simulated port.

import type { Command } from '../cluster/protocol/commands.ts';
import { fileText, onNode, refused, type ToolLine } from './context.ts';
import { type FlagTable, flagOn, flagText, flagTexts, parseFlags } from './flags.ts';

const FLAGS: FlagTable = {
  request: { kind: 'string', short: 'X' },
  header: { kind: 'string', short: 'H' },
  data: { kind: 'string', short: 'd' },
  'data-binary': { kind: 'string' },
  include: { kind: 'bool', short: 'i' },
  head: { kind: 'bool', short: 'I' },
  silent: { kind: 'bool', short: 's' },
  'show-error': { kind: 'bool', short: 'S' },
  insecure: { kind: 'bool', short: 'k' },
  location: { kind: 'bool', short: 'L' },
  verbose: { kind: 'bool', short: 'v' },
  'max-time': { kind: 'string', short: 'm' },
  output: { kind: 'string', short: 'o' },
};

/** Reads the words behind `curl`. */
export function parseCurl(line: ToolLine): Command {
  const flags = parseFlags(line.words, FLAGS);
  if ('problem' in flags) {
    const flag = /(--?[\w-]+)\s*$|-([\w])' in/.exec(flags.problem);
    const name = flag?.[1] ?? `-${flag?.[2] ?? ''}`;
    const text = `curl: option ${name}: is unknown\ncurl: try 'curl --help' for more information`;
    return refused('curl', text, 2);
  }
  const [url] = flags.args;
  if (url === undefined) {
    return refused('curl', "curl: try 'curl --help' or 'curl --manual' for more information", 2);
  }
  const given = flagText(flags, 'data') ?? flagText(flags, 'data-binary');
  const body = given?.startsWith('@') ? fileText(line, given.slice(1)) : given;
  if (given !== undefined && body === undefined) {
    return refused('curl', `curl: option -d: error encountered when reading a file`, 26);
  }
  const isHead = flagOn(flags, 'head');
  const method =
    flagText(flags, 'request') ?? (isHead ? 'HEAD' : body === undefined ? 'GET' : 'POST');
  return {
    type: 'curl',
    ...onNode(line),
    method: method.toUpperCase(),
    url: /^\w+:\/\//.test(url) ? url : `http://${url}`,
    headers: flagTexts(flags, 'header').map((text) => {
      const colon = text.indexOf(':');
      return { name: text.slice(0, colon).trim(), value: text.slice(colon + 1).trim() };
    }),
    ...(body === undefined ? {} : { body }),
    showHeaders: isHead || flagOn(flags, 'include'),
    ...(flagOn(flags, 'insecure') ? { isInsecure: true } : {}),
  };
}
