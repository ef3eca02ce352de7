// Play, pause, step, speed, whom to follow, and the time.

import type { ReactElement } from 'react';
import { podNameIn } from '../beats.ts';
import { usePlayerControl } from '../context.tsx';
import { Button, MenuButton, Segmented } from '../design/controls.tsx';
import { Icon } from '../design/glyphs.tsx';
import { formatAt, formatLength } from '../format.ts';
import { useText } from '../i18n.ts';
import { usePlayer } from '../stores.ts';

const SHOWN = ['story', '1', '10', '60'] as const;

/** All speeds of clock pace. */
export const SPEEDS: readonly number[] = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600];

/**
 * Puts the focus on Play, once a closing dialog has given it back: from there Space goes on with
 * the story.
 */
export function focusPlay(): void {
  setTimeout(() => document.getElementById('play')?.focus(), 60);
}

/** The row of buttons above the timeline. */
export function Transport(): ReactElement {
  const t = useText();
  const player = usePlayerControl();
  const isPaused = usePlayer((view) => view.status === 'paused');
  const pace = usePlayer((view) => view.pace);
  const value = String(pace);
  const options = SHOWN.some((one) => one === value) ? SHOWN : [...SHOWN.slice(0, 3), value];
  return (
    <div className="transport" role="toolbar" aria-label={t('transport.label')}>
      <Button look="plain" label={t('transport.start')} onPress={() => player.seek(0)}>
        <Icon name="start" />
      </Button>
      <Button label={t('transport.back')} onPress={() => void player.step(-1)}>
        <Icon name="back" />
        <span className="wide-only">{t('transport.step')}</span>
      </Button>
      <Button look="primary" onPress={() => player.toggle()} id="play">
        <Icon name={isPaused ? 'play' : 'pause'} />
        {t(isPaused ? 'transport.play' : 'transport.pause')}
      </Button>
      <Button label={t('transport.forward')} onPress={() => void player.step(1)}>
        <span className="wide-only">{t('transport.step')}</span>
        <Icon name="forward" />
      </Button>
      <span className="paces wide-only">
        <Segmented
          label={t('transport.speed')}
          value={value}
          options={options.map((id) => ({
            id,
            label: id === 'story' ? t('transport.story') : `${id}×`,
          }))}
          onChange={(id) => player.setPace(id === 'story' ? 'story' : Number(id))}
        />
      </span>
      <span className="wide-only">
        <MenuButton
          look="icon"
          label={t('transport.moreSpeeds')}
          entries={SPEEDS.map((speed) => ({ id: String(speed), label: `${speed}×` }))}
          onAction={(id) => player.setPace(Number(id))}
        >
          <Icon name="down" size={14} />
        </MenuButton>
      </span>
      <Branches />
      <Following />
      <Fold />
      <Time />
    </div>
  );
}

function Following(): ReactElement {
  const t = useText();
  const player = usePlayerControl();
  const uid = usePlayer((view) => view.follow);
  const name = usePlayer((view) => (uid === undefined ? undefined : podNameIn(view, uid)));
  if (uid === undefined) return <span className="following wide-only">{t('transport.all')}</span>;
  return (
    <span className="following wide-only">
      <b>{t('transport.following', { pod: name ?? '…' })}</b>
      <Button look="quiet" onPress={() => player.follow(undefined)}>
        {t('transport.showAll')}
      </Button>
    </span>
  );
}

/** Other futures: a command given in the past does not delete what had been. */
function Branches(): ReactElement | null {
  const t = useText();
  const player = usePlayerControl();
  const branches = usePlayer((view) => view.branches);
  const current = usePlayer((view) => view.branch);
  if (branches.length < 2) return null;
  return (
    <span className="wide-only">
      <MenuButton
        label={t('transport.branches', { count: branches.length })}
        entries={branches.map((one) => ({
          id: String(one.branch),
          label:
            one.label === ''
              ? t('transport.firstBranch')
              : t('transport.branchFrom', { at: formatAt(one.forkedAt) }),
          ...(one.label === '' ? {} : { detail: one.label }),
          isDisabled: one.branch === current,
        }))}
        onAction={(id) => void player.switchTo(Number(id))}
      >
        <Icon name="flag" size={14} />
        {branches.length}
      </MenuButton>
    </span>
  );
}

function Fold(): ReactElement | null {
  const t = useText();
  const fold = usePlayer((view) => (view.status === 'paused' ? undefined : view.fold));
  if (fold === undefined) return null;
  return (
    <span className="fold wide-only">
      {t('transport.fold', { time: formatLength(fold.to - fold.from) })}
    </span>
  );
}

function Time(): ReactElement {
  const t = useText();
  const at = usePlayer((view) => formatAt(view.at));
  const seen = usePlayer((view) => formatAt(view.seen));
  const isWaiting = usePlayer((view) => view.status === 'waiting');
  return (
    <span className="time" role="timer" aria-label={t('transport.time', { at, seen })}>
      {isWaiting && <span className="muted">… </span>}
      {at} <span className="muted wide-only">{t('transport.of', { seen })}</span>
    </span>
  );
}
