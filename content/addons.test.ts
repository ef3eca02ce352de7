// The add-ons' manifests are what the API server takes, and their pods run.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Pod } from '../src/api/pod.ts';
import { type PersistentMap, withPrefix } from '../src/base/persistent-map.ts';
import { seconds } from '../src/kernel/time.ts';
import { stateOf } from '../src/kernel/world.ts';
import { loadScenario } from '../src/scenario/load.ts';
import { openTimeline } from '../src/session/run.ts';
import { fillSession } from '../src/session/whole.ts';

fillSession();

const FOLDER = join(import.meta.dirname, 'addons');

interface Store {
  readonly store: { readonly current: PersistentMap<{ readonly value: unknown }> };
}

it.each(readdirSync(FOLDER))('%s runs', (name) => {
  const text = readFileSync(join(FOLDER, name), 'utf8');
  const edition = name.split('.')[1] as 'document';
  const loaded = loadScenario([{ name, text }], { edition });
  if ('errors' in loaded) throw new Error(JSON.stringify(loaded.errors));
  const timeline = openTimeline(loaded.scenario);
  timeline.advance(seconds(90) as never);
  const { current } = (stateOf<Store>(timeline.world, 'etcd') as Store).store;
  const pods = [...withPrefix(current, '/registry/pods/kube-system/')].map(
    ([, { value }]) => value as Pod,
  );
  const wished = text.match(/^kind: Pod$/gm) ?? [];
  expect(pods.map(({ status }) => status?.phase)).toEqual(wished.map(() => 'Running'));
});
