// A part of the page that scrolls by itself: it has a name and takes the focus, so that arrow keys
// can scroll it.

import type { ReactElement, ReactNode } from 'react';

/** The region. */
export function ScrollRegion(props: {
  readonly label: string;
  readonly className: string;
  readonly children: ReactNode;
}): ReactElement {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the focus
    <section className={props.className} tabIndex={0} aria-label={props.label}>
      {props.children}
    </section>
  );
}
