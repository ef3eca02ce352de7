// The manifest directory and the URL: what is read when, and what a source says then (SOURCE-1 …).

import { describe, expect, it } from 'vitest';
import { type TestIo, testEnvelope } from '../../../kernel/test-io.ts';
import type { EditionName } from '../../editions/edition.ts';
import type { FileOp, FileOutcome } from '../../protocol/linux-files.ts';
import { fillScheme } from '../../scheme/whole.ts';
import type { SourceUpdate } from '../channels.ts';
import type { KubeletConfig } from '../config.ts';
import type { KubeletState } from '../state.ts';
import { ioAt, testConfig } from '../testing.ts';
import { fillKubelet } from '../whole.ts';
import { sourcesPort } from './sources.ts';
import { initialSourcesState } from './state.ts';

fillKubelet();
fillScheme();

const DIRECTORY = '/etc/kubernetes/manifests' as const;

function manifest(name: string, image: string = 'busybox'): string {
  return `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec:\n  containers:\n  - {name: c, image: ${image}}\n`;
}

/** A kubelet's sources over a directory and a web server that the test changes. */
function lab(edition: EditionName, more: Partial<KubeletConfig> = {}) {
  const config = { ...testConfig(edition), ...more };
  const files = new Map<string, string>();
  const web = { status: 200, body: '' };
  const io: TestIo = ioAt(0, config);
  const known = { node: { resourceVersion: '1' }, sources: initialSourcesState() };
  let state = { config, ...known } as unknown as KubeletState;
  let heard = 0;
  const outcome = (op: FileOp): FileOutcome => {
    if (op.op === 'read') {
      const content = files.get(op.path);
      return content === undefined ? { isOk: false, error: 'ENOENT' } : { isOk: true, content };
    }
    if (op.path !== DIRECTORY) return { isOk: false, error: 'ENOENT' };
    const names = [...files.keys()].map((path) => path.slice(DIRECTORY.length + 1)).toSorted();
    const entries = names.map((name) => ({ name, isDirectory: name === 'sub', sizeBytes: 1 }));
    return { isOk: true, entries };
  };
  const receive = (message: object): void => {
    const owned = sourcesPort.receive(state, testEnvelope(message as never), io);
    state = { ...state, ...owned };
    while (heard < io.effects.length) {
      const effect = io.effects[heard++];
      if (effect?.do !== 'send') continue;
      const { message: asked } = effect as { message: { type: string; ops?: readonly FileOp[] } };
      if (asked.type === 'linux.files') {
        receive({ type: 'linux.filesDone', outcomes: (asked.ops ?? []).map(outcome) });
      } else if (asked.type === 'linux.call') {
        receive({ type: 'linux.callDone', answer: { kind: 'http', headers: [], ...web }, took: 0 });
      }
    }
  };
  return {
    files,
    web,
    receive,
    due: (source: 'file' | 'http') => receive({ type: 'source.due', source }),
    changed: (name: string, change: 'write' | 'remove') =>
      receive({ type: 'linux.fileChanged', directory: DIRECTORY, name, change }),
    /** Names in the lists so far, and the errors, since the last look. */
    told: () => {
      const lists = io.effects.flatMap((effect) =>
        effect.do === 'signal'
          ? [(effect.message as SourceUpdate).pods.map(({ metadata }) => metadata.name)]
          : [],
      );
      const errors = io.effects.flatMap((effect) =>
        effect.do === 'fact' ? [(effect.data as { readonly error: string }).error] : [],
      );
      io.effects.length = 0;
      heard = 0;
      return { lists, errors };
    },
    timers: () => io.effects.flatMap((effect) => (effect.do === 'after' ? [effect.timer] : [])),
    isWatched: () =>
      io.effects.some(
        (effect) => effect.do === 'send' && effect.message.type === 'linux.watchFiles',
      ),
  };
}

describe('the manifest directory', () => {
  it('is read in order, without dot files and directories (SOURCE-1)', () => {
    const one = lab('docker');
    one.files.set(`${DIRECTORY}/b.yaml`, manifest('b'));
    one.files.set(
      `${DIRECTORY}/a.json`,
      JSON.stringify({
        kind: 'Pod',
        apiVersion: 'v1',
        metadata: { name: 'a' },
        spec: { containers: [{ name: 'c', image: 'i' }] },
      }),
    );
    one.files.set(`${DIRECTORY}/.hidden.yaml`, manifest('hidden'));
    one.files.set(`${DIRECTORY}/sub`, '');
    one.receive({ type: 'sources.start' });
    expect(one.timers()).toEqual(['source.file']);
    expect(one.told()).toEqual({ lists: [['a-n', 'b-n']], errors: ['is a directory'] });
  });

  it('is watched where the edition has inotify (SOURCE-2)', () => {
    for (const [edition, isWatched] of [
      ['document', false],
      ['docker', true],
      ['containerd', true],
    ] as const) {
      const one = lab(edition);
      one.receive({ type: 'sources.start' });
      expect(one.isWatched()).toBe(isWatched);
    }
    const one = lab('containerd');
    one.receive({ type: 'sources.start' });
    one.files.set(`${DIRECTORY}/web.yaml`, manifest('web'));
    one.changed('web.yaml', 'write');
    one.changed('.web.yaml', 'write');
    one.files.clear();
    one.changed('web.yaml', 'remove');
    expect(one.told()).toEqual({ lists: [[], ['web-n'], []], errors: [] });
  });

  it('leaves out what cannot be used, at the next whole read (SOURCE-3)', () => {
    const one = lab('docker');
    one.files.set(`${DIRECTORY}/a.yaml`, manifest('a'));
    one.files.set(`${DIRECTORY}/b.yaml`, manifest('b'));
    one.receive({ type: 'sources.start' });
    one.told();
    one.files.set(`${DIRECTORY}/a.yaml`, '{{{\n');
    one.changed('a.yaml', 'write');
    const why =
      `${DIRECTORY}/a.yaml: couldn't parse as pod(couldn't get version/kind; json parse error: ` +
      "invalid character '{' looking for beginning of object key string), please check config file";
    const asEvent = `can't process config file "${DIRECTORY}/a.yaml": ${why}`;
    expect(one.told()).toEqual({ lists: [], errors: [asEvent] });
    one.due('file');
    expect(one.told()).toEqual({ lists: [['b-n']], errors: [why] });
  });

  it('may be missing (SOURCE-4)', () => {
    const one = lab('docker', { staticPodPath: '/nowhere/' });
    one.receive({ type: 'sources.start' });
    expect(one.told()).toEqual({ lists: [[]], errors: ['path does not exist, ignoring'] });
  });

  it('gives one pod for each name (SOURCE-5)', () => {
    const one = lab('document');
    one.files.set(`${DIRECTORY}/a.yaml`, manifest('web', 'first'));
    one.files.set(`${DIRECTORY}/b.yaml`, manifest('web', 'second'));
    one.receive({ type: 'sources.start' });
    expect(one.told().lists).toEqual([['web-n']]);
  });
});

describe('the URL', () => {
  const URL_ONLY = { staticPodPath: undefined, staticPodUrl: 'http://10.0.0.9:80/pods' } as never;
  const list = (...names: readonly string[]): string =>
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'PodList',
      items: names.map((name) => ({
        metadata: { name },
        spec: { containers: [{ name: 'c', image: 'busybox' }] },
      })),
    });

  it('keeps pods over errors, and takes them away with an empty body (SOURCE-6)', () => {
    const one = lab('docker', URL_ONLY);
    one.web.body = manifest('web');
    one.receive({ type: 'sources.start' });
    expect(one.told()).toEqual({ lists: [['web-n']], errors: [] });
    one.due('http');
    one.web.status = 404;
    one.due('http');
    expect(one.told()).toEqual({ lists: [], errors: ['http://10.0.0.9:80/pods: 404 Not Found'] });
    Object.assign(one.web, { status: 200, body: list('a', 'b') });
    one.due('http');
    expect(one.told()).toEqual({ lists: [['a-n', 'b-n']], errors: [''] });
    one.web.body = list('a', 'B!');
    one.due('http');
    const refused = one.told();
    expect(refused.lists).toEqual([]);
    expect(refused.errors[0]).toMatch(/^invalid pod: \[metadata\.name: Invalid value: "B!-n"/);
    one.web.body = '';
    one.due('http');
    const empty = 'zero-length data received from http://10.0.0.9:80/pods';
    expect(one.told()).toEqual({ lists: [[]], errors: [empty] });
  });

  it('is quiet after four failures (SOURCE-7)', () => {
    const one = lab('docker', URL_ONLY);
    one.web.status = 500;
    one.receive({ type: 'sources.start' });
    for (let i = 0; i < 6; i++) one.due('http');
    expect(one.told().errors).toHaveLength(4);
    Object.assign(one.web, { status: 200, body: list() });
    one.due('http');
    expect(one.told()).toEqual({ lists: [[]], errors: [''] });
  });
});
