// `lab …`: faults and knobs that no real command line has. The grammar is in docs/spec/commands.md.

import { isQuantity, milliValue, wholeValue } from '../apimachinery/quantity.ts';
import type { Command, Fault } from '../cluster/protocol/commands.ts';
import { refused, type ToolLine } from './context.ts';
import { parseDuration } from './flags.ts';

const USAGE: { readonly [verb: string]: string } = {
  partition: 'lab partition NODE | PROCESS PROCESS',
  heal: 'lab heal [NODE | PROCESS PROCESS]',
  drop: 'lab drop FROM TO [COUNT]',
  delay: 'lab delay PROCESS PROCESS DURATION',
  registry: 'lab registry down|up|slow [latency=DURATION] [bandwidth=QUANTITY]',
  image: 'lab image IMAGE ok|not-found|unauthorized',
  fill: 'lab fill disk [NODE] PERCENT%',
  crash: 'lab crash PROCESS',
  restart: 'lab restart PROCESS',
  set: 'lab set load POD[/CONTAINER] [cpu=Q] [memory=Q] [leak=Q] [write=Q]',
  send: 'lab send POD[/CONTAINER] URL rate=N',
};

/** Reads the words behind `lab`. */
export function parseLab(line: ToolLine): Command {
  const [verb = '', ...words] = line.words;
  const usage = Object.hasOwn(USAGE, verb) ? USAGE[verb] : undefined;
  if (usage === undefined) {
    return refused('lab', `lab: unknown fault "${verb}"\n${Object.values(USAGE).join('\n')}`);
  }
  return faultOf(verb, words) ?? refused('lab', `usage: ${usage}`);
}

function faultOf(verb: string, words: readonly string[]): Fault | undefined {
  const [a, b, c] = words;
  switch (verb) {
    case 'partition':
      if (a === undefined) return undefined;
      return { type: 'lab.partition', a, ...(b === undefined ? {} : { b }) };
    case 'heal':
      if (a === undefined) return { type: 'lab.heal' };
      return { type: 'lab.heal', a, ...(b === undefined ? {} : { b }) };
    case 'drop': {
      const count = Number(c ?? '1');
      if (a === undefined || b === undefined || !Number.isInteger(count) || count < 1) return;
      return { type: 'lab.drop', from: a, to: b, count };
    }
    case 'delay': {
      const delayMicros = parseDuration(c ?? '');
      if (a === undefined || b === undefined || delayMicros === undefined) return;
      return { type: 'lab.delay', a, b, delayMicros };
    }
    case 'registry':
      return registry(a, words.slice(1));
    case 'image':
      if (a === undefined) return;
      if (b !== 'ok' && b !== 'not-found' && b !== 'unauthorized') return;
      return { type: 'lab.image', image: a, answer: b };
    case 'fill':
      return fill(words);
    case 'crash':
    case 'restart':
      return a === undefined ? undefined : { type: `lab.${verb}`, process: a };
    case 'send':
      return send(words);
    default:
      return load(words);
  }
}

function registry(what: string | undefined, words: readonly string[]): Fault | undefined {
  if (what === 'down' || what === 'up') return { type: 'lab.registry', isDown: what === 'down' };
  if (what !== 'slow') return undefined;
  const settings = settingsOf(words);
  const latencyMicros = parseDuration(settings['latency'] ?? '0');
  const bandwidth = amountOf(settings['bandwidth'] ?? '64Ki', wholeValue);
  if (latencyMicros === undefined || bandwidth === undefined) return undefined;
  return {
    type: 'lab.registry',
    bytesPerSecond: bandwidth,
    ...(latencyMicros === 0 ? {} : { latencyMicros }),
  };
}

function fill(words: readonly string[]): Fault | undefined {
  const rest = words[0] === 'disk' ? words.slice(1) : undefined;
  const percent = Number(/^(\d{1,3})%$/.exec(rest?.at(-1) ?? '')?.[1] ?? Number.NaN);
  if (rest === undefined || !(percent <= 100)) return undefined;
  const node = rest.length > 1 ? rest[0] : undefined;
  return { type: 'lab.fill-disk', percent, ...(node === undefined ? {} : { node }) };
}

function load(words: readonly string[]): Fault | undefined {
  const [what, target, ...more] = words;
  if (what !== 'load' || target === undefined) return undefined;
  const settings = settingsOf(more);
  const milliCpu = amountOf(settings['cpu'], milliValue);
  const memoryBytes = amountOf(settings['memory'], wholeValue);
  const leakPerSecond = amountOf(settings['leak'], wholeValue);
  const writePerSecond = amountOf(settings['write'], wholeValue);
  const dials = [milliCpu, memoryBytes, leakPerSecond, writePerSecond];
  if (dials.every((dial) => dial === undefined)) return undefined;
  return {
    type: 'lab.load',
    ...placeOf(target),
    ...(milliCpu === undefined ? {} : { milliCpu }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    ...(leakPerSecond === undefined ? {} : { leakPerSecond }),
    ...(writePerSecond === undefined ? {} : { writePerSecond }),
  };
}

/** Requests a second; 0 ends them. */
function send(words: readonly string[]): Fault | undefined {
  const [target, url, ...more] = words;
  const rate = settingsOf(more)['rate'] ?? '';
  if (target === undefined || url === undefined || !/^\d+$/.test(rate)) return undefined;
  return { type: 'lab.send', ...placeOf(target), url, perSecond: Number(rate) };
}

function placeOf(target: string): { readonly pod: string; readonly container?: string } {
  const [pod = '', container] = target.split('/');
  return container === undefined ? { pod } : { pod, container };
}

function settingsOf(words: readonly string[]): { readonly [name: string]: string } {
  const settings: { [name: string]: string } = {};
  for (const word of words) {
    const equals = word.indexOf('=');
    if (equals > 0) settings[word.slice(0, equals)] = word.slice(equals + 1);
  }
  return settings;
}

function amountOf(
  text: string | undefined,
  read: (quantity: string) => number,
): number | undefined {
  return text !== undefined && isQuantity(text) ? read(text) : undefined;
}
