// Metadata of any object: names, labels, annotations, owners, finalizers, and what an update may
// not touch. Models apimachinery/pkg/api/validation/objectmeta.go.

import type { FieldError } from '../../../apimachinery/field-error.ts';
import {
  at,
  child,
  forbidden,
  invalid,
  required,
  tooLong,
  tooLongMax,
} from '../../../apimachinery/field-error.ts';
import { byteLength, quote, sortedText } from '../../../apimachinery/go-text.ts';
import type { LabelSelector, ObjectMeta, StringMap } from '../../../apimachinery/meta.ts';
import type { Problems, Wording } from './formats.ts';
import { dns1123Label, labelValue, qualifiedName } from './formats.ts';

const ANNOTATIONS_LIMIT = 256 * 1024;

/** How names of a kind are checked. */
export interface MetaRules extends Wording {
  readonly isNamespaced: boolean;
  readonly name: (text: string) => Problems;
}

/** Every problem with a text as an error of the field. */
export function problems(field: string, text: string, found: Problems): readonly FieldError[] {
  return found.map((problem) => invalid(field, text, problem));
}

/** Metadata on create and on update. */
export function validateObjectMeta(meta: ObjectMeta, rules: MetaRules): readonly FieldError[] {
  const errors: FieldError[] = [];
  const { name = '', generateName = '', namespace = '' } = meta;
  if (generateName !== '') {
    const prefix = generateName.endsWith('-') ? `${generateName.slice(0, -1)}a` : generateName;
    errors.push(...problems('metadata.generateName', generateName, rules.name(prefix)));
  }
  if (name === '') errors.push(required('metadata.name', 'name or generateName is required'));
  else errors.push(...problems('metadata.name', name, rules.name(name)));
  if (rules.isNamespaced) {
    if (namespace === '') errors.push(required('metadata.namespace'));
    else errors.push(...problems('metadata.namespace', namespace, dns1123Label(namespace, rules)));
  } else if (namespace !== '') {
    errors.push(forbidden('metadata.namespace', 'not allowed on this type'));
  }
  if ((meta.generation ?? 0) < 0) {
    const detail = 'must be greater than or equal to 0';
    errors.push(invalid('metadata.generation', meta.generation ?? 0, detail));
  }
  return [...errors, ...validateCommon(meta, rules), ...validateFinalizers(meta, rules)];
}

function validateCommon(meta: ObjectMeta, rules: MetaRules): readonly FieldError[] {
  return [
    ...validateLabels(meta.labels, 'metadata.labels', rules),
    ...validateAnnotations(meta.annotations, 'metadata.annotations', rules),
    ...validateOwners(meta),
  ];
}

/** A map of labels. */
export function validateLabels(
  labels: StringMap | undefined,
  path: string,
  wording: Wording,
): readonly FieldError[] {
  return sortedText(Object.keys(labels ?? {})).flatMap((name) => {
    const value = labels?.[name] ?? '';
    return [
      ...problems(path, name, qualifiedName(name, wording)),
      ...problems(path, value, labelValue(value)),
    ];
  });
}

/** A map of annotations. */
export function validateAnnotations(
  annotations: StringMap | undefined,
  path: string,
  wording: Wording,
): readonly FieldError[] {
  const entries = Object.entries(annotations ?? {});
  const errors = sortedText(entries.map(([name]) => name)).flatMap((name) =>
    problems(path, name, qualifiedName(name.toLowerCase(), wording)),
  );
  const size = entries.reduce((sum, [k, v]) => sum + byteLength(k) + byteLength(v), 0);
  if (size <= ANNOTATIONS_LIMIT) return errors;
  const limit = wording.isModern ? tooLongMax : tooLong;
  return [...errors, limit(path, ANNOTATIONS_LIMIT)];
}

function validateOwners(meta: ObjectMeta): readonly FieldError[] {
  const path = 'metadata.ownerReferences';
  const errors: FieldError[] = [];
  for (const owner of meta.ownerReferences ?? []) {
    if (owner.apiVersion === '') {
      errors.push(invalid(child(path, 'apiVersion'), '', 'version must not be empty'));
    }
    for (const name of ['kind', 'name', 'uid'] as const) {
      if (owner[name] === '') errors.push(invalid(child(path, name), '', 'must not be empty'));
    }
  }
  return errors;
}

function validateFinalizers(meta: ObjectMeta, rules: MetaRules): readonly FieldError[] {
  const path = 'metadata.finalizers';
  const names = meta.finalizers ?? [];
  const standard = ['kubernetes', 'orphan', 'foregroundDeletion'];
  return [
    ...names.flatMap((name) => problems(path, name, qualifiedName(name, rules))),
    ...names.flatMap((name, index) =>
      name.includes('/') || standard.includes(name)
        ? []
        : [
            invalid(
              at(path, index),
              name,
              'name is neither a standard finalizer name nor is it fully qualified',
            ),
          ],
    ),
  ];
}

const IMMUTABLE: readonly (keyof ObjectMeta & string)[] = [
  'name',
  'namespace',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
];

/** What an update may not do to metadata. */
export function validateObjectMetaUpdate(
  next: ObjectMeta,
  old: ObjectMeta,
  rules: MetaRules,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (old.deletionTimestamp !== undefined) errors.push(...newFinalizers(next, old));
  if ((next.resourceVersion ?? '') === '') {
    errors.push(invalid('metadata.resourceVersion', '', 'must be specified for an update'));
  }
  if ((next.generation ?? 0) < (old.generation ?? 0)) {
    errors.push(invalid('metadata.generation', next.generation ?? 0, 'must not be decremented'));
  }
  for (const name of IMMUTABLE) {
    if ((next[name] ?? '') === (old[name] ?? '')) continue;
    const value = next[name] as string | number | undefined;
    const shown = value ?? (isText(name) ? '' : { go: 'null' });
    errors.push(invalid(child('metadata', name), shown, 'field is immutable'));
  }
  return [...errors, ...validateCommon(next, rules)];
}

function isText(name: string): boolean {
  return name === 'name' || name === 'namespace' || name === 'uid';
}

function newFinalizers(next: ObjectMeta, old: ObjectMeta): readonly FieldError[] {
  const known = old.finalizers ?? [];
  const extra = sortedText((next.finalizers ?? []).filter((name) => !known.includes(name)));
  if (extra.length === 0) return [];
  const list = `[]string{${extra.map(quote).join(', ')}}`;
  const detail = `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`;
  return [forbidden('metadata.finalizers', detail)];
}

/** A selector by labels inside an object. */
export function validateLabelSelector(
  selector: LabelSelector | undefined,
  path: string,
  wording: Wording,
): readonly FieldError[] {
  if (selector === undefined) return [];
  const errors = [...validateLabels(selector.matchLabels, child(path, 'matchLabels'), wording)];
  (selector.matchExpressions ?? []).forEach((term, index) => {
    const where = at(child(path, 'matchExpressions'), index);
    const values = term.values ?? [];
    if (term.operator === 'In' || term.operator === 'NotIn') {
      const detail = "must be specified when `operator` is 'In' or 'NotIn'";
      if (values.length === 0) errors.push(required(child(where, 'values'), detail));
    } else if (term.operator === 'Exists' || term.operator === 'DoesNotExist') {
      const detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
      if (values.length > 0) errors.push(forbidden(child(where, 'values'), detail));
    } else {
      const detail = 'not a valid selector operator';
      errors.push(invalid(child(where, 'operator'), term.operator ?? '', detail));
    }
    errors.push(...problems(child(where, 'key'), term.key, qualifiedName(term.key, wording)));
    if (!wording.isModern) return;
    values.forEach((value, place) => {
      errors.push(...problems(at(child(where, 'values'), place), value, labelValue(value)));
    });
  });
  return errors;
}
