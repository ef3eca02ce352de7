// How the sources of pods differ between the editions, as data. Models pkg/kubelet/config of
// v1.20.2 and v1.36.2, and pkg/kubelet/server.go of 2014 for the document.

import type { EditionName } from './edition.ts';

/** What the sources of one era do differently. */
export interface PodSourceRules {
  /** Besides being read on a timer, the manifest directory is watched by inotify. */
  readonly hasFileWatch: boolean;
  /** The kubelet's own HTTP server takes pods (`/container`, `/containers`; gone since 2014). */
  readonly hasPush: boolean;
  /** A static pod's uid depends on its file or URL; else only on what it holds. */
  readonly isUidOfPlace: boolean;
  readonly hasSelfLink: boolean;
  /** v1.0: whatever comes or goes, the whole list is told (SnapshotAndUpdates). */
  readonly isSnapshot: boolean;
  /** v1.34+: a static pod may not name secrets, config maps, claims or accounts. */
  readonly areApiReferencesRefused: boolean;
  /** Log lines are a message with keys and values. */
  readonly isLogStructured: boolean;
  /** The scheme as errors about unknown kinds name it. */
  readonly schemeName: string;
}

const DOCKER: PodSourceRules = {
  hasFileWatch: true,
  hasPush: false,
  isUidOfPlace: false,
  hasSelfLink: true,
  isSnapshot: false,
  areApiReferencesRefused: false,
  isLogStructured: false,
  schemeName: 'k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30',
};

const RULES: { readonly [edition in EditionName]: PodSourceRules } = {
  document: { ...DOCKER, hasFileWatch: false, hasPush: true, isSnapshot: true },
  docker: DOCKER,
  containerd: {
    ...DOCKER,
    isUidOfPlace: true,
    hasSelfLink: false,
    areApiReferencesRefused: true,
    isLogStructured: true,
  },
};

/** The sources of an edition's kubelet. */
export function podSourceRules(edition: EditionName): PodSourceRules {
  return RULES[edition];
}
