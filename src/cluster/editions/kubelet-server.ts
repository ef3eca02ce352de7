// What the kubelet's HTTP server of each edition offers and how it says it, as data.
// Models pkg/kubelet/server/server.go of v1.20.2 and v1.36.2.

import type { EditionName } from './edition.ts';

/** How one era's server differs. */
export interface KubeletServerRules {
  /** Port 10250 also speaks plain HTTP, as in 2014. */
  readonly isPlainServed: boolean;
  /** `/statusz` tells how long it has been running. */
  readonly hasStatusz: boolean;
  /** A bare pod says that it was never created. */
  readonly hasNullCreation: boolean;
  /** Its configuration says what it is a configuration of. */
  readonly isConfigTyped: boolean;
  /** Containers' figures come from the runtime as of now, not from cAdvisor's latest samples. */
  readonly isStatsFromRuntime: boolean;
  /** `io`, `swap` and pressure in the summary; `swap` series in `/metrics/resource`. */
  readonly hasPressureAndSwap: boolean;
  /** A name for the summary's file system of containers' own layers. */
  readonly hasContainerFs: boolean;
  /** Directories that a container's own layer has before anything is written into it. */
  readonly layerInodes: number;
  /** What a listing of `/logs/` begins with. */
  readonly listingHead: string;
  /** A refusal lists all the subresources that were tried. */
  readonly areSubresourcesListed: boolean;
  /** With a subresource of their own since v1.33: pods, healthz, configz. */
  readonly isAuthorizationFine: boolean;
  /** cAdvisor knows the engine: its series name containers, pods and images. */
  readonly areContainersNamed: boolean;
  /** `/stats/…` and `/spec/` give cAdvisor's own objects. */
  readonly hasCadvisorJson: boolean;
  /** The version of Go the kubelet is built with. */
  readonly goVersion: string;
}

const DOCKER: KubeletServerRules = {
  isPlainServed: false,
  hasStatusz: false,
  hasNullCreation: true,
  isConfigTyped: false,
  isStatsFromRuntime: false,
  hasPressureAndSwap: false,
  hasContainerFs: false,
  layerInodes: 1,
  listingHead: '<pre>\n',
  areSubresourcesListed: false,
  isAuthorizationFine: false,
  areContainersNamed: true,
  hasCadvisorJson: false,
  goVersion: 'go1.15.5',
};

const RULES: { readonly [edition in EditionName]: KubeletServerRules } = {
  document: { ...DOCKER, isPlainServed: true, hasCadvisorJson: true },
  docker: DOCKER,
  containerd: {
    ...DOCKER,
    hasStatusz: true,
    hasNullCreation: false,
    isConfigTyped: true,
    isStatsFromRuntime: true,
    hasPressureAndSwap: true,
    hasContainerFs: true,
    layerInodes: 5,
    listingHead: '<!doctype html>\n<meta name="viewport" content="width=device-width">\n<pre>\n',
    areSubresourcesListed: true,
    isAuthorizationFine: true,
    areContainersNamed: false,
    goVersion: 'go1.26.10',
  },
};

/** The server of an edition's kubelet. */
export function kubeletServerRules(edition: EditionName): KubeletServerRules {
  return RULES[edition];
}
