// How the registry judges requests: rules before catalogue, private repositories, failures.

import { describe, expect, it } from 'vitest';
import { testEnvelope, testIo } from '../../kernel/test-io.ts';
import type { RegistryGetManifest, RegistryRule } from '../protocol/registry.ts';
import { parseImageName } from '../runtime/image-name.ts';
import { DEFAULT_REGISTRY, registryComponent } from './registry.ts';
import { judge, ruleFor } from './rules.ts';

function verdictOf(
  image: string,
  rules: readonly RegistryRule[],
  auth?: RegistryGetManifest['auth'],
): string {
  const name = parseImageName(image)!;
  const { host, repository } = name;
  const request = {
    type: 'registry.getManifest',
    host,
    repository,
    reference: name.tag ?? '',
  } as const;
  return judge(ruleFor(rules, name), name, auth === undefined ? request : { ...request, auth })
    .kind;
}

describe('what a registry answers', () => {
  it('follows the most exact rule', () => {
    const rules: RegistryRule[] = [
      { image: 'example.io', answer: 'refused' },
      { image: 'example.io/app', answer: '404' },
      { image: 'example.io/app:2', answer: 'ok' },
    ];
    expect(verdictOf('example.io/other', rules)).toBe('refused');
    expect(verdictOf('example.io/app:1', rules)).toBe('404');
    expect(verdictOf('example.io/app:2', rules)).toBe('ok');
  });

  it('knows the catalogue where no rule holds', () => {
    expect(verdictOf('nginx:1.25', [])).toBe('ok');
    expect(verdictOf('nginx:typo', [])).toBe('404');
    expect(verdictOf('whoever/whatever', [])).toBe('ok');
  });

  it('opens a private repository to the right credentials only', () => {
    const auth = { username: 'u', password: 'p' };
    const rules: RegistryRule[] = [{ image: 'me/secret', answer: 'private', auth }];
    expect(verdictOf('me/secret', rules)).toBe('denied');
    expect(verdictOf('me/secret', rules, { username: 'u', password: 'x' })).toBe('401');
    expect(verdictOf('me/secret', rules, auth)).toBe('ok');
  });
});

describe('how long an answer takes', () => {
  it('depends on bytes and on patience, and never holds up the next answer', () => {
    const io = testIo();
    const { receive } = registryComponent.ports['requests']!;
    const state = {
      config: { ...DEFAULT_REGISTRY, rules: [{ image: 'x/y', answer: 'timeout' as const }] },
    };
    const blob = {
      type: 'registry.getBlob',
      host: 'docker.io',
      repository: 'library/nginx',
      digest: 'd',
    };
    receive(state, testEnvelope({ ...blob, sizeBytes: 25_000_000 }), io);
    const manifest = {
      type: 'registry.getManifest',
      host: 'docker.io',
      repository: 'x/y',
      reference: '1',
    };
    receive(state, testEnvelope(manifest), io);
    expect(io.effects.map((effect) => effect.do === 'after' && effect.delay)).toEqual([
      2_120_000, 15_000_000,
    ]);
  });
});
