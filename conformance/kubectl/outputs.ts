// What kubectl printed at one moment: three commands in one file, and the cells of its tables.

/** The commands of such a file, in order. */
export const LINES = [
  'kubectl get pods -o wide',
  'kubectl describe pod',
  'kubectl get events',
] as const;

/** The texts of one moment, by command. */
export type Texts = ReadonlyMap<string, string>;

/** A recorded file: when in its run, and what was printed. */
export interface RecordedTexts {
  readonly seconds: number;
  readonly texts: Texts;
}

/** The file's time and texts. */
export function recordedTexts(file: string): RecordedTexts {
  const [head = '', ...parts] = file.split(/^\$ /m);
  const texts = parts.map((part): readonly [string, string] => {
    const end = part.indexOf('\n');
    return [part.slice(0, end), `${part.slice(end + 1).trimEnd()}\n`];
  });
  return { seconds: Number(/t=\s*([\d.]+)/.exec(head)?.[1]), texts: new Map(texts) };
}

/** The cells of a table, its header first: each column begins where its header does. */
export function tableRows(text: string): readonly (readonly string[])[] {
  const lines = text.split('\n').filter((line) => line !== '');
  const [header = ''] = lines;
  if (!/^[A-Z ]+$/.test(header)) return [];
  const starts = [...header.matchAll(/\S+(?: \S+)*/g)].map(({ index }) => index);
  return lines.map((line) => starts.map((start, i) => line.slice(start, starts[i + 1]).trimEnd()));
}
