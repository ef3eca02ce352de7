// The four levels at which an application can be watched (S27), as one view: what is known at each,
// from where, and how old that is.

import { type ReactElement, useMemo } from 'react';
import type { HealthFact, HealthLevel, HealthRow } from '../../projection/metrics/health.ts';
import { formatValue } from '../charts/chart-model.ts';
import { StateGlyph } from '../design/glyphs.tsx';
import { formatAge, formatBytes } from '../format.ts';
import { useText } from '../i18n.ts';
import { compareNames } from '../natural-order.ts';
import { selectPod } from '../selection.ts';
import { usePlayerLate } from '../stores.ts';
import { useWatch } from '../use-watch.ts';

const WATCH = 'health';
const VIEW = { view: 'health' } as const;
const LEVELS: readonly HealthLevel[] = ['cluster', 'service', 'pod', 'container'];

/** The tab. */
export function HealthTab(): ReactElement {
  const t = useText();
  const rows = useWatch(WATCH, VIEW);
  const levels = useMemo(() => {
    const found = new Map<HealthLevel, (readonly [string, HealthRow])[]>();
    for (const [key, row] of rows ?? []) {
      if (row.row !== 'health') continue;
      const level = found.get(row.level) ?? [];
      level.push([key, row]);
      found.set(row.level, level);
    }
    for (const level of found.values()) level.sort(([, a], [, b]) => order(a, b));
    return found;
  }, [rows]);
  return (
    <div className="health">
      {LEVELS.map((level) => (
        <section key={level} className="health-level" aria-label={t(`health.level.${level}`)}>
          <h2>{t(`health.level.${level}`)}</h2>
          <p className="quiet">{t(`health.who.${level}`)}</p>
          <ul>
            {(levels.get(level) ?? []).map(([key, row]) => (
              <li key={key}>
                <Watched row={row} />
              </li>
            ))}
          </ul>
          {levels.get(level) === undefined && <p className="quiet">{t(`health.none.${level}`)}</p>}
        </section>
      ))}
    </div>
  );
}

const WORST: readonly HealthRow['state'][] = ['failed', 'backoff', 'unknown', 'terminating'];

/** What is in trouble stands first; then by name. */
function order(a: HealthRow, b: HealthRow): number {
  return rank(a) - rank(b) || compareNames(nameOf(a), nameOf(b));
}

function rank({ state }: HealthRow): number {
  const place = WORST.indexOf(state);
  return place === -1 ? WORST.length : place;
}

function nameOf({ namespace = '', name, podUid = '' }: HealthRow): string {
  return `${namespace}/${name}/${podUid}`;
}

function Watched({ row }: { readonly row: HealthRow }): ReactElement {
  const { podUid } = row;
  const head = (
    <>
      <StateGlyph state={row.state} />
      <b>{row.name}</b>
      {row.namespace !== undefined && row.namespace !== 'default' && (
        <span className="muted">{row.namespace}</span>
      )}
      {row.node !== undefined && <span className="muted">{row.node}</span>}
    </>
  );
  return (
    <article className="watched" data-state={row.state}>
      {podUid === undefined ? (
        <div className="watched-head">{head}</div>
      ) : (
        <button
          type="button"
          className="watched-head"
          onClick={() => selectPod(podUid, row.level === 'container' ? row.name : undefined)}
        >
          {head}
        </button>
      )}
      <dl>
        {row.facts.map((fact) => (
          <Fact
            key={`${fact.what}/${fact.source}/${fact.what === 'heartbeat' ? fact.value : ''}`}
            fact={fact}
          />
        ))}
      </dl>
    </article>
  );
}

function Fact({ fact }: { readonly fact: HealthFact }): ReactElement {
  const t = useText();
  const now = usePlayerLate((view) => view.at);
  const { what, source, at, isBad } = fact;
  return (
    <div data-bad={isBad === true || undefined}>
      <dt>{t(`health.what.${what}`)}</dt>
      <dd>
        <span className="fact-value">{shown(fact)}</span>
        <span className="fact-source">{t(`health.source.${source}`)}</span>
      </dd>
      <dd className="fact-age">
        {at === undefined ? t('health.now') : t('metrics.age', { age: formatAge(now - at) })}
      </dd>
    </div>
  );
}

function shown({ what, value }: HealthFact): string {
  if (typeof value === 'string') return value;
  if (what === 'cpu') return formatValue('millicores', value);
  return what === 'memory' ? formatBytes(value) : String(value);
}
