// Services in front of pods, the load that containers carry, and the programs that watch a cluster.

import { readFileSync } from 'node:fs';
import { fileOf, type Line, line, POD_NAMES, type Scene } from './scene.ts';

const SERVICES: readonly string[] = ['east', 'west'];

/** A service is made, led elsewhere or taken away. */
export function service({ chance, at }: Scene): readonly Line[] {
  const name = chance.pick(SERVICES);
  if (chance.maybe(20)) return [line(at, `kubectl delete service ${name}`)];
  const spec = {
    selector: { app: chance.pick(POD_NAMES) },
    ports: [{ port: 80, targetPort: chance.pick([80, 6_379]) }],
    ...(chance.maybe(20) ? { clusterIP: 'None' } : {}),
    ...(chance.maybe(20) ? { publishNotReadyAddresses: true } : {}),
  };
  const content = fileOf('s.yaml', { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec });
  return [line(at, 'kubectl apply -f s.yaml', content)];
}

/** A container spins, leaks, writes or sends. */
export function load({ chance, pods, at }: Scene): readonly Line[] {
  const { name, containers } = chance.pick(pods);
  const whose = `${name}/${chance.pick(containers)}`;
  const host = chance.pick([...SERVICES, 'nowhere', '10.96.0.77']);
  const text = chance.pick([
    `lab set load ${whose} cpu=${chance.pick(['0', '300m', '3'])}`,
    `lab set load ${whose} leak=${chance.pick(['0', '200Ki', '8Mi'])}`,
    `lab set load ${whose} write=${chance.pick(['0', '1Mi'])}`,
    `lab send ${whose} http://${host}/ rate=${chance.pick([0, 1, 20])}`,
  ]);
  return [line(at, text)];
}

/** The add-on of the edition is put into the cluster, or one of its pods goes. */
export function monitoring({ chance, edition, at }: Scene): readonly Line[] {
  const isOld = edition === 'document';
  const names = isOld ? ['heapster', 'monitoring-influxdb'] : ['metrics-server'];
  if (chance.maybe(40)) {
    return [line(at, `kubectl delete pod ${chance.pick(names)} -n kube-system --wait=false`)];
  }
  const addon = `${isOld ? 'cluster-monitoring' : 'metrics-server'}.${edition}.yaml`;
  const path = new URL(`../../../content/addons/${addon}`, import.meta.url);
  const apply = line(at, 'kubectl apply -f m.yaml', { 'm.yaml': readFileSync(path, 'utf8') });
  return isOld ? [apply] : [apply, line(at + 20, 'kubectl top nodes')];
}
