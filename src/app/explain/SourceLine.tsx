// The file upstream that does what is explained.

import type { ReactElement } from 'react';
import { useText } from '../i18n.ts';

/** Where to read on, in Kubernetes' own source. */
export function SourceLine(props: { readonly source: string | undefined }): ReactElement | null {
  const t = useText();
  if (props.source === undefined) return null;
  return (
    <p className="source-line">
      {t('explain.source')} <code>{props.source}</code>
    </p>
  );
}
