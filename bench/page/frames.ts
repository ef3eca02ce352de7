// What the main thread does for each frame, from Chromium's own trace: the time in tasks of the
// page's main thread, from the begin of one frame to the begin of the next. Each frame notes how
// many flights there are as a mark in the same trace.

import type { CDPSession, Page } from '@playwright/test';

/** Work per frame, in milliseconds, in the order of the frames. */
export interface FrameWork {
  readonly work: readonly number[];
  /** Flights on the stage in the same frames. */
  readonly flights: readonly number[];
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  /** Time on the processor: what others do on the machine does not count. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

const CATEGORIES = 'toplevel,blink.user_timing,devtools.timeline';
const TASKS: readonly string[] = ['ThreadControllerImpl::RunTask', 'RunTask'];
const FRAME = 'FireAnimationFrame';
const MARK = 'flights:';

/** Watches a page for so long, and gives what each of its frames cost. */
export async function framesOf(page: Page, milliseconds: number): Promise<FrameWork> {
  const client = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  client.on('Tracing.dataCollected', ({ value }) => {
    events.push(...(value as unknown as readonly TraceEvent[]));
  });
  await client.send('Tracing.start', { categories: CATEGORIES, transferMode: 'ReportEvents' });
  await markFlights(page, milliseconds);
  await stop(client);
  await client.detach();
  return workPerFrame(events);
}

async function stop(client: CDPSession): Promise<void> {
  const complete = new Promise((done) => client.once('Tracing.tracingComplete', done));
  await client.send('Tracing.end');
  await complete;
}

/** Notes in every frame how many flights there are; that costs next to nothing itself. */
async function markFlights(page: Page, milliseconds: number): Promise<void> {
  await page.evaluate(
    async ({ time, mark }) => {
      const end = performance.now() + time;
      while (performance.now() < end) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        const layer = document.querySelector('.flights');
        performance.mark(`${mark}${layer?.childElementCount ?? 0}`);
      }
    },
    { time: milliseconds, mark: MARK },
  );
}

/** The page's main thread is the one that fires animation frames. */
function workPerFrame(events: readonly TraceEvent[]): FrameWork {
  const first = events.find(({ name }) => name === FRAME);
  if (first === undefined) throw new Error('the trace has no frames');
  const own = events.filter(({ pid, tid }) => pid === first.pid && tid === first.tid);
  const starts = frameStarts(own);
  const work = starts.map(() => 0);
  const frameAt = (ts: number): number => starts.findLastIndex((start) => start <= ts);
  for (const { ts, tdur, dur = 0 } of topTasks(own)) {
    const frame = frameAt(ts);
    if (frame >= 0) work[frame] = (work[frame] as number) + (tdur ?? dur) / 1_000;
  }
  const flights = starts.map(() => 0);
  for (const { name, ts } of own) {
    if (name.startsWith(MARK)) flights[frameAt(ts)] = Number(name.slice(MARK.length));
  }
  // The first and the last are not seen whole.
  return { work: work.slice(1, -1), flights: flights.slice(1, -1) };
}

/** Begins of the tasks in which a frame fires; several callbacks of one frame are one. */
function frameStarts(events: readonly TraceEvent[]): readonly number[] {
  const fired = events.filter(({ name }) => name === FRAME).map(({ ts }) => ts);
  const starts: number[] = [];
  for (const { ts, dur = 0 } of topTasks(events)) {
    if (fired.some((at) => at >= ts && at < ts + dur)) starts.push(ts);
  }
  return starts;
}

function topTasks(events: readonly TraceEvent[]): readonly TraceEvent[] {
  const tasks = events.filter(({ name, ph }) => ph === 'X' && TASKS.includes(name));
  tasks.sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  let end = 0;
  return tasks.filter(({ ts, dur = 0 }) => {
    if (ts < end) return false;
    end = ts + dur;
    return true;
  });
}
