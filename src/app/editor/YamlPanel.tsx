// The selected pod as YAML to edit: what a person may change, applied as `kubectl apply -f`.

import { type ReactElement, useEffect, useState } from 'react';
import { run } from '../commands.ts';
import { usePlayerControl } from '../context.tsx';
import { Button } from '../design/controls.tsx';
import { useText } from '../i18n.ts';
import { useTarget } from '../preferences.ts';
import { uiStore, useRow } from '../stores.ts';
import { MANIFEST } from '../templates.ts';
import { editable } from './editable.ts';
import { ManifestEditor } from './ManifestEditor.tsx';

/** The panel. */
export function YamlPanel(): ReactElement {
  const t = useText();
  const player = usePlayerControl();
  const { pod } = useTarget();
  const [text, setText] = useState<string>();
  const [count, setCount] = useState(0);
  const name = pod?.name;
  const namespace = pod?.namespace;
  useEffect(() => {
    setText(undefined);
    if (name === undefined || namespace === undefined) return;
    player.watch('edited', { view: 'object', object: { kind: 'Pod', namespace, name } });
    return () => player.unwatch('edited');
  }, [player, name, namespace]);
  const row = useRow('edited', 'object', 'object');
  useEffect(() => {
    if (text === undefined && row !== undefined) {
      setText(editable(row.object));
      setCount((n) => n + 1);
    }
  }, [row, text]);
  if (pod === undefined || text === undefined) {
    return (
      <>
        <p className="quiet">{t('editor.choose')}</p>
        <div className="actions">
          <Button look="primary" onPress={() => uiStore.setState({ dialog: 'create' })}>
            {t('top.create')}
          </Button>
        </div>
      </>
    );
  }
  const file = `${pod.name}.yaml`;
  return (
    <>
      <code className="command-preview">kubectl apply -f {file}</code>
      <div style={{ height: 10 }} />
      <ManifestEditor
        text={text}
        textKey={`${pod.uid} ${count}`}
        label={t('editor.label')}
        submitLabel={t('editor.apply')}
        onSubmit={(next) => run(player, `kubectl apply -f ${file || MANIFEST}`, { [file]: next })}
      >
        <Button onPress={() => setText(undefined)}>{t('editor.reload')}</Button>
      </ManifestEditor>
    </>
  );
}
