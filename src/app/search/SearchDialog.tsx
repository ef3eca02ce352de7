// Search: a line to type in, and below it what it may mean; a press goes there.

import { type KeyboardEvent, type ReactElement, useMemo, useState } from 'react';
import { usePlayerControl } from '../context.tsx';
import { Dialog } from '../design/dialog.tsx';
import { moveInList } from '../design/list-keys.ts';
import { explanationsIn, useText } from '../i18n.ts';
import { selectComponent, selectPod } from '../selection.ts';
import { playerStore, rowsStore, STAGE, uiStore, useUi } from '../stores.ts';
import { everything, type Find, search } from './find.ts';

/** The dialog. */
export function SearchDialog(): ReactElement {
  const t = useText();
  const player = usePlayerControl();
  const language = useUi((ui) => ui.language);
  const [typed, setTyped] = useState('');
  // What there is when the dialog opens: nothing moves below the hand that chooses.
  const all = useMemo(() => {
    const rows = [...(rowsStore.getState()[STAGE]?.values() ?? [])];
    const pods = rows.flatMap((row) => (row.row === 'pod' ? [row] : []));
    return everything(pods, playerStore.getState(), explanationsIn(language));
  }, [language]);
  const finds = useMemo(() => search(all, typed), [all, typed]);
  const close = (): void => uiStore.setState({ dialog: undefined });
  const go = ({ goal }: Find): void => {
    close();
    if (goal.go === 'pod') selectPod(goal.uid);
    else if (goal.go === 'part') selectComponent(goal.id);
    else if (goal.go === 'node') {
      uiStore.setState({ node: goal.node });
      selectComponent('node');
    } else {
      player.pause();
      player.seek(goal.at);
    }
  };
  return (
    <Dialog title={t('search.title')} closeLabel={t('close')} onClose={close}>
      <search className="dialog-body search" onKeyDown={intoList}>
        <input
          type="search"
          className="search-line"
          aria-label={t('search.label')}
          placeholder={t('search.label')}
          value={typed}
          autoFocus
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => {
            const [first] = finds;
            if (event.key === 'Enter' && first !== undefined) go(first);
          }}
        />
        <ul className="finds" onKeyDown={moveInList}>
          {finds.map((find) => (
            <li key={find.key}>
              <button type="button" onClick={() => go(find)}>
                <span className="find-kind">{t(`search.${find.kind}`)}</span>
                <span className="find-text">{find.text}</span>
                <code className="muted">{find.detail}</code>
              </button>
            </li>
          ))}
        </ul>
        <output className="quiet">{finds.length === 0 ? t('search.nothing') : ''}</output>
      </search>
    </Dialog>
  );
}

/** From the line down into what was found. */
function intoList(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' || !(event.target instanceof HTMLInputElement)) return;
  event.preventDefault();
  event.currentTarget.querySelector<HTMLButtonElement>('.finds button')?.focus();
}
