import { describe, expect, it, test } from 'vitest';
import { LISTED, SETTING_KINDS, settingProblem } from './kubelet-settings.ts';

describe('settings of a kubelet', () => {
  it.each([
    [{ maxPods: 20, '--sync-frequency': '10s', authorization: { mode: 'Webhook' } }, undefined],
    [{ evictionHard: { 'memory.available': '1Gi' }, '--eviction-soft': 'a<1' }, undefined],
    [{ serializeImagePulls: false, clusterDNS: ['10.0.0.10'], '--v': '4' }, undefined],
    [{ maxPodz: 20 }, 'no field of KubeletConfiguration that is simulated: maxPodz'],
    [{ '--max-pod': 20 }, 'no flag that is simulated: --max-pod'],
    [
      { logging: { verbosit: 4 } },
      'no field of KubeletConfiguration that is simulated: logging.verbosit',
    ],
    [{ maxPods: 'many' }, 'maxPods is not a number: "many"'],
    [{ syncFrequency: '10' }, 'syncFrequency is not a duration: "10"'],
    [{ registerNode: 'yes' }, 'registerNode is not a flag: "yes"'],
    [{ evictionHard: ['memory'] }, 'evictionHard is not a map: ["memory"]'],
  ])('%j', (settings, problem) => {
    expect(settingProblem(settings)?.problem).toBe(problem);
  });
});

test('a name has one kind', () => {
  expect(SETTING_KINDS.size).toBe(LISTED.length);
  expect(SETTING_KINDS.has('')).toBe(false);
});
