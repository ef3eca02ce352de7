// The second window of a presenter: notes about what is told, what comes next, and a remote. It is
// a window of its own, so that notes cannot be projected by mistake.

import { type ReactElement, useEffect, useMemo, useState } from 'react';
import { captionOf, explanationOf, fill, headlineOf } from '../beats.ts';
import { Button } from '../design/controls.tsx';
import { Icon } from '../design/glyphs.tsx';
import { RichText } from '../explain/RichText.tsx';
import { formatAt } from '../format.ts';
import { explanationsIn, setLanguage, useText } from '../i18n.ts';
import { applyTheme } from '../preferences.ts';
import { type Notes, type NotesMessage, notesChannel } from './notes-channel.ts';

/** The page of the second window. */
export function NotesPage({ tab }: { readonly tab: string }): ReactElement {
  const t = useText();
  const channel = useMemo(() => notesChannel(tab), [tab]);
  const [notes, setNotes] = useState<Notes>();
  useEffect(() => {
    channel.onmessage = ({ data }: MessageEvent<NotesMessage>) => {
      if (data.type !== 'notes') return;
      applyTheme(data.notes.theme);
      void setLanguage(data.notes.language).then(() => setNotes(data.notes));
    };
    channel.postMessage({ type: 'hello' } satisfies NotesMessage);
  }, [channel]);
  const press = (key: string, isShift = false): void =>
    channel.postMessage({ type: 'press', key, isShift } satisfies NotesMessage);
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const isOnButton = (event.target as HTMLElement).closest?.('button') != null;
      if (event.key === 'Tab' || (isOnButton && /^(?: |Enter)$/.test(event.key))) return;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      channel.postMessage({ type: 'press', key: event.key, isShift: event.shiftKey });
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [channel]);
  return (
    <main className="notes">
      <div className="notes-remote" role="toolbar" aria-label={t('transport.label')}>
        <Button label={t('transport.back')} onPress={() => press(',')}>
          <Icon name="back" />
        </Button>
        <Button look="primary" onPress={() => press(' ')}>
          <Icon name={notes?.isPaused === false ? 'pause' : 'play'} />
          {t(notes?.isPaused === false ? 'transport.pause' : 'transport.play')}
        </Button>
        <Button label={t('transport.forward')} onPress={() => press('.')}>
          <Icon name="forward" />
        </Button>
        <Button isPressed={notes?.isBlack === true} onPress={() => press('b')}>
          {t('notes.black')}
        </Button>
        <span className="spacer" />
        <code>{notes === undefined ? '' : formatAt(notes.at)}</code>
      </div>
      {notes === undefined ? <p className="quiet">{t('notes.waiting')}</p> : <Told notes={notes} />}
    </main>
  );
}

function Told({ notes }: { readonly notes: Notes }): ReactElement {
  const t = useText();
  const all = explanationsIn(notes.language);
  const { beat } = notes;
  const found = beat === undefined ? undefined : explanationOf(all, beat.topic);
  const body = found?.editions?.[notes.edition]?.body ?? found?.body;
  return (
    <article className="explain">
      <h1>{beat === undefined ? t('caption.idle') : headlineOf(all, beat)}</h1>
      {beat !== undefined && body !== undefined && (
        <p>
          <RichText text={fill(body, beat)} />
        </p>
      )}
      {found?.document !== undefined && (
        <section className="cite">
          <h2>{t('explain.document')}</h2>
          <RichText text={[found.statement, found.document].filter(Boolean).join(' · ')} />
        </section>
      )}
      {beat !== undefined && found?.today !== undefined && (
        <section className="cite">
          <h2>{t('explain.today')}</h2>
          <RichText text={fill(found.today, beat)} />
        </section>
      )}
      {notes.next.length > 0 && (
        <section aria-label={t('notes.next')}>
          <h2 className="section-title">{t('notes.next')}</h2>
          <ol className="notes-next">
            {notes.next.map((one) => (
              <li key={one.event}>
                <code>{formatAt(one.at)}</code> {captionOf(all, one)}
              </li>
            ))}
          </ol>
        </section>
      )}
    </article>
  );
}
