// The terminal: what was typed, what it printed, and a line to type the next command into.

import {
  type FormEvent,
  type KeyboardEvent,
  type ReactElement,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { TerminalRow } from '../../projection/rows.ts';
import { run } from '../commands.ts';
import { usePlayerControl } from '../context.tsx';
import { Button } from '../design/controls.tsx';
import { Icon } from '../design/glyphs.tsx';
import { useText } from '../i18n.ts';
import { STAGE, uiStore, usePlayer, useRows, useUi } from '../stores.ts';
import { completionsFor } from './completion.ts';

/** The drawer above the timeline. */
export function Terminal(): ReactElement {
  const t = useText();
  const player = usePlayerControl();
  const draft = useUi((ui) => ui.draft);
  const draftCount = useUi((ui) => ui.draftCount);
  const commands = usePlayer((view) => view.commands);
  const edition = usePlayer((view) => view.edition);
  const stage = useRows(STAGE);
  const [text, setText] = useState(draft);
  const [back, setBack] = useState(0);
  const [refusal, setRefusal] = useState('');
  const input = useRef<HTMLInputElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same words may be proposed twice
  useEffect(() => {
    setText(draft);
    input.current?.focus();
  }, [draft, draftCount]);
  useEffect(() => {
    player.watch('terminal', { view: 'terminal' });
    return () => player.unwatch('terminal');
  }, [player]);
  const offers = useMemo(() => completionsFor(text, edition, stage), [text, edition, stage]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const line = text.trim();
    if (line === '') return;
    setRefusal('');
    void run(player, line).then((answer) => {
      if (answer.ok === 'rejected') setRefusal(answer.message);
      else {
        setText('');
        setBack(0);
      }
    });
  };
  return (
    <section className="drawer" aria-label={t('top.terminal')}>
      <div className="drawer-head">
        <span>{t('terminal.title')}</span>
        <Button
          look="icon"
          label={t('close')}
          onPress={() => uiStore.setState({ isTerminalOpen: false })}
        >
          <Icon name="close" size={14} />
        </Button>
      </div>
      <Output refusal={refusal} />
      <div>
        <div className="completions" aria-hidden="true">
          {offers.slice(0, 8).map((offer) => (
            <span key={offer}>{offer.split(' ').at(-1)}</span>
          ))}
        </div>
        <form className="prompt" onSubmit={submit}>
          <span aria-hidden="true">$</span>
          <input
            ref={input}
            id="terminal-line"
            value={text}
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            placeholder={t('terminal.placeholder')}
            aria-label={t('terminal.line')}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={keys}
          />
          <Button onPress={() => input.current?.form?.requestSubmit()}>{t('terminal.run')}</Button>
        </form>
      </div>
    </section>
  );

  function keys(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      const next = Math.max(
        0,
        Math.min(commands.length, back + (event.key === 'ArrowUp' ? 1 : -1)),
      );
      setBack(next);
      setText(next === 0 ? '' : (commands[commands.length - next]?.text ?? ''));
      event.preventDefault();
    }
    const offer = offers[0];
    if (event.key === 'Tab' && !event.shiftKey && offer !== undefined && offer !== text) {
      setText(`${offer} `);
      event.preventDefault();
    }
    if (event.key === 'Escape') uiStore.setState({ isTerminalOpen: false });
  }
}

function Output({ refusal }: { readonly refusal: string }): ReactElement {
  const t = useText();
  const rows = useRows('terminal');
  const end = useRef<HTMLDivElement>(null);
  const entries = useMemo(() => {
    const found: TerminalRow[] = [];
    for (const row of rows?.values() ?? []) if (row.row === 'terminal') found.push(row);
    return found.sort((a, b) => a.id - b.id).slice(-60);
  }, [rows]);
  const length = entries.reduce((sum, one) => sum + one.stdout.length + one.stderr.length + 1, 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls when there is more to see
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'end' });
  }, [length, refusal]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the focus
    <div className="terminal-log" role="log" tabIndex={0} aria-label={t('terminal.output')}>
      {entries.map((one) => (
        <div key={one.id}>
          <div className="typed">{one.text}</div>
          {one.stdout !== '' && <pre>{one.stdout.trimEnd()}</pre>}
          {one.stderr !== '' && <pre data-failed>{one.stderr.trimEnd()}</pre>}
        </div>
      ))}
      {refusal !== '' && <pre data-failed>{refusal}</pre>}
      <div ref={end} />
    </div>
  );
}
