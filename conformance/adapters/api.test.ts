// Upstream's cases for pods and image names, where the shared vectors are at hand.

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { EditionName } from '../../src/cluster/editions/edition.ts';
import { imageName } from './image-name.ts';
import { podUpdateValidation } from './pod-update-validation.ts';
import { podValidation, podValidationModern } from './pod-validation.ts';
import { qosClass } from './qos-class.ts';

interface Case {
  readonly id: string;
  readonly input: unknown;
  readonly expect: unknown;
}

type Adapter = (input: unknown, edition: EditionName) => unknown;

const FOLDER = '../shared/vectors';

const TOPICS: readonly (readonly [string, Adapter, EditionName])[] = [
  ['pod-validation', podValidation, 'docker'],
  ['api-error-samples', podValidation, 'docker'],
  ['pod-validation-1.36', podValidationModern, 'containerd'],
  ['pod-update-validation', podUpdateValidation, 'docker'],
  ['qos-class', qosClass, 'docker'],
  ['image-name', imageName, 'docker'],
];

describe.runIf(existsSync(FOLDER))('upstream cases', () => {
  for (const [topic, adapter, edition] of TOPICS) {
    const file = `${FOLDER}/${topic}.json`;
    if (!existsSync(file)) continue;
    const cases = JSON.parse(readFileSync(file, 'utf8')) as readonly Case[];
    test.each(cases.map((one) => [one.id, one] as const))(`${topic}: %s`, (_id, one) => {
      expect(inAnyOrder(adapter(one.input, edition))).toMatchObject(
        inAnyOrder(one.expect) as object,
      );
    });
  }
});

/** Maps have no order in Go, nor have the errors about their entries; addresses change. */
function inAnyOrder(answer: unknown): unknown {
  const { errors, statusMessage, kubectlText, ...rest } = answer as {
    readonly errors?: readonly object[];
    readonly statusMessage?: string;
    readonly kubectlText?: string;
  };
  return {
    ...rest,
    ...(errors && { errors: errors.map((one) => withoutAddresses(JSON.stringify(one))).sort() }),
    ...(statusMessage && { statusMessage: sorted(statusMessage, ', ') }),
    ...(kubectlText && { kubectlText: sorted(kubectlText, '\n') }),
  };
}

function sorted(text: string, separator: string): readonly string[] {
  return withoutAddresses(text.replace(/^([^[]*)\[(.*)\]$/s, '$1, $2'))
    .split(separator)
    .sort();
}

function withoutAddresses(text: string): string {
  return text.replaceAll(/0x[0-9a-f]+/g, '<ptr>');
}
