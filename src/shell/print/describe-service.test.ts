// `kubectl describe service`, letter by letter as the printer's source has it.

import { expect, it } from 'vitest';
import type { ApiObject } from '../../apimachinery/meta.ts';
import { micros } from '../../kernel/time.ts';
import { descriptionText } from './describe.ts';

const SERVICE = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'front', namespace: 'default', labels: { tier: 'web' } },
  spec: {
    type: 'NodePort',
    selector: { tier: 'x', app: 'web' },
    clusterIP: '10.96.1.2',
    clusterIPs: ['10.96.1.2'],
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
    ports: [
      { name: 'http', port: 80, protocol: 'TCP', targetPort: 'web', nodePort: 30080 },
      { name: 'admin', port: 81, protocol: 'TCP', targetPort: 8081 },
    ],
    sessionAffinity: 'None',
    externalTrafficPolicy: 'Cluster',
    internalTrafficPolicy: 'Cluster',
  },
};

function text(subsets: readonly object[]): string {
  const endpoints = { apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'front' }, subsets };
  return descriptionText({
    kind: 'description',
    resource: 'services',
    object: SERVICE as ApiObject,
    events: [],
    related: [endpoints as ApiObject],
    showEvents: true,
    at: micros(60_000_000),
    epochSeconds: 1_767_225_600,
    edition: 'containerd',
  });
}

it('says where each port leads', () => {
  const addresses = ['10.244.1.2', '10.244.1.3', '10.244.1.4', '10.244.1.5'].map((ip) => ({ ip }));
  const ports = [{ name: 'http', port: 8080 }];
  expect(text([{ addresses, ports }])).toBe(`Name:                     front
Namespace:                default
Labels:                   tier=web
Annotations:              <none>
Selector:                 app=web,tier=x
Type:                     NodePort
IP Family Policy:         SingleStack
IP Families:              IPv4
IP:                       10.96.1.2
IPs:                      10.96.1.2
Port:                     http  80/TCP
TargetPort:               web/TCP
NodePort:                 http  30080/TCP
Endpoints:                10.244.1.2:8080,10.244.1.3:8080,10.244.1.4:8080 + 1 more...
Port:                     admin  81/TCP
TargetPort:               8081/TCP
Endpoints:                <none>
Session Affinity:         None
External Traffic Policy:  Cluster
Internal Traffic Policy:  Cluster
Events:                   <none>
`);
});
