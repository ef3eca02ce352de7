// The contract of an edition: which era of Kubernetes a cluster is. Data and a few strategies,
// handed to the processes at assembly, so that no file asks twice which era this is.

/** The editions by name. */
export type EditionName = 'document' | 'docker' | 'containerd';
