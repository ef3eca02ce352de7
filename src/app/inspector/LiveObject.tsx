// The live object as YAML, as the API server has it; lines that the last change touched are marked.

import { type ReactElement, useEffect, useMemo, useRef, useState } from 'react';
import type { Json } from '../../kernel/message.ts';
import { useText } from '../i18n.ts';
import { useRow } from '../stores.ts';

type Printer = (value: never) => string;

/** The object that the watch `inspected` shows. */
export function LiveObject(): ReactElement {
  const t = useText();
  const row = useRow('inspected', 'object', 'object');
  const print = usePrinter();
  const before = useRef<{ readonly object: Json; readonly lines: readonly string[] } | undefined>(
    undefined,
  );
  const shown = useRef<{
    readonly lines: readonly string[];
    readonly changed: ReadonlySet<number>;
  }>(undefined);
  const object = row?.object;
  const view = useMemo(() => {
    if (object === undefined || print === undefined) return undefined;
    if (before.current?.object === object && shown.current !== undefined) return shown.current;
    const lines = print(withoutNoise(object) as never).split('\n');
    const changed = before.current === undefined ? NONE : changedLines(before.current.lines, lines);
    before.current = { object, lines };
    shown.current = { lines, changed };
    return shown.current;
  }, [object, print]);
  if (view === undefined) return <p className="quiet">{t('inspect.waiting')}</p>;
  return (
    <div className="yaml">
      {view.lines.map((line, i) => {
        const key = `${i} ${line}`;
        return (
          <span key={key} className="yaml-line" data-changed={view.changed.has(i) || undefined}>
            <Line text={line} />
          </span>
        );
      })}
    </div>
  );
}

const NONE: ReadonlySet<number> = new Set();

function Line({ text }: { readonly text: string }): ReactElement {
  const hit = /^(\s*(?:- )?)([^\s:][^:]*)(:)(.*)$/.exec(text);
  if (hit === null) return <>{text === '' ? ' ' : text}</>;
  return (
    <>
      {hit[1]}
      <span className="yaml-key">{hit[2]}</span>
      {hit[3]}
      {hit[4]}
    </>
  );
}

/** Lines of `after` that are not in `before` in the same order: a longest common subsequence. */
export function changedLines(
  before: readonly string[],
  after: readonly string[],
): ReadonlySet<number> {
  const wide = after.length + 1;
  const table = new Uint16Array((before.length + 1) * wide);
  const cell = (i: number, j: number): number => table[i * wide + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      table[i * wide + j] =
        before[i] === after[j] ? cell(i + 1, j + 1) + 1 : Math.max(cell(i + 1, j), cell(i, j + 1));
    }
  }
  const changed = new Set<number>();
  let i = 0;
  for (let j = 0; j < after.length; ) {
    if (i < before.length && before[i] === after[j]) {
      i += 1;
      j += 1;
    } else if (i < before.length && cell(i + 1, j) >= cell(i, j + 1)) i += 1;
    else {
      changed.add(j);
      j += 1;
    }
  }
  return changed;
}

function withoutNoise(object: Json): Json {
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return object;
  const { metadata, ...rest } = object as { readonly [key: string]: Json };
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) return object;
  const { managedFields: _, ...meta } = metadata as { readonly [key: string]: Json };
  const { apiVersion, kind, ...others } = rest;
  return { apiVersion, kind, metadata: meta, ...others } as Json;
}

function usePrinter(): Printer | undefined {
  const [print, setPrint] = useState<Printer>();
  useEffect(() => {
    void import('../../formats/yaml-print.ts').then((module) =>
      setPrint(() => module.printYaml as Printer),
    );
  }, []);
  return print;
}
