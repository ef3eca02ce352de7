// Prose with `code` in back-ticks: the only mark-up explanations have.

import type { ReactElement } from 'react';

/** Text with its code set as code. */
export function RichText({ text }: { readonly text: string }): ReactElement {
  const parts = text.split('`');
  return (
    <>
      {parts.map((part, i) => {
        const key = `${i} ${part}`;
        return i % 2 === 1 ? <code key={key}>{part}</code> : <span key={key}>{part}</span>;
      })}
    </>
  );
}
