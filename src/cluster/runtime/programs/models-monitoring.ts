// Programs that watch a cluster: Heapster, InfluxDB and metrics-server, whose work is done by
// processes of the simulation, and Grafana, of which only its pages' server is there.

import type { WorkloadKind } from '../../protocol/workload.ts';
import { type Maker, MIB, MILLI, type ModelContext, option } from './model-context.ts';
import { exitsOn, plainModel, type ServerModel } from './server-model.ts';

function workload(kind: WorkloadKind, port: number, afterMillis: number): ServerModel {
  return {
    ...plainModel(kind),
    workload: kind,
    listens: [{ port, after: afterMillis * MILLI }],
  };
}

function portOf(context: ModelContext, name: string, usual: number): number {
  const port = Number(option(context, name) ?? usual);
  return Number.isInteger(port) ? port : usual;
}

/** heapster. Nothing in it handles SIGTERM. */
export const heapster: Maker = (context) => ({
  ...workload('heapster', portOf(context, '--heapster-port', 8082), 300),
  signals: { SIGTERM: exitsOn(2, 2), SIGINT: exitsOn(2, 2) },
  rssBytes: 22 * MIB,
  cpuMillis: 1,
});

/** influxd: its HTTP API; the port of backups only accepts. */
export const influxd: Maker = () => {
  const model = workload('influxdb', 8086, 500);
  return {
    ...model,
    listens: [...model.listens, { port: 8088, after: 500 * MILLI }],
    signals: { SIGTERM: exitsOn(0, 40), SIGINT: exitsOn(0, 40) },
    rssBytes: 26 * MIB,
    cpuMillis: 2,
  };
};

/** metrics-server: TLS only, with a certificate that it signs itself while it starts. */
export const metricsServer: Maker = (context) => ({
  ...workload('metrics-server', portOf(context, '--secure-port', 443), 900),
  isTls: true,
  signals: { SIGTERM: exitsOn(0, 30), SIGINT: exitsOn(0, 30) },
  rssBytes: 17 * MIB,
  cpuMillis: 3,
});

/** grafana-server with what run.sh sets up around it. */
export const grafana: Maker = () => ({
  ...plainModel('grafana-server'),
  listens: [{ port: 3000, after: 1_500 * MILLI }],
  http: {
    kind: 'routes',
    routes: [
      { path: '/api/health', status: 200, body: '{"commit":"","database":"ok","version":"4.4.3"}' },
      { path: '/login', status: 200, body: '<title>Grafana</title>\n' },
      { path: '/', status: 200, body: '<title>Grafana</title>\n' },
    ],
  },
  log: [
    { after: 400 * MILLI, text: 'Starting a utility program that will configure Grafana' },
    { after: 500 * MILLI, text: 'Starting Grafana in foreground mode' },
  ],
  signals: { SIGTERM: exitsOn(0, 50), SIGINT: exitsOn(0, 50) },
  rssBytes: 24 * MIB,
  cpuMillis: 2,
});
