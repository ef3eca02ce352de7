// The form of answers.

/** One answer before it is sent. */
export interface Page {
  readonly code: number;
  readonly body: unknown;
  readonly contentType: string;
  readonly location?: string;
}

/** An object. */
export function json(body: unknown): Page {
  return { code: 200, body, contentType: 'application/json' };
}

/** Text. */
export function text(body: string): Page {
  return { code: 200, body, contentType: 'text/plain; charset=utf-8' };
}

/** What could not be answered, in words. */
export function failed(code: number, words: string): Page {
  return { ...text(`${words}\n`), code };
}

/** Look there. */
export function movedTo(location: string): Page {
  const body = `<a href="${location}">Temporary Redirect</a>.\n\n`;
  return { code: 307, body, contentType: 'text/html; charset=utf-8', location };
}
