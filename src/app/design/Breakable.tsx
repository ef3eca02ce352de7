// A long name that may go over a line's end where its words meet: `CrashLoopBackOff`,
// `nodefs.available`.

import { Fragment, type ReactElement } from 'react';

/** The name; it is read and copied as one word. */
export function Breakable({ name }: { readonly name: string }): ReactElement {
  return (
    <>
      {name.split(/(?<=[a-z])(?=[A-Z])|(?<=[./])/).map((word, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the words of one name never change places.
        <Fragment key={i}>
          {word}
          <wbr />
        </Fragment>
      ))}
    </>
  );
}
