// A container as a room: state by glyph, word and border; image and hash as chips, restarts as
// tally marks, probes as tags with pips, samples as a sparkline.

import { memo, type ReactElement } from 'react';
import type { ContainerRow, ProbeRow } from '../../projection/rows.ts';
import { Picture } from '../design/controls.tsx';
import { StateGlyph } from '../design/glyphs.tsx';
import { formatBytes, shortImage } from '../format.ts';
import { useText } from '../i18n.ts';
import { selectPod } from '../selection.ts';
import { useUi } from '../stores.ts';
import { BackoffRing, Countdown, Fuse } from './Dial.tsx';
import { Sparkline } from './Sparkline.tsx';

interface RoomProps {
  readonly uid: string;
  readonly container: ContainerRow;
  /** Place among the init containers; 0 for the others. */
  readonly order: number;
  readonly width: number;
  /** 0: glyph and name; 1: with the state in words; 2: everything. */
  readonly detail: 0 | 1 | 2;
  /** What is said beside the name where the state has no line of its own. */
  readonly note: string;
  /** In a low room what is measured stands beside what it is, not below. */
  readonly isLow: boolean;
}

/** One container. */
export const ContainerRoom: React.MemoExoticComponent<(props: RoomProps) => ReactElement> = memo(
  function ContainerRoom(props: RoomProps) {
    const t = useText();
    const { container, uid } = props;
    const isSelected = useUi(
      (ui) =>
        ui.selection?.kind === 'pod' &&
        ui.selection.uid === uid &&
        ui.selection.container === container.name,
    );
    const word = stateWord(container, t(`state.${container.display}`));
    return (
      <button
        type="button"
        className="room"
        data-state={container.display}
        data-role={container.role}
        data-low={props.isLow || undefined}
        data-waiting={container.state === 'waiting' || undefined}
        data-selected={isSelected || undefined}
        data-place={`room.${uid}.${container.name}`}
        tabIndex={-1}
        onClick={() => selectPod(uid, container.name)}
      >
        <Picture
          name={t('stage.roomLabel', {
            name: container.name,
            image: container.image,
            state: word,
            restarts: container.restarts,
          })}
        >
          <span className="room-head">
            {props.order > 0 && <span className="order">{props.order}</span>}
            <StateGlyph state={container.display} size={13} />
            <b className="clip">{container.name}</b>
            {props.note !== '' && <span className="pod-status clip">{props.note}</span>}
            {props.width >= (props.note === '' ? 150 : 200) && <Tally count={container.restarts} />}
          </span>
          {props.detail > 0 && <span className="room-state clamp-2">{word}</span>}
          {props.width < 150 && <Tally count={container.restarts} />}
          {props.detail > 0 && <Situation container={container} isLarge={props.width >= 150} />}
          {props.detail === 2 && <Chips container={container} />}
          {props.detail > 0 && container.probes.length > 0 && (
            <span className="probes">
              {container.probes.map((probe) => (
                <ProbeTag key={probe.probe} probe={probe} />
              ))}
            </span>
          )}
          {props.detail > 0 && container.state === 'running' && (
            <Usage
              container={container}
              width={props.isLow ? props.width * 0.44 : props.width}
              height={props.isLow ? 16 : 28}
              isLarge={props.detail === 2}
            />
          )}
        </Picture>
      </button>
    );
  },
);

function stateWord(container: ContainerRow, state: string): string {
  if (container.state === 'waiting') return container.reason === '' ? state : container.reason;
  if (container.state === 'terminated') {
    return `${container.reason === '' ? state : container.reason} · ${container.exitCode ?? '?'}`;
  }
  return state;
}

/** What it uses, as cAdvisor sampled it; with figures where there is room. */
function Usage(props: {
  readonly container: ContainerRow;
  readonly width: number;
  readonly height: number;
  readonly isLarge: boolean;
}): ReactElement {
  const { height } = props;
  const { cpu, memory } = props.container;
  const width = Math.max(20, Math.floor(props.width) - 22);
  if (!props.isLarge || width < 150) {
    return (
      <span className="room-spark">
        <Sparkline series={cpu} width={width} height={16} />
      </span>
    );
  }
  const [lastCpu, lastMemory] = [cpu.points.at(-1), memory.points.at(-1)];
  return (
    <span className="room-spark room-usage">
      {lastCpu !== undefined && (
        <span>
          <span className="usage-text">
            CPU <code>{Math.round(lastCpu[1])}m</code>
          </span>
          <Sparkline series={cpu} width={width / 2 - 6} height={height} />
        </span>
      )}
      {lastMemory !== undefined && (
        <span>
          <span className="usage-text">
            RAM <code>{formatBytes(lastMemory[1])}</code>
          </span>
          <Sparkline series={memory} width={width / 2 - 6} height={height} look="area" />
        </span>
      )}
    </span>
  );
}

/** What counts down: a back-off, a pull, a grace period. */
function Situation(props: {
  readonly container: ContainerRow;
  readonly isLarge: boolean;
}): ReactElement | null {
  const t = useText();
  const { backoff, pull, grace } = props.container;
  if (grace !== undefined) {
    return (
      <Fuse
        since={grace.since}
        deadline={grace.deadline}
        label={grace.isHook ? 'preStop' : 'SIGTERM'}
      />
    );
  }
  if (backoff !== undefined) {
    return (
      <span className="situation">
        <BackoffRing until={backoff.until} delay={backoff.delay} size={props.isLarge ? 30 : 22} />
        <span>
          {props.isLarge && `${t('stage.nextTry')} `}
          <Countdown until={backoff.until} />
        </span>
      </span>
    );
  }
  if (pull !== undefined && pull.totalBytes > 0) {
    return (
      <span className="pulling">
        <span className="bar">
          <span
            className="bar-fill"
            style={{ transform: `scaleX(${pull.doneBytes / pull.totalBytes})` }}
          />
        </span>
        {props.isLarge && (
          <code>{`${formatBytes(pull.doneBytes)} / ${formatBytes(pull.totalBytes)}`}</code>
        )}
      </span>
    );
  }
  return null;
}

function Chips({ container }: { readonly container: ContainerRow }): ReactElement {
  const t = useText();
  return (
    <span className="chips">
      <code className="chip clip">{shortImage(container.image)}</code>
      {container.hash !== '' && (
        <code className="chip clip" key={container.hash}>
          {t('stage.hash', { hash: container.hash.slice(0, 4) })}
        </code>
      )}
      {container.isGuess && <span className="chip">{t('stage.guess')}</span>}
    </span>
  );
}

/** Restarts as tally marks, five to a bundle; a figure from eleven on. */
function Tally({ count }: { readonly count: number }): ReactElement | null {
  if (count <= 0) return null;
  if (count > 10) return <span className="tally-number">×{count}</span>;
  const width = count * 4 + Math.floor((count - 1) / 5) * 4 + 4;
  return (
    <svg className="tally" width={width} height={12} aria-hidden="true">
      {Array.from({ length: count }, (_, i) => {
        const x = 2 + i * 4 + Math.floor(i / 5) * 4;
        const isFifth = i % 5 === 4;
        return isFifth ? (
          <path key={x} d={`M${x - 17} 10 L${x - 1} 2`} />
        ) : (
          <path key={x} d={`M${x} 1.5V10.5`} />
        );
      })}
    </svg>
  );
}

function ProbeTag({ probe }: { readonly probe: ProbeRow }): ReactElement {
  const letter = { liveness: 'L', readiness: 'R', startup: 'S' }[probe.probe];
  const pips = Math.min(5, Math.max(1, probe.threshold));
  const marks = Array.from({ length: pips }, (_, id) => ({ id, isOn: id < probe.streak }));
  return (
    <span
      className="probe"
      data-result={probe.lastResult ?? 'none'}
      title={`${probe.probe} · ${probe.handler} · ${probe.streak}/${probe.threshold}`}
    >
      {letter}
      <span className="pips">
        {marks.map((mark) => (
          <i key={mark.id} data-on={mark.isOn || undefined} />
        ))}
      </span>
    </span>
  );
}
