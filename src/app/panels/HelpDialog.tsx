// Help: the keys, and in three sentences what this page is.

import type { ReactElement } from 'react';
import { Dialog } from '../design/dialog.tsx';
import { useText } from '../i18n.ts';
import { uiStore } from '../stores.ts';

const KEYS = [
  ['Space', 'play'],
  ['. ,', 'step'],
  ['Shift . ,', 'milestone'],
  ['[ ]', 'speed'],
  ['C', 'create'],
  ['/', 'search'],
  ['K', 'terminal'],
  ['M', 'metrics'],
  ['I', 'inspect'],
  ['W', 'why'],
  ['1 2 3', 'depth'],
  ['T', 'follow'],
  ['F', 'fork'],
  ['Shift F10', 'actions'],
  ['E', 'edition'],
  ['G', 'language'],
  ['P', 'presenter'],
  ['B', 'black'],
  ['N', 'notes'],
  ['L', 'legend'],
  ['?', 'help'],
] as const;

/** The dialog. */
export function HelpDialog(): ReactElement {
  const t = useText();
  return (
    <Dialog
      title={t('help.title')}
      closeLabel={t('close')}
      onClose={() => uiStore.setState({ dialog: undefined })}
    >
      <div className="dialog-body">
        <p>{t('help.about')}</p>
        <h3 className="section-title">{t('help.keys')}</h3>
        <div className="keys">
          {KEYS.map(([key, id]) => (
            <div key={id} style={{ display: 'contents' }}>
              <span>
                <kbd>{key}</kbd>
              </span>
              <span>{t(`key.${id}`)}</span>
            </div>
          ))}
        </div>
        <p className="quiet" style={{ marginTop: 12 }}>
          {t('help.focus')}
        </p>
      </div>
    </Dialog>
  );
}
