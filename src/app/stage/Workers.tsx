// Pod workers: one line per pod with the seven steps of its sync, as the design document counts
// them.

import { memo, type ReactElement } from 'react';
import type { WorkerRow } from '../../projection/rows.ts';
import { Picture } from '../design/controls.tsx';
import { useText } from '../i18n.ts';
import { selectPod } from '../selection.ts';
import type { StageLayout } from './layout.ts';
import { boxStyle } from './Station.tsx';

/** The steps, by the names the trace uses. */
export const STEPS = ['dir', 'spec', 'volumes', 'secrets', 'check', 'pause', 'containers'] as const;

/** The area of the workers, with as many lines as fit. */
export function WorkerLines(props: {
  readonly layout: StageLayout;
  readonly workers: readonly WorkerRow[];
  readonly follow: string | undefined;
}): ReactElement {
  const t = useText();
  const { workers: box, workerRows, workerRowHeight, kind } = props.layout;
  const isWide = kind === 'tall';
  const nameW = isWide ? Math.round(box.w * 0.2) : 0;
  const isFull = props.workers.length > workerRows;
  const lines = props.workers.slice(0, isFull ? workerRows - 1 : workerRows);
  const [first] = lines;
  const active = first?.isWorking && first.state === 'SyncPod' ? first.step : 0;
  return (
    <section
      className="workers"
      data-part="workers"
      style={boxStyle(box)}
      aria-label={t('stage.workers')}
    >
      {isWide && (
        <div className="worker-head">
          <h3 className="stage-label-inline" style={{ width: nameW }}>
            {t('stage.workers')}
          </h3>
          <div className="steps-head" aria-hidden="true">
            {STEPS.map((step, i) => (
              <span key={step} data-active={active === i + 1 || undefined}>
                {t(`step.${step}`)}
              </span>
            ))}
          </div>
        </div>
      )}
      {lines.map((worker) => (
        <Line
          key={worker.uid}
          worker={worker}
          nameW={nameW}
          height={workerRowHeight}
          isFollowed={worker.uid === props.follow}
        />
      ))}
      {isFull && (
        <div className="worker-more" style={{ height: workerRowHeight }}>
          {t('stage.moreWorkers', { count: props.workers.length - lines.length })}
        </div>
      )}
      {lines.length === 0 && <p className="quiet worker-none">{t('stage.noWorkers')}</p>}
    </section>
  );
}

const Line = memo(function Line(props: {
  readonly worker: WorkerRow;
  readonly nameW: number;
  readonly height: number;
  readonly isFollowed: boolean;
}): ReactElement {
  const t = useText();
  const { worker } = props;
  const step = STEPS[worker.step - 1];
  const stepText = step === undefined ? '' : t(`step.${step}`);
  const isLeaving = worker.state !== 'SyncPod';
  const look = isLeaving ? 'leaving' : worker.stepStatus;
  const note = isLeaving ? worker.state : worker.isWorking ? worker.doing || stepText : '';
  return (
    <button
      type="button"
      className={`worker ${props.nameW === 0 ? 'worker-stacked' : ''}`}
      style={{ height: props.height }}
      data-look={look}
      data-followed={props.isFollowed || undefined}
      data-place={`worker.${worker.uid}`}
      tabIndex={-1}
      onClick={() => selectPod(worker.uid)}
    >
      <Picture
        name={t('stage.workerLabel', {
          pod: worker.pod,
          state: worker.state,
          step: worker.step,
          name: stepText,
        })}
      >
        <span className="worker-name" style={props.nameW === 0 ? {} : { width: props.nameW }}>
          <code className="clip">{worker.pod}</code>
          {props.nameW === 0 && <span className="worker-note clip">{note}</span>}
        </span>
        <span className="steps" data-note={isLeaving ? worker.state : undefined}>
          {STEPS.map((one, i) => (
            <span key={one} className="step" data-step={stepLook(worker, i + 1)} />
          ))}
        </span>
        {worker.hasPending && <span className="pending-mark" title={t('stage.pendingUpdate')} />}
      </Picture>
    </button>
  );
});

function stepLook(worker: WorkerRow, step: number): 'done' | 'active' | 'failed' | 'open' {
  if (step < worker.step) return 'done';
  if (step > worker.step || worker.step === 0) return 'open';
  if (worker.stepStatus === 'failed') return 'failed';
  return worker.stepStatus === 'active' ? 'active' : 'done';
}
