// Rooms as a session tells them, for tests.

import type { TypedCommand } from '../../session/protocol.ts';
import { podFile as anyPod, applyChunks, emptyFile, openTest } from '../../session/testing.ts';
import type { RoomBlock, RoomRow } from '../room.ts';

/** A second. */
export const S: number = 1_000_000;

/** A pod on the node whose rooms are looked into. */
export function podFile(name: string, image?: string, more?: string): TypedCommand {
  const { text, files = {} } = anyPod(name, image, more);
  const here = Object.entries(files).map(([file, yaml]) => [
    file,
    yaml.replace('spec:\n', 'spec:\n  nodeName: node-1\n'),
  ]);
  return { text, files: Object.fromEntries(here) };
}

/** A line and when it is typed. */
export interface Typed {
  readonly at: number;
  readonly command: TypedCommand;
}

/** What stands in a room. */
export type Blocks = readonly RoomBlock[];

/** The rooms at an instant, after these commands, by what opens them. */
export function insideAll(
  edition: string,
  rooms: (pods: ReadonlyMap<string, string>) => readonly string[],
  until: number,
  typed: readonly Typed[] = [],
): ReadonlyMap<string, Blocks> {
  const test = openTest(emptyFile(edition));
  const { receive } = test.session;
  receive({ type: 'watch', watch: 'stage', view: { view: 'stage', node: 'node-1' } });
  test.demand(0, 12 * S);
  for (const { at, command } of typed) test.issue(at * S, command);
  const stage = applyChunks(new Map(), test.demand(until * S, until * S + 1)).get('stage');
  const pods = new Map<string, string>();
  for (const row of stage?.values() ?? []) if (row.row === 'pod') pods.set(row.name, row.uid);
  for (const room of rooms(pods)) {
    receive({ type: 'watch', watch: room, view: { view: 'room', node: 'node-1', room } });
  }
  test.ask({ type: 'digest', at: until * S });
  const screen = applyChunks(new Map(), test.demand(until * S, until * S + 1));
  return new Map(
    rooms(pods).map((room) => {
      const row = screen.get(room)?.get('room') as RoomRow | undefined;
      return [room, row?.blocks ?? []];
    }),
  );
}

/** One room at an instant. */
export function inside(
  edition: string,
  room: (pods: ReadonlyMap<string, string>) => string,
  until: number,
  typed: readonly Typed[] = [],
): Blocks {
  const all = insideAll(edition, (pods) => [room(pods)], until, typed);
  return [...all.values()][0] ?? [];
}

/** The blocks of one kind. */
export function only<B extends RoomBlock['block']>(
  blocks: Blocks,
  block: B,
): readonly Extract<RoomBlock, { block: B }>[] {
  return blocks.filter((one) => one.block === block) as never;
}
