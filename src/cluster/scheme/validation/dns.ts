// DNS settings and host aliases of a pod. Models validation.go, validatePodDNSConfig.

import type { PodSpec } from '../../../api/pod.ts';
import type { FieldError } from '../../../apimachinery/field-error.ts';
import { at, child, invalid, required } from '../../../apimachinery/field-error.ts';
import type { Wording } from './formats.ts';
import { dns1123Subdomain, dns1123SubdomainWithUnderscore, isIpAddress } from './formats.ts';
import { goStrings } from './go-values.ts';
import { problems } from './object-meta.ts';

const MODERN_IP = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';

/** An IP address of a field that took any spelling from the beginning. */
export function validateIp(ip: string, field: string, wording: Wording): readonly FieldError[] {
  if (isIpAddress(ip)) return [];
  return [invalid(field, ip, wording.isModern ? MODERN_IP : 'must be valid IP address')];
}

/** `spec.dnsConfig` against the policy. */
export function validateDnsConfig(
  spec: PodSpec,
  path: string,
  wording: Wording,
): readonly FieldError[] {
  const { dnsPolicy, dnsConfig } = spec;
  const nameservers = dnsConfig?.nameservers ?? [];
  if (dnsPolicy === 'None' && dnsConfig === undefined) {
    return [required(path, 'must provide `dnsConfig` when `dnsPolicy` is None')];
  }
  const servers = child(path, 'nameservers');
  if (dnsPolicy === 'None' && nameservers.length === 0) {
    const detail = 'must provide at least one DNS nameserver when `dnsPolicy` is None';
    return [required(servers, detail)];
  }
  const errors: FieldError[] = [];
  if (nameservers.length > 3) {
    const detail = 'must not have more than 3 nameservers';
    errors.push(invalid(servers, goStrings(nameservers, wording), detail));
  }
  nameservers.forEach((ip, index) => {
    errors.push(...validateIp(ip, at(servers, index), wording));
  });
  errors.push(...validateSearches(dnsConfig?.searches ?? [], child(path, 'searches'), wording));
  (dnsConfig?.options ?? []).forEach((option, index) => {
    if ((option.name ?? '') !== '') return;
    errors.push(required(at(child(path, 'options'), index), 'must not be empty'));
  });
  return errors;
}

function validateSearches(
  searches: readonly string[],
  path: string,
  wording: Wording,
): readonly FieldError[] {
  const [maxPaths, maxChars] = wording.isModern ? [32, 2_048] : [6, 256];
  const errors: FieldError[] = [];
  const shown = goStrings(searches, wording);
  if (searches.length > maxPaths) {
    errors.push(invalid(path, shown, `must not have more than ${maxPaths} search paths`));
  }
  if (searches.join(' ').length > maxChars) {
    const detail = `must not have more than ${maxChars} characters (including spaces) in the search list`;
    errors.push(invalid(path, shown, detail));
  }
  searches.forEach((search, index) => {
    if (wording.isModern && search === '.') return;
    const name = search.endsWith('.') ? search.slice(0, -1) : search;
    const check = wording.isModern ? dns1123SubdomainWithUnderscore : dns1123Subdomain;
    errors.push(...problems(at(path, index), name, check(name)));
  });
  return errors;
}

/** Lines the kubelet adds to `/etc/hosts`. */
export function validateHostAliases(
  aliases: PodSpec['hostAliases'],
  path: string,
  wording: Wording,
): readonly FieldError[] {
  return (aliases ?? []).flatMap(({ ip = '', hostnames = [] }, index) => {
    const where = at(path, index);
    const ipField = child(wording.isModern ? where : path, 'ip');
    const names = wording.isModern ? where : path;
    return [
      ...validateIp(ip, ipField, wording),
      ...hostnames.flatMap((name, place) => {
        const list = child(names, 'hostnames');
        const field = wording.isModern ? at(list, place) : list;
        return problems(field, name, dns1123Subdomain(name));
      }),
    ];
  });
}
