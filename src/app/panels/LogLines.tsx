// Lines of a log, newest last. Whoever reads the end of it stays there while more is written.

import { type ReactElement, useEffect, useRef } from 'react';

/** A line: what is said, and what every line of its kind begins with. */
export interface LogLine {
  readonly id: string | number;
  readonly head?: string;
  readonly text: string;
  readonly look: 'plain' | 'error';
}

/** So near the end one still reads the end, in pixels. */
const NEAR = 40;

/** The lines; the panel they stand in scrolls along. */
export function LogLines({ lines }: { readonly lines: readonly LogLine[] }): ReactElement {
  const root = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  useEffect(() => {
    const panel = root.current?.closest('.tab-panel');
    if (!panel) return;
    const note = (): void => {
      isAtEnd.current = panel.scrollHeight - panel.scrollTop - panel.clientHeight < NEAR;
    };
    panel.addEventListener('scroll', note, { passive: true });
    return () => panel.removeEventListener('scroll', note);
  }, []);
  const last = lines.at(-1)?.id;
  useEffect(() => {
    const panel = root.current?.closest('.tab-panel');
    if (panel && last !== undefined && isAtEnd.current) panel.scrollTop = panel.scrollHeight;
  }, [last]);
  return (
    <div className="log" role="log" ref={root}>
      {lines.map(({ id, head, text, look }) => (
        <div key={id} data-look={look}>
          {head !== undefined && <span className="log-head">{head}</span>}
          {text}
        </div>
      ))}
    </div>
  );
}
