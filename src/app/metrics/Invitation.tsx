// Where a part of the pipeline is missing: why there is nothing, and the command that brings it.

import type { ReactElement } from 'react';
import { run } from '../commands.ts';
import { usePlayerControl } from '../context.tsx';
import { Button } from '../design/controls.tsx';

/** The invitation. */
export function Invitation(props: {
  readonly title: string;
  readonly why: string;
  /** What one gets when one asks now, in the words of whoever is asked. */
  readonly error: string;
  readonly action: string;
  readonly file: string;
  readonly manifest: string;
}): ReactElement {
  const player = usePlayerControl();
  const { file, manifest } = props;
  const command = `kubectl apply -f ${file}`;
  return (
    <div className="invitation">
      <h2>{props.title}</h2>
      <p>{props.why}</p>
      <code className="command-preview">{props.error}</code>
      <Button look="primary" onPress={() => void run(player, command, { [file]: manifest })}>
        {props.action}
      </Button>
      <code className="command-preview">{command}</code>
    </div>
  );
}
