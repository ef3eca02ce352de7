import { expect, it } from 'vitest';
import { SETTING_KINDS } from '../../api/kubelet-settings.ts';
import type { EditionName } from '../editions/edition.ts';
import { housekeepingInterval, type KubeletSettings, kubeletConfig } from './defaults.ts';
import { testPlace } from './testing.ts';

/** The names that are asked for while a configuration is made. */
function asked(edition: EditionName): ReadonlySet<string> {
  const names = new Set<string>();
  const group = (before: string): KubeletSettings =>
    new Proxy({} as KubeletSettings, {
      get: (_target, key) => {
        const name = `${before}${String(key)}`;
        const isGroup = [...SETTING_KINDS.keys()].some((one) => one.startsWith(`${name}.`));
        if (isGroup) return group(`${name}.`);
        names.add(name);
        return undefined;
      },
    });
  kubeletConfig(edition, testPlace(), group(''));
  housekeepingInterval(group(''));
  return names;
}

it('reads the settings that are listed, and no others', () => {
  const read = new Set([...asked('containerd'), ...asked('docker'), ...asked('document')]);
  expect([...read].toSorted()).toEqual([...SETTING_KINDS.keys()].toSorted());
});
