// The answer of a statement as measurements, for the statement around it to read.
// Models influxql/subquery.go and iterator_mapper.go of InfluxDB v1.3.

import { mapOf } from '../../../base/persistent-map.ts';
import type { InfluxRow, InfluxTable } from '../../protocol/influxdb.ts';
import type { Target } from './groups.ts';
import { columnOf, type Value } from './points.ts';
import { type FieldType, type Series, seriesKey } from './store.ts';

/** The measurements that tables make, by their names. */
export function derivedTargets(tables: readonly InfluxTable[]): readonly Target[] {
  const byName = new Map<string, InfluxTable[]>();
  for (const table of tables) {
    const { name = '' } = table;
    byName.set(name, [...(byName.get(name) ?? []), table]);
  }
  return [...byName].map(([name, own]) => {
    const series = own.flatMap((table) =>
      layersOf(table.values).map((rows, layer) => {
        const { tags = {} } = table;
        return [`${seriesKey(tags)}\u0001${layer}`, seriesOf(table, rows)] as const;
      }),
    );
    const fields = Object.fromEntries(own.flatMap(fieldsOf));
    return { name, measurement: { fields, series: mapOf(series), isDerived: true } };
  });
}

/** Rows of one instant come from several series: each of them into a layer of its own. */
function layersOf(rows: readonly InfluxRow[]): readonly (readonly InfluxRow[])[] {
  const sorted = rows.toSorted((a, b) => Number(a[0]) - Number(b[0]));
  const layers: InfluxRow[][] = [];
  let layer = 0;
  sorted.forEach((row, i) => {
    layer = i > 0 && sorted[i - 1]?.[0] === row[0] ? layer + 1 : 0;
    const own = layers[layer];
    if (own === undefined) layers.push([row]);
    else own.push(row);
  });
  return layers;
}

function seriesOf({ tags = {}, columns }: InfluxTable, rows: readonly InfluxRow[]): Series {
  const points = (read: (row: InfluxRow) => Value | null | undefined) =>
    columnOf(
      rows.flatMap((row) => {
        const value = read(row) ?? null;
        return value === null ? [] : [[Number(row[0]), value] as const];
      }),
    );
  const ofTags = Object.entries(tags).map(([key, value]) => [key, points(() => value)] as const);
  const ofColumns = columns.map((name, i) => [name, points((row) => row[i])] as const).slice(1);
  return { tags, columns: Object.fromEntries([...ofTags, ...ofColumns]) };
}

function fieldsOf({ tags = {}, columns, values }: InfluxTable): readonly [string, FieldType][] {
  const ofTags = Object.keys(tags).map((key): [string, FieldType] => [key, 'string']);
  const ofColumns = columns.slice(1).flatMap((name, i): readonly [string, FieldType][] => {
    const value = values.find((row) => row[i + 1] !== null)?.[i + 1];
    if (value === undefined) return [];
    const type = typeof value;
    return [[name, type === 'number' ? 'float' : (type as 'string' | 'boolean')]];
  });
  return [...ofTags, ...ofColumns];
}
