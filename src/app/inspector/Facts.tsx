// Names and values of what is selected, as a list.

import type { ReactElement } from 'react';

/** Names and values. */
export function Facts(props: {
  readonly list: readonly (readonly [string, string])[];
}): ReactElement {
  return (
    <dl className="facts">
      {props.list.map(([name, value]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{name}</dt>
          <dd>
            <code>{value}</code>
          </dd>
        </div>
      ))}
    </dl>
  );
}
