// The columns of an answer: wildcards spelled out, and names as InfluxDB gives them.
// Models influxql/ast.go of InfluxDB v1.3, RewriteFields, ColumnNames and BinaryExprName.

import type { Expr, Field } from '../../../formats/influxql/ast.ts';
import { isRanking } from '../../../formats/influxql/validate.ts';
import { tagKeysOf } from './groups.ts';
import type { FieldType, Measurement } from './store.ts';

/** A column of an answer. */
export interface Column {
  readonly name: string;
  readonly expr: Expr;
}

/** The columns besides the time. */
export function columnsOf(
  fields: readonly Field[],
  measurement: Measurement,
  grouped: readonly string[],
): readonly Column[] {
  const spelled = fields.flatMap((field) => spelledOut(field, measurement, grouped));
  const taken = new Map<string, number>();
  return spelled.map(({ name, expr }) => {
    const count = taken.get(name) ?? 0;
    taken.set(name, count + 1);
    return { name: count === 0 ? name : `${name}_${count}`, expr };
  });
}

function spelledOut(
  { expr, alias }: Field,
  measurement: Measurement,
  grouped: readonly string[],
): readonly Column[] {
  if (expr.kind === 'wildcard' || expr.kind === 'regex') {
    const pattern = expr.kind === 'regex' ? new RegExp(expr.source) : undefined;
    const isTags = expr.kind === 'regex' || expr.only !== 'field';
    const isFields = expr.kind === 'regex' || expr.only !== 'tag';
    const names = [
      ...(isFields ? fieldsBesides(measurement) : []),
      ...(isTags ? tagKeysOf(measurement).filter((key) => !grouped.includes(key)) : []),
    ];
    return names
      .filter((name) => pattern?.test(name) ?? true)
      .sort()
      .map((name) => ({ name, expr: { kind: 'ref', name } }));
  }
  if (expr.kind === 'call') {
    const [arg, ...more] = expr.args;
    if (arg?.kind === 'wildcard' || arg?.kind === 'regex') {
      const pattern = arg.kind === 'regex' ? new RegExp(arg.source) : undefined;
      return fieldsBesides(measurement)
        .filter((name) => pattern?.test(name) ?? true)
        .filter((name) => isFit(expr.name, measurement.fields[name]))
        .sort()
        .map((name) => ({
          name: `${alias ?? expr.name}_${name}`,
          expr: { ...expr, args: [{ kind: 'ref', name }, ...more] },
        }));
    }
  }
  if (expr.kind === 'call' && isRanking(expr.name)) {
    const tags = expr.args.slice(1, -1);
    const beside = tags.flatMap((one) =>
      one.kind === 'ref' ? [{ name: one.name, expr: one }] : [],
    );
    return [{ name: alias ?? expr.name, expr }, ...beside];
  }
  if (expr.kind === 'ref' && expr.name.toLowerCase() === 'time') return [];
  return [{ name: alias ?? (nameOf(expr).join('_') || 'value'), expr }];
}

/** The fields that are not tags, too. */
function fieldsBesides(measurement: Measurement): readonly string[] {
  const names = Object.keys(measurement.fields);
  if (measurement.isDerived !== true) return names;
  const tags = tagKeysOf(measurement);
  return names.filter((name) => !tags.includes(name));
}

/** A function over all fields passes over those it cannot read. */
function isFit(name: string, type: FieldType | undefined): boolean {
  const isNumber = type === 'integer' || type === 'float';
  return isNumber || ['count', 'first', 'last', 'mode', 'distinct'].includes(name);
}

function nameOf(expr: Expr): readonly string[] {
  switch (expr.kind) {
    case 'ref':
    case 'call':
      return [expr.name];
    case 'paren':
      return nameOf(expr.inner);
    case 'binary':
      return [...nameOf(expr.left), ...nameOf(expr.right)];
    default:
      return [];
  }
}
