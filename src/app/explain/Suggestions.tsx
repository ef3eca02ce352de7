// Things to try, as questions; a press writes the command that answers, Enter gives it.

import type { ReactElement } from 'react';
import { onNode, propose, type Target } from '../commands.ts';
import { Button } from '../design/controls.tsx';
import { type Suggestion, useText } from '../i18n.ts';
import { useTarget } from '../preferences.ts';

/** Commands that are typed on a node, not at the control plane. */
const NODE_TOOL = /^(?:docker|crictl|ctr|systemctl \w+ (?:kubelet|docker|containerd)\b)/;

/** The list; `spell` fills what stands for something in labels and commands. */
export function Suggestions(props: {
  readonly list: readonly Suggestion[];
  readonly spell?: (text: string) => string;
}): ReactElement | null {
  const target = useTarget();
  const { list, spell = (text) => text } = props;
  const tries = list.map((one) => ({
    label: spell(one.label),
    command: spell(commandFor(target, one)),
  }));
  return <Tries list={tries} />;
}

/** Questions with the commands that a press writes. */
export function Tries(props: {
  readonly list: readonly { readonly label: string; readonly command: string }[];
}): ReactElement | null {
  const t = useText();
  if (props.list.length === 0) return null;
  return (
    <div className="what-if">
      <h3 className="section-title">{t('explain.whatIf')}</h3>
      {props.list.map(({ label, command }) => (
        <Button key={command} look="soft" onPress={() => propose(command)}>
          {label}
        </Button>
      ))}
    </div>
  );
}

/** In the words of the edition, on the node in question. */
function commandFor(target: Target, one: Suggestion): string {
  const said = target.edition === 'containerd' ? (one.containerd ?? one.command) : one.command;
  const node = target.pod?.node ?? target.node;
  const command = said.replaceAll('node-1', node);
  return NODE_TOOL.test(command) ? onNode({ ...target, node }, command) : command;
}
