// URLs in their parts, as the simulated clients need them.

/** A URL in its parts. */
export interface UrlParts {
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly query: { readonly [name: string]: string };
}

/** Cuts a URL up; undefined when it is none. */
export function urlParts(url: string): UrlParts | undefined {
  const match = /^(https?):\/\/([^/:?#]+|\[[^\]]+\])(?::(\d+))?([^?#]*)(?:\?([^#]*))?/.exec(url);
  if (match === null) return undefined;
  const [, scheme = 'http', host = '', port, path = '', query = ''] = match;
  const named: { [name: string]: string } = {};
  for (const pair of query.split('&').filter((text) => text !== '')) {
    const equals = pair.indexOf('=');
    const name = equals < 0 ? pair : pair.slice(0, equals);
    named[name] = equals < 0 ? '' : unescaped(pair.slice(equals + 1));
  }
  const usual = scheme === 'https' ? 443 : 80;
  return {
    scheme,
    host,
    port: port === undefined ? usual : Number(port),
    path: path === '' ? '/' : path,
    query: named,
  };
}

function unescaped(text: string): string {
  return text
    .replace(/\+/g, ' ')
    .replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
}
