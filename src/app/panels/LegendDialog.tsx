// The legend: states, shapes of messages, lines. One key away, always.

import type { ReactElement } from 'react';
import type { DisplayState } from '../../projection/rows.ts';
import { Dialog } from '../design/dialog.tsx';
import { StateGlyph } from '../design/glyphs.tsx';
import { useText } from '../i18n.ts';
import { uiStore } from '../stores.ts';

const STATES: readonly DisplayState[] = [
  'pending',
  'creating',
  'running',
  'ready',
  'backoff',
  'failed',
  'terminating',
  'completed',
  'unknown',
];
const SHAPES = ['request', 'response', 'watch', 'signal'] as const;
const LINES = ['api', 'cri', 'source', 'registry'] as const;

/** The dialog. */
export function LegendDialog(): ReactElement {
  const t = useText();
  return (
    <Dialog
      title={t('legend.title')}
      closeLabel={t('close')}
      onClose={() => uiStore.setState({ dialog: undefined })}
      size="wide"
    >
      <div className="dialog-body">
        <h3 className="section-title">{t('legend.states')}</h3>
        <div className="legend">
          {STATES.map((state) => (
            <div key={state} data-state={state}>
              <StateGlyph state={state} size={18} />
              <span style={{ color: 'var(--state-text)' }}>{t(`state.${state}`)}</span>
            </div>
          ))}
        </div>
        <h3 className="section-title">{t('legend.messages')}</h3>
        <div className="legend">
          {SHAPES.map((shape) => (
            <div key={shape}>
              <Sample shape={shape} />
              <span>{t(`legend.${shape}`)}</span>
            </div>
          ))}
        </div>
        <h3 className="section-title">{t('legend.lines')}</h3>
        <div className="legend">
          {LINES.map((line) => (
            <div key={line}>
              <svg width={56} height={10} aria-hidden="true">
                <path d="M2 5H54" className={`channel channel-${line}`} />
              </svg>
              <span>{t(`legend.line.${line}`)}</span>
            </div>
          ))}
          <div>
            <span className="slab" style={{ width: 56 }} />
            <span>{t('legend.slab')}</span>
          </div>
          <div>
            <span className="volume" data-mounted="true">
              vol
            </span>
            <span>{t('legend.volume')}</span>
          </div>
          <div>
            <span className="probe" data-result="success">
              R
              <span className="pips">
                <i data-on />
                <i data-on />
                <i />
              </span>
            </span>
            <span>{t('legend.probe')}</span>
          </div>
        </div>
      </div>
    </Dialog>
  );
}

function Sample({ shape }: { readonly shape: (typeof SHAPES)[number] }): ReactElement {
  const paths = {
    request: 'M6 2H46L54 11L46 20H6Z',
    response: 'M4 2H52V20H4Z',
    watch: 'M13 2H45a9 9 0 0 1 0 18H13a9 9 0 0 1 0-18Z',
    signal: 'M13 2H45a9 9 0 0 1 0 18H13a9 9 0 0 1 0-18Z',
  };
  const words = { request: 'POST', response: '201', watch: '', signal: 'ADD' };
  return (
    <svg width={58} height={22} aria-hidden="true">
      <g className={`flight flight-${shape}`}>
        <path d={paths[shape]} className="flight-shape" />
        {shape === 'watch' && <circle cx={14} cy={11} r={7.5} className="flight-disc" />}
        {shape === 'watch' && (
          <text x={14} y={15} className="flight-letter">
            M
          </text>
        )}
        <text x={28} y={15} className="flight-text">
          {words[shape]}
        </text>
      </g>
    </svg>
  );
}
