// The scenario when nobody wrote one: a cluster at rest. Apart from the reading of files, so that a
// page can show it without the parsers.

import type { ClusterSetup, EditionWord } from '../cluster/protocol/setup.ts';
import { DEFAULT_SETTLE_SECONDS, defaultNodes, defaultSetup } from './defaults.ts';
import type { Scenario } from './scenario.ts';

/** What is said outside of the files and wins over them. */
export interface LoadOptions {
  readonly edition?: EditionWord;
  readonly seed?: number;
  readonly nodes?: number;
}

/** A cluster that has been running for a while, and nothing to do. */
export function defaultScenario(options: LoadOptions = {}): Scenario {
  const settled = { ...defaultSetup('document'), settleSeconds: DEFAULT_SETTLE_SECONDS };
  const setup = withOptions(settled, options);
  return { name: 'run', title: '', setup, steps: [], expectations: [] };
}

/** The setup with what was said outside of the files. */
export function withOptions(setup: ClusterSetup, options: LoadOptions): ClusterSetup {
  return {
    ...setup,
    ...(options.edition === undefined ? {} : { edition: options.edition }),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.nodes === undefined ? {} : { nodes: defaultNodes(options.nodes) }),
  };
}
