// What happens, what the design document says, what today's kubelet does, what would happen if, and
// why.

import { type ReactElement, useEffect, useState } from 'react';
import type { Beat, CauseStep } from '../../session/protocol.ts';
import { currentBeat, explanationOf, fill, headlineOf } from '../beats.ts';
import { proposals, run } from '../commands.ts';
import { usePlayerControl } from '../context.tsx';
import { Button, Segmented } from '../design/controls.tsx';
import { keepStop, moveInList } from '../design/list-keys.ts';
import { formatAt } from '../format.ts';
import { explanationsIn, type Suggestion, useText } from '../i18n.ts';
import { useTarget } from '../preferences.ts';
import { uiStore, usePlayer, usePlayerLate, useUi } from '../stores.ts';
import { MANIFEST, TEMPLATES } from '../templates.ts';
import { focusPlay } from '../timeline/Transport.tsx';
import { Described } from './About.tsx';
import { SourceLine } from './SourceLine.tsx';
import { Suggestions, Tries } from './Suggestions.tsx';

/** The panel at the right of the stage. */
export function ExplainPanel(): ReactElement {
  const beat = usePlayerLate(currentBeat);
  const hasCommands = usePlayer((view) => view.commands.length > 0);
  if (beat === undefined || !hasCommands) return <Welcome />;
  return <Explained beat={beat} />;
}

/** The first visit: one press creates the first pod and shows its story. */
function Welcome(): ReactElement {
  const t = useText();
  const player = usePlayerControl();
  const begin = (): void => {
    player.followNextPod();
    void run(player, `kubectl create -f ${MANIFEST}`, { [MANIFEST]: TEMPLATES.web });
    focusPlay();
  };
  return (
    <div className="welcome">
      <h2>{t('welcome.title')}</h2>
      <p>{t('welcome.body')}</p>
      <Button look="primary" onPress={begin} id="begin">
        {t('welcome.begin')}
      </Button>
      <code className="command-preview">kubectl create -f {MANIFEST}</code>
      <p className="quiet">{t('welcome.then')}</p>
      <ul className="hint-list">
        <li>{t('welcome.hint1')}</li>
        <li>{t('welcome.hint2')}</li>
        <li>{t('welcome.hint3')}</li>
      </ul>
    </div>
  );
}

const DEPTHS = ['1', '2', '3'] as const;

function Explained({ beat }: { readonly beat: Beat }): ReactElement {
  const t = useText();
  const language = useUi((ui) => ui.language);
  const depth = useUi((ui) => ui.depth);
  const edition = usePlayer((view) => view.edition);
  const all = explanationsIn(language);
  const found = explanationOf(all, beat.topic);
  const body = found?.editions?.[edition]?.body ?? found?.body;
  return (
    <article className="explain">
      <div className="explain-head">
        <span className="eyebrow">{eyebrow(beat)}</span>
        <Segmented
          label={t('explain.depth')}
          value={`${depth}`}
          options={DEPTHS.map((id) => ({ id, label: id, name: t(`explain.depth${id}`) }))}
          onChange={(id) => uiStore.setState({ depth: Number(id) as 1 | 2 | 3 })}
        />
      </div>
      <h2>{headlineOf(all, beat)}</h2>
      {found !== undefined && body !== undefined && (
        <Described
          explanation={{ ...found, body }}
          isBrief={depth === 1}
          spell={(text) => fill(text, beat)}
        />
      )}
      {depth > 1 && <SourceLine source={found?.source} />}
      {depth > 1 && <WhatIf beat={beat} suggestions={found?.whatIf ?? []} />}
      {depth > 2 && <Why beat={beat} />}
    </article>
  );

  function eyebrow(one: Beat): string {
    const { node, name, object } = one.data;
    const pod = one.data['pod'] ?? (one.uid === undefined ? undefined : (object ?? name));
    const subject =
      pod !== undefined
        ? t('explain.aboutPod', { pod: String(pod) })
        : node !== undefined
          ? String(node)
          : t(`lane.${one.lane}`);
    const step = /^SyncStep\.(\d)/.exec(one.topic)?.[1];
    return step === undefined ? subject : `${subject} · ${t('explain.step', { step })}`;
  }
}

/** What one could try on the pod in question; a press writes the command, Enter gives it. */
function WhatIf(props: {
  readonly beat: Beat;
  readonly suggestions: readonly Suggestion[];
}): ReactElement | null {
  const t = useText();
  const target = useTarget();
  const { beat, suggestions } = props;
  if (suggestions.length > 0) {
    return <Suggestions list={suggestions} spell={(text) => fill(text, beat)} />;
  }
  if (target.pod === undefined) return null;
  const pod = target.pod.name;
  const wanted = ['killPause', 'killContainer', 'setImage', 'deletePod'];
  const list = proposals(target)
    .filter((one) => wanted.includes(one.id))
    .map(({ id, command }) => ({ label: t(`whatIf.${id as 'killPause'}`, { pod }), command }));
  return <Tries list={list} />;
}

/** So many causes of a long chain are shown at its begin and at its end until all are asked for. */
const SHOWN = { first: 2, last: 9, all: 13 } as const;

/** The chain of causes, from the person's own command down to what is shown. */
function Why({ beat }: { readonly beat: Beat }): ReactElement | null {
  const t = useText();
  const player = usePlayerControl();
  const [chain, setChain] = useState<readonly CauseStep[]>([]);
  const [isWhole, setWhole] = useState(false);
  useEffect(() => {
    let isLatest = true;
    const timer = setTimeout(async () => {
      const answer = await player.ask({ type: 'why', event: beat.event });
      if (isLatest && answer.ok === 'why') setChain([...answer.chain].reverse());
    }, 120);
    return () => {
      isLatest = false;
      clearTimeout(timer);
    };
  }, [player, beat.event]);
  if (chain.length === 0) return null;
  const between =
    isWhole || chain.length <= SHOWN.all ? 0 : chain.length - SHOWN.first - SHOWN.last;
  return (
    <section aria-label={t('explain.why')}>
      <h3 className="section-title">{t('explain.why')}</h3>
      <ol className="chain" onKeyDown={moveInList} onFocus={keepStop}>
        {chain.map((step, i) => {
          if (i > SHOWN.first && i < SHOWN.first + between) return null;
          const isFold = i === SHOWN.first && between > 0;
          return (
            <li
              key={step.event}
              data-now={i === chain.length - 1 || undefined}
              data-fold={isFold || undefined}
            >
              <time>{isFold ? '' : formatAt(step.at)}</time>
              <button
                type="button"
                tabIndex={i === chain.length - 1 ? 0 : -1}
                onClick={() => (isFold ? setWhole(true) : player.seek(step.at))}
              >
                {isFold ? t('explain.between', { count: between }) : causeText(step)}
              </button>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function causeText({ text, repeated = 0 }: CauseStep): string {
  return repeated > 1 ? `${text} ×${repeated}` : text;
}
