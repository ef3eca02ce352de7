// Services, as far as pods can notice them. Models validation.go, validateService.

import type { Service, ServicePort } from '../../../api/config.ts';
import type { FieldError } from '../../../apimachinery/field-error.ts';
import {
  at,
  child,
  duplicate,
  invalid,
  notSupported,
  required,
} from '../../../apimachinery/field-error.ts';
import type { Wording } from './formats.ts';
import { dns1123Label, isIpAddress, portName, portNumber } from './formats.ts';
import { problems, validateLabels } from './object-meta.ts';

const TYPES: readonly string[] = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];

/** The spec of a service. */
export function validateService(service: Service, wording: Wording): readonly FieldError[] {
  const spec = service.spec ?? {};
  const { ports = [], type = '', clusterIP = '', sessionAffinity = '' } = spec;
  const isHeadless = clusterIP === 'None';
  const errors: FieldError[] = [];
  if (ports.length === 0 && !isHeadless && type !== 'ExternalName') {
    errors.push(required('spec.ports'));
  }
  if (type === 'ExternalName' && (spec.externalName ?? '') === '') {
    errors.push(required('spec.externalName'));
  }
  errors.push(...validatePorts(ports, isHeadless, wording));
  errors.push(...validateLabels(spec.selector, 'spec.selector', wording));
  const affinities = ['ClientIP', 'None'];
  if (!affinities.includes(sessionAffinity)) {
    errors.push(notSupported('spec.sessionAffinity', sessionAffinity, affinities));
  }
  if (clusterIP !== '' && !isHeadless && !isIpAddress(clusterIP)) {
    const detail = wording.isModern
      ? 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'
      : 'must be a valid IP address, (e.g. 10.9.8.7)';
    errors.push(invalid('spec.clusterIPs[0]', clusterIP, detail));
  }
  if (!TYPES.includes(type)) errors.push(notSupported('spec.type', type, TYPES));
  return errors;
}

function validatePorts(
  ports: readonly ServicePort[],
  isHeadless: boolean,
  wording: Wording,
): readonly FieldError[] {
  const names = new Set<string>();
  const pairs = new Set<string>();
  const protocols = ['SCTP', 'TCP', 'UDP'];
  return ports.flatMap((port, index) => {
    const where = at('spec.ports', index);
    const { name = '', protocol = '', targetPort } = port;
    const errors: FieldError[] = [];
    const nameField = child(where, 'name');
    if (name === '' && ports.length > 1) errors.push(required(nameField));
    else if (name !== '') {
      errors.push(...problems(nameField, name, dns1123Label(name, wording)));
      if (names.has(name)) errors.push(duplicate(nameField, name));
      names.add(name);
    }
    errors.push(
      ...portNumber(port.port).map((one) => invalid(child(where, 'port'), port.port, one)),
    );
    if (!protocols.includes(protocol)) {
      errors.push(notSupported(child(where, 'protocol'), protocol, protocols));
    }
    const target = child(where, 'targetPort');
    if (typeof targetPort === 'string') {
      errors.push(...problems(target, targetPort, portName(targetPort, wording)));
    } else if (targetPort !== undefined && !isHeadless) {
      errors.push(...portNumber(targetPort).map((one) => invalid(target, targetPort, one)));
    }
    const pair = `${protocol}/${port.port}`;
    if (pairs.has(pair)) {
      const shown = { go: `core.ServicePort{Name:"", Protocol:"${protocol}", Port:${port.port}}` };
      errors.push(duplicate(where, shown));
    }
    pairs.add(pair);
    return errors;
  });
}
