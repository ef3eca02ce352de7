// What a source of pods is read from, as what it is: files of a folder, what an address answers, a
// request to the kubelet.

import type { ReactElement } from 'react';
import type { DocumentsBlock, SourceDocument } from '../../projection/room.ts';
import { onNode, propose } from '../commands.ts';
import { Button } from '../design/controls.tsx';
import { useText } from '../i18n.ts';
import { useTarget } from '../preferences.ts';
import { uiStore } from '../stores.ts';
import { TEMPLATES } from '../templates.ts';
import { Name } from './RoomName.tsx';

/** The documents with what can be done to them. */
export function SourceDocuments({ block }: { readonly block: DocumentsBlock }): ReactElement {
  const t = useText();
  const target = useTarget();
  const { put, place, documents } = block;
  const edit = (document: SourceDocument, isNew: boolean): void =>
    uiStore.setState({ dialog: 'source', document: { ...document, put, place, isNew } });
  return (
    <div className="inside-documents">
      <Name block={block} />
      {documents.map((one) => (
        <span key={one.name} className="document-line">
          <code className="clip">{put === 'write' ? baseOf(one.name) : one.name}</code>
          <Button
            onPress={() => edit(one.text === '' ? { ...one, text: TEMPLATES.web } : one, false)}
          >
            {t('source.edit')}
          </Button>
          {put === 'write' && (
            <Button onPress={() => propose(onNode(target, `rm ${one.name}`))}>
              {t('source.remove')}
            </Button>
          )}
        </span>
      ))}
      {put !== 'serve' && (
        <Button look="soft" onPress={() => edit(newDocument(place, documents), true)}>
          {t(put === 'write' ? 'source.new' : 'source.send')}
        </Button>
      )}
    </div>
  );
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A pod in a file that is not there yet, both of one name. */
function newDocument(place: string, documents: readonly SourceDocument[]): SourceDocument {
  const folder = place.replace(/[/]$/, '');
  for (let i = 1; ; i += 1) {
    const pod = i === 1 ? 'web' : `web-${i}`;
    const name = `${folder}/${pod}.yaml`;
    if (documents.some((one) => one.name === name)) continue;
    return { name, text: TEMPLATES.web.replace('name: web', `name: ${pod}`) };
  }
}
