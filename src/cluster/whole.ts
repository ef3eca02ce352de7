// All code of a cluster: puts what an idle cluster does not need in its places.

import { fillApiserver } from './apiserver/whole.ts';
import { fillCadvisor } from './cadvisor/whole.ts';
import { fillContainerd } from './containerd/whole.ts';
import { fillControllers } from './controllers/whole.ts';
import { fillDocker } from './docker/whole.ts';
import { fillKubeProxy } from './kube-proxy/whole.ts';
import { fillKubelet } from './kubelet/whole.ts';
import { fillLinux } from './linux/whole.ts';
import { fillMonitoring } from './monitoring/whole.ts';
import { fillScheduler } from './scheduler/whole.ts';
import { fillScheme } from './scheme/whole.ts';
import { fillUser } from './user/whole.ts';

/** Fills the places of all components. */
export function fillCluster(): void {
  fillScheme();
  fillApiserver();
  fillCadvisor();
  fillContainerd();
  fillControllers();
  fillDocker();
  fillKubelet();
  fillKubeProxy();
  fillLinux();
  fillMonitoring();
  fillScheduler();
  fillUser();
}
