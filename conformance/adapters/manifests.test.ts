// The documentation's manifests, where the shared ones are at hand: taken or refused as a real
// API server did.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { clientValidationText, validateClient } from '../../src/api/client-validation.ts';
import { fillCluster } from '../../src/cluster/whole.ts';
import { parseYaml } from '../../src/formats/yaml.ts';
import { createPod } from './create-pod.ts';

const FOLDER = '../shared/manifests';

fillCluster();

function answers(name: string): readonly string[] {
  const text = readFileSync(`${FOLDER}/${name}`, 'utf8');
  const source = name.slice(name.lastIndexOf('__') + 2);
  return parseYaml(text).flatMap(({ value, duplicates }) => {
    if (value === null) return [];
    expect(duplicates).toEqual([]);
    const problems = validateClient(value, 'kind');
    if (problems.length > 0) return [clientValidationText(problems, source)];
    const raw = value as { readonly kind: string; readonly metadata: { readonly name: string } };
    if (raw.kind !== 'Pod') return [];
    const created = createPod(raw, 'containerd', true);
    if ('pod' in created) return [`pod/${raw.metadata.name} created (server dry run)`];
    return ['text' in created ? created.text : (created.status.message ?? '')];
  });
}

describe.runIf(existsSync(FOLDER))('manifests of the documentation', () => {
  const index = existsSync(FOLDER) ? readFileSync(`${FOLDER}/INDEX.md`, 'utf8') : '';
  const files = existsSync(FOLDER)
    ? readdirSync(FOLDER).filter((one) => one.endsWith('.yaml'))
    : [];
  test.each(files)('%s', (name) => {
    const row = index.split('\n').find((line) => line.includes(`\`${name}\``)) ?? '';
    const [, , verdict = '', prints = ''] = row.split('|').map((cell) => cell.trim());
    const given = answers(name);
    if (verdict.startsWith('refused: ')) expect(given).toEqual([verdict.slice('refused: '.length)]);
    else if (verdict === 'accepted') expect(given.join('; ')).toBe(prints);
    else for (const one of given) expect(one).toMatch(/^pod\/\S+ created/);
  });
});
