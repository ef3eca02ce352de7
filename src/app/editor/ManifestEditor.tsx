// The YAML editor: CodeMirror, what the API server answered, and its errors on their lines.

import type { EditorView } from '@codemirror/view';
import { type ReactElement, useEffect, useRef, useState } from 'react';
import type { Answer } from '../../session/protocol.ts';
import { usePlayerControl } from '../context.tsx';
import { Button } from '../design/controls.tsx';
import { useText } from '../i18n.ts';
import { useRows } from '../stores.ts';
import { createEditor, setText, showProblems } from './codemirror.ts';
import { problemsIn } from './manifest-lint.ts';

/** An editor with a button that gives a command about its text. */
export function ManifestEditor(props: {
  readonly text: string;
  readonly textKey: string;
  readonly label: string;
  readonly submitLabel: string;
  readonly onSubmit: (text: string) => Promise<Answer>;
  readonly onDone?: () => void;
  readonly children?: ReactElement;
}): ReactElement {
  const t = useText();
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const text = useRef(props.text);
  const submit = useRef(() => {});
  const player = usePlayerControl();
  const [ticket, setTicket] = useState<number>();
  const [refusal, setRefusal] = useState('');
  const entry = useEntry(ticket);
  submit.current = () => {
    setRefusal('');
    setTicket(undefined);
    void props.onSubmit(text.current).then((answer) => {
      if (answer.ok === 'issued') setTicket(answer.id);
      if (answer.ok === 'rejected') setRefusal(answer.message);
    });
  };
  useEffect(() => {
    if (place.current === null) return;
    const editor = createEditor(
      place.current,
      text.current,
      props.label,
      (next) => {
        text.current = next;
      },
      () => submit.current(),
    );
    view.current = editor;
    return () => editor.destroy();
  }, [props.label]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another text, not another object
  useEffect(() => {
    if (view.current !== undefined && text.current !== props.text)
      setText(view.current, props.text);
  }, [props.textKey]);
  useEffect(() => {
    player.watch('editor', { view: 'terminal' });
    return () => player.unwatch('editor');
  }, [player]);
  const isFailed = refusal !== '' || (entry?.isDone === true && entry.exitCode !== 0);
  const answer = refusal !== '' ? refusal : `${entry?.stdout ?? ''}${entry?.stderr ?? ''}`.trim();
  const { onDone } = props;
  useEffect(() => {
    if (view.current !== undefined) {
      showProblems(view.current, isFailed ? problemsIn(text.current, answer) : []);
    }
    if (entry?.isDone === true && !isFailed) onDone?.();
  }, [isFailed, answer, entry?.isDone, onDone]);
  return (
    <>
      <div className="editor-area" ref={place} />
      <div className="editor-row">
        <Button look="primary" onPress={() => submit.current()}>
          {props.submitLabel}
        </Button>
        {props.children}
        <span className="quiet">{t('editor.hint')}</span>
      </div>
      {answer !== '' && (
        <output className="editor-answer" data-failed={isFailed || undefined} aria-live="polite">
          {answer}
        </output>
      )}
    </>
  );
}

function useEntry(ticket: number | undefined) {
  const rows = useRows('editor');
  const row = ticket === undefined ? undefined : rows?.get(`entry/${ticket}`);
  return row?.row === 'terminal' ? row : undefined;
}
