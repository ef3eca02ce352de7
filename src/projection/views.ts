// All views by name: brings a watch's rows up to the world as it stands.

import { unreachable } from '../base/assert.ts';
import type { World } from '../kernel/world.ts';
import { openedViews } from './late.ts';
import { updateEvents, updateObject, updateTerminal } from './list-views.ts';
import type { RowChange, ViewRequest } from './rows.ts';
import { updateStage } from './stage-view.ts';
import type { Memo, Touched, ViewSetting } from './view.ts';

/** Brings `memo` up to date; gives what changed since last time. `touched` only saves work. */
export function updateView(
  world: World,
  setting: ViewSetting,
  view: ViewRequest,
  memo: Memo,
  touched?: Touched,
): readonly RowChange[] {
  switch (view.view) {
    case 'stage':
      return updateStage(world, setting, view.node, memo, touched);
    case 'object':
      return updateObject(world, setting, view.object, memo);
    case 'events':
      return updateEvents(world, setting, view, memo);
    case 'terminal':
      return updateTerminal(world, setting, memo);
    case 'logs':
      return openedViews.get().logs(world, setting, view, memo);
    case 'room':
      return openedViews.get().room(world, setting, view, memo);
    case 'usage':
      return openedViews.get().usage(world, setting, view, memo);
    case 'pipeline':
      return openedViews.get().pipeline(world, setting, memo);
    case 'store':
      return openedViews.get().store(world, setting, memo);
    case 'cloud':
      return openedViews.get().cloud(world, setting, view, memo);
    case 'health':
      return openedViews.get().health(world, setting, memo);
    default:
      return unreachable(view);
  }
}
