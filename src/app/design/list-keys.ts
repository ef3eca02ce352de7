// A list of buttons as one stop of Tab: arrows, Home and End move inside it.

import type { FocusEvent, KeyboardEvent } from 'react';

/** Moves the focus among the buttons of a list. */
export function moveInList(event: KeyboardEvent<HTMLElement>): void {
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const here = buttons.indexOf(event.target as HTMLButtonElement);
  const last = buttons.length - 1;
  const moves: { readonly [key: string]: number } = {
    ArrowDown: here + 1,
    ArrowUp: here - 1,
    Home: 0,
    End: last,
  };
  const next = moves[event.key];
  if (here < 0 || next === undefined) return;
  event.preventDefault();
  buttons[Math.max(0, Math.min(last, next))]?.focus();
}

/** The button that had the focus last is where Tab comes back to. */
export function keepStop(event: FocusEvent<HTMLElement>): void {
  for (const button of event.currentTarget.querySelectorAll('button')) {
    button.tabIndex = button === event.target ? 0 : -1;
  }
}
