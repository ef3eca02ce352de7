// A document of a source of pods: a file on a node, what an address answers, or the body of a
// request to the kubelet; and the command that puts it there.

import { type ReactElement, useState } from 'react';
import type { Answer } from '../../session/protocol.ts';
import { onNode, run } from '../commands.ts';
import { usePlayerControl } from '../context.tsx';
import { Button } from '../design/controls.tsx';
import { Dialog } from '../design/dialog.tsx';
import { useText } from '../i18n.ts';
import { useTarget } from '../preferences.ts';
import { type SourceDraft, uiStore, useUi } from '../stores.ts';
import { MANIFEST } from '../templates.ts';
import { focusPlay } from '../timeline/Transport.tsx';
import { ManifestEditor } from './ManifestEditor.tsx';

/** The dialog. */
export function SourceDialog(): ReactElement | null {
  const document = useUi((ui) => ui.document);
  return document === undefined ? null : <Editing document={document} />;
}

function Editing({ document }: { readonly document: SourceDraft }): ReactElement {
  const t = useText();
  const player = usePlayerControl();
  const target = useTarget();
  const { put, place } = document;
  const slash = document.name.lastIndexOf('/') + 1;
  const [base, setBase] = useState(document.name.slice(slash));
  const name = document.name.slice(0, slash) + base;
  const file = put === 'write' ? name : MANIFEST;
  const command =
    put === 'write'
      ? onNode(target, `write ${name}`)
      : put === 'serve'
        ? onNode(target, `serve ${place}`)
        : `curl -X PUT ${place} -d @${MANIFEST}`;
  const close = (): void => uiStore.setState({ dialog: undefined, document: undefined });
  const submit = (text: string): Promise<Answer> => {
    if (document.isNew) player.followNextPod();
    return run(player, command, { [file]: text });
  };
  return (
    <Dialog
      title={t('source.title', { place })}
      closeLabel={t('close')}
      onClose={close}
      size="wide"
    >
      <div className="dialog-body">
        <div className="editor-row">
          {put === 'write' && document.isNew && (
            <label className="editor-name">
              {t('source.fileName')}
              <input
                type="text"
                value={base}
                spellCheck={false}
                onChange={(event) => setBase(event.target.value.trim())}
              />
            </label>
          )}
          <code className="command-preview">{command}</code>
        </div>
        <ManifestEditor
          text={document.text}
          textKey={document.name}
          label={t('editor.label')}
          submitLabel={t(`source.submit.${put}`)}
          onSubmit={submit}
          onDone={() => {
            close();
            focusPlay();
          }}
        >
          <Button onPress={close}>{t('create.cancel')}</Button>
        </ManifestEditor>
      </div>
    </Dialog>
  );
}
