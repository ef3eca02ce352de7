// The player against a hand-made session and a hand-turned clock.

import { beforeEach, describe, expect, it } from 'vitest';
import type { Row } from '../projection/rows.ts';
import type { FromSession, SessionFile, ToSession } from '../session/protocol.ts';
import { Player } from './player.ts';
import type { PlayerView } from './view.ts';
import type { SessionPort } from './wire.ts';

const file = { at: 2e6, log: [], edition: 'docker' } as unknown as SessionFile;

class Stand {
  wall = 0;
  frames: (() => void)[] = [];
  posted: ToSession[] = [];
  say: (message: FromSession) => void = () => {};
  view: PlayerView | undefined;
  revision: number | undefined;
  readonly player: Player;

  constructor() {
    const port: SessionPort = {
      post: (message) => this.posted.push(message),
      listen: (listener) => {
        this.say = listener;
        return () => {};
      },
    };
    const sink = {
      view: (view: PlayerView) => {
        this.view = view;
      },
      rows: (_watch: string, rows: ReadonlyMap<string, Row>) => {
        const row = rows.get('etcd');
        this.revision = row?.row === 'etcd' ? row.revision : undefined;
      },
    };
    this.player = new Player(port, sink, {
      now: () => this.wall,
      request: (callback) => this.frames.push(callback),
      cancel: () => {},
    });
  }

  /** Lets wall time pass in frames of 20 ms. */
  pass(ms: number): void {
    for (let left = ms; left > 0; left -= 20) {
      this.wall += 20;
      for (const frame of this.frames.splice(0)) frame();
    }
  }

  /** Answers the last demand: one revision a second. */
  answer(hasKeyframe: boolean): void {
    const demand = this.posted.filter((one) => one.type === 'demand').at(-1);
    if (demand?.type !== 'demand') throw new Error('nothing was demanded');
    const { branch, from, until } = demand;
    const row = (at: number) => ({ row: 'etcd', revision: Math.floor(at / 1e6) });
    const changes = [];
    for (let at = Math.floor(from / 1e6 + 1) * 1e6; at <= until; at += 1e6) {
      const change = { key: 'etcd', before: row(at - 1), after: row(at) };
      changes.push({ at, event: at, watch: 'stage', changes: [change] });
    }
    const keyframe = hasKeyframe
      ? { keyframe: [{ watch: 'stage', rows: [['etcd', row(from)]] }] }
      : {};
    const chunk = { branch, from, to: until, ...keyframe, changes, flights: [], beats: [] };
    this.say({ type: 'chunk', chunk } as unknown as FromSession);
  }
}

describe('player', () => {
  let stand: Stand;
  beforeEach(() => {
    stand = new Stand();
    stand.player.watch('stage', { view: 'stage', node: 'node-1' });
    stand.player.open(file);
    stand.say({
      type: 'opened',
      branch: 1,
      edition: 'docker',
      epochSeconds: 0,
      nodes: ['node-1'],
      commands: [],
    });
    stand.answer(true);
  });

  it('opens where the file stood and plays on in real time', () => {
    stand.pass(1000);
    expect(stand.player.at()).toBeCloseTo(3e6, -5);
    expect(stand.revision).toBe(2);
    expect(stand.view?.status).toBe('playing');
  });

  it('waits where the buffer ends, and goes on when more comes', () => {
    stand.player.setPace(60);
    stand.pass(2000);
    expect(stand.view?.status).toBe('waiting');
    stand.answer(false);
    stand.pass(100);
    expect(stand.view?.status).toBe('playing');
  });

  it('seeks back inside the buffer to the very same rows', () => {
    stand.pass(2500);
    stand.player.pause();
    stand.player.seek(1.5e6);
    expect(stand.revision).toBe(1);
    expect(stand.player.at()).toBe(1.5e6);
    stand.player.seek(4.5e6);
    expect(stand.revision).toBe(4);
  });

  it('fetches what lies far ahead before it goes there', () => {
    stand.player.pause();
    stand.player.seek(50e6);
    expect(stand.player.isFetching()).toBe(true);
    stand.answer(false);
    stand.pass(20);
    while (stand.player.isFetching()) {
      stand.answer(false);
      stand.pass(20);
    }
    expect(stand.player.at()).toBe(50e6);
  });

  it('drops chunks of an older stream after a watch was changed', () => {
    stand.player.pause();
    stand.player.watch('stage', { view: 'stage', node: 'node-2' });
    const chunk = { branch: 1, from: 8e6, to: 20e6, changes: [], flights: [], beats: [] };
    stand.say({ type: 'chunk', chunk } as unknown as FromSession);
    expect(stand.player.isFetching()).toBe(true);
    stand.answer(true);
    stand.pass(200);
    expect(stand.player.isFetching()).toBe(false);
    expect(stand.revision).toBe(2);
  });

  it('shows a watch as of the playhead, though one goes back before it was told', () => {
    stand.player.pause();
    stand.player.seek(4e6);
    stand.pass(40);
    stand.player.watch('stage', { view: 'stage', node: 'node-2' });
    stand.player.seek(1e6);
    stand.answer(true);
    stand.pass(200);
    expect(stand.player.at()).toBe(1e6);
    expect(stand.revision).toBe(1);
  });

  it('tells rows and view together when a step has come to its place', async () => {
    const { player } = stand;
    player.setPace('story');
    const stepped = player.step(1);
    const find = stand.posted.find((one) => one.type === 'find');
    const ticket = find?.type === 'find' ? find.ticket : -1;
    const result = { ok: 'found', at: 4e6, event: 4 };
    stand.say({ type: 'answer', ticket, result } as unknown as FromSession);
    await stepped;
    for (let waited = 0; stand.view?.at !== 4e6 && waited < 5_000; waited += 20) stand.pass(20);
    expect(stand.view?.status).toBe('paused');
    expect(stand.revision).toBe(4);
  });

  it('takes a command as a new future', async () => {
    stand.pass(1000);
    const answered = stand.player.issue({ text: 'kubectl get pods' });
    const issue = stand.posted.find((one) => one.type === 'issue');
    if (issue?.type !== 'issue') throw new Error('no command was given');
    const { ticket, at } = issue;
    const mark = { id: 1, at, text: 'kubectl get pods' };
    const result = { ok: 'issued', id: 1, at, branch: 2, commands: [mark] } as const;
    stand.say({ type: 'answer', ticket, result });
    await answered;
    expect(stand.posted.at(-1)).toMatchObject({ type: 'demand', branch: 2, from: at });
    expect(stand.view?.commands).toEqual([mark]);
  });
});
