// `status-codes.txt`: one line a request, `10250_runningpods_ -> 200 application/json 5809 0.009`.

import type { Page } from './ask.ts';

/** One recorded request. */
export interface StatusLine {
  readonly id: string;
  readonly page: Page;
  /** 0: nobody listened. */
  readonly status: number;
  readonly contentType: string;
  readonly bytes: number;
}

/** The lines of a file. */
export function statusLines(text: string): readonly StatusLine[] {
  return text.split('\n').flatMap((line) => {
    const found = /^(\d+)_(\S*) -> (\d+) (.*) (\d+) [\d.]+$/.exec(line);
    if (found === null) return [];
    const [, port = '', name = '', status = '', contentType = '', bytes = ''] = found;
    return [
      {
        id: `${port}_${name}`,
        page: { port: Number(port), path: pathOf(name) },
        status: Number(status),
        contentType: contentType.trim(),
        bytes: Number(bytes),
      },
    ];
  });
}

/** In the names, every character that a file name may not have became an underline. */
function pathOf(name: string): string {
  const parts = name.split('_');
  const query = /^(.*?)_((?:tailLines|timestamps|follow|previous|sinceSeconds)_.*)$/.exec(name);
  if (query === null) return `/${parts.join('/')}`;
  const [, path = '', options = ''] = query;
  const words = options.split('_');
  const pairs: string[] = [];
  for (let i = 0; i < words.length; i += 2) pairs.push(`${words[i]}=${words[i + 1]}`);
  return `/${path.split('_').join('/')}?${pairs.join('&')}`;
}
