// The file upstream that does what is explained.

import { Fragment, type ReactElement } from 'react';
import { useText } from '../i18n.ts';

/** Where to read on, in Kubernetes' own source. */
export function SourceLine(props: { readonly source: string | undefined }): ReactElement | null {
  const t = useText();
  if (props.source === undefined) return null;
  // A long path is broken after a directory, where there is one.
  const parts = props.source.split(/(?<=\/)/);
  return (
    <p className="source-line">
      {t('explain.source')}{' '}
      <code>
        {parts.map((part, i) => (
          <Fragment key={parts.slice(0, i + 1).join('')}>
            {i > 0 && <wbr />}
            {part}
          </Fragment>
        ))}
      </code>
    </p>
  );
}
