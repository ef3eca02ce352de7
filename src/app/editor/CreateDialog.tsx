// Create a pod: a template or pasted YAML, and the command that does it.

import { type ReactElement, useState } from 'react';
import { run } from '../commands.ts';
import { usePlayerControl } from '../context.tsx';
import { Button, MenuButton } from '../design/controls.tsx';
import { Dialog } from '../design/dialog.tsx';
import { Icon } from '../design/glyphs.tsx';
import { useText } from '../i18n.ts';
import { uiStore } from '../stores.ts';
import { MANIFEST, TEMPLATES, type TemplateId } from '../templates.ts';
import { focusPlay } from '../timeline/Transport.tsx';
import { ManifestEditor } from './ManifestEditor.tsx';

/** The dialog. */
export function CreateDialog(): ReactElement {
  const t = useText();
  const player = usePlayerControl();
  const [template, setTemplate] = useState<TemplateId>('web');
  const close = (): void => uiStore.setState({ dialog: undefined });
  const watch = (): void => {
    close();
    focusPlay();
  };
  const ids = Object.keys(TEMPLATES) as TemplateId[];
  return (
    <Dialog title={t('create.title')} closeLabel={t('close')} onClose={close} size="wide">
      <div className="dialog-body">
        <div className="editor-row">
          <MenuButton
            entries={ids.map((id) => ({
              id,
              label: t(`template.${id}.name`),
              detail: t(`template.${id}.detail`),
            }))}
            onAction={(id) => setTemplate(id as TemplateId)}
          >
            {t('create.template', { name: t(`template.${template}.name`) })}
            <Icon name="down" size={14} />
          </MenuButton>
          <code className="command-preview">kubectl create -f {MANIFEST}</code>
        </div>
        <ManifestEditor
          text={TEMPLATES[template]}
          textKey={template}
          label={t('editor.label')}
          submitLabel={t('create.submit')}
          onSubmit={(text) => {
            player.followNextPod();
            return run(player, `kubectl create -f ${MANIFEST}`, { [MANIFEST]: text });
          }}
          onDone={watch}
        >
          <Button onPress={close}>{t('create.cancel')}</Button>
        </ManifestEditor>
      </div>
    </Dialog>
  );
}
