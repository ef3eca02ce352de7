// What an explanation says, and explanations of things that belong to what is shown, folded.

import type { ReactElement } from 'react';
import { type Explanation, explanationsIn, useText } from '../i18n.ts';
import { useUi } from '../stores.ts';
import { RichText } from './RichText.tsx';
import { SourceLine } from './SourceLine.tsx';

/** What it is, what the design document says of it, and what it is today. */
export function Described(props: {
  readonly explanation: Explanation;
  /** Only what it is. */
  readonly isBrief?: boolean;
  /** Fills what stands for something. */
  readonly spell?: (text: string) => string;
}): ReactElement {
  const t = useText();
  const { explanation, isBrief = false, spell = (text) => text } = props;
  const { body, document, statement, verdict, today } = explanation;
  return (
    <>
      <p>
        <RichText text={spell(body)} />
      </p>
      {!isBrief && document !== undefined && (
        <section className="cite">
          <h3>
            {t('explain.document')}
            {verdict !== undefined && (
              <span className="verdict" data-verdict={verdict}>
                {t(`verdict.${verdict}`)}
              </span>
            )}
          </h3>
          <RichText text={[statement, document].filter(Boolean).join(' · ')} />
        </section>
      )}
      {!isBrief && today !== undefined && (
        <section className="cite">
          <h3>{t('explain.today')}</h3>
          <RichText text={spell(today)} />
        </section>
      )}
    </>
  );
}

/** Explanations of components, one below the other, each opened by a press. */
export function About({ topics }: { readonly topics: readonly string[] }): ReactElement | null {
  const language = useUi((ui) => ui.language);
  const known = explanationsIn(language);
  const found = topics.flatMap((topic) => {
    const explanation = known[`Component.${topic}`];
    return explanation === undefined ? [] : [{ topic, explanation }];
  });
  if (found.length === 0) return null;
  return (
    <div className="about">
      {found.map(({ topic, explanation }) => (
        <details key={topic}>
          <summary>{explanation.headline}</summary>
          <Described explanation={explanation} />
          <SourceLine source={explanation.source} />
        </details>
      ))}
    </div>
  );
}
