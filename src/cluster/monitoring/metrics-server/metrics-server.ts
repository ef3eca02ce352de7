// The program metrics-server: scrapes all kubelets, and answers what nodes and pods use.

import type { Workload } from '../workload.ts';
import { receiveHttp } from './http.ts';
import { initLoop, receiveLoop } from './loop.ts';
import type { MetricsServerLoop } from './state.ts';

/** v0.5 was the first to make rates itself, v0.6 the first to read `/metrics/resource`. */
function isModernImage(image: string): boolean {
  const [, minor = '9'] = /:v?0\.(\d+)/.exec(image) ?? [];
  return Number(minor) >= 6;
}

/** The program. */
export const metricsServer: Workload<MetricsServerLoop, null> = {
  init: (config, io) => ({ loop: initLoop(config, isModernImage(config.image), io), http: null }),
  loop: receiveLoop,
  http: receiveHttp,
};
