// The fields of the structs that the API server prints whole in an error, as Go names them.
// A data table for go-values.ts.

import type { GoField } from './go-values.ts';

function pointer(go: string, json: string, type: string, fields?: readonly GoField[]): GoField {
  return { go, json, pointer: type, ...(fields && { fields }) };
}

const CAPABILITIES: readonly GoField[] = [
  pointer('Add', 'add', '[]core.Capability'),
  pointer('Drop', 'drop', '[]core.Capability'),
];

const SELINUX: readonly GoField[] = [
  { go: 'User', json: 'user' },
  { go: 'Role', json: 'role' },
  { go: 'Type', json: 'type' },
  { go: 'Level', json: 'level' },
];

/** core.SeccompProfile */
export const SECCOMP_FIELDS: readonly GoField[] = [
  { go: 'Type', json: 'type' },
  pointer('LocalhostProfile', 'localhostProfile', 'string'),
];

/** core.SecurityContext; the last field is newer than v1.20 and printed as JSON only. */
export const SECURITY_CONTEXT_FIELDS: readonly GoField[] = [
  pointer('Capabilities', 'capabilities', 'core.Capabilities', CAPABILITIES),
  pointer('Privileged', 'privileged', 'bool'),
  pointer('SELinuxOptions', 'seLinuxOptions', 'core.SELinuxOptions', SELINUX),
  pointer('WindowsOptions', 'windowsOptions', 'core.WindowsSecurityContextOptions'),
  pointer('RunAsUser', 'runAsUser', 'int64'),
  pointer('RunAsGroup', 'runAsGroup', 'int64'),
  pointer('RunAsNonRoot', 'runAsNonRoot', 'bool'),
  pointer('ReadOnlyRootFilesystem', 'readOnlyRootFilesystem', 'bool'),
  pointer('AllowPrivilegeEscalation', 'allowPrivilegeEscalation', 'bool'),
  pointer('ProcMount', 'procMount', 'core.ProcMountType'),
  pointer('SeccompProfile', 'seccompProfile', 'core.SeccompProfile', SECCOMP_FIELDS),
  { ...pointer('AppArmorProfile', 'appArmorProfile', 'core.AppArmorProfile'), isNewer: true },
];

/** core.Toleration */
export const TOLERATION_FIELDS: readonly GoField[] = [
  { go: 'Key', json: 'key' },
  { go: 'Operator', json: 'operator' },
  { go: 'Value', json: 'value' },
  { go: 'Effect', json: 'effect' },
  pointer('TolerationSeconds', 'tolerationSeconds', 'int64'),
];

/** core.Lifecycle of v1.20 */
export const LIFECYCLE_FIELDS: readonly GoField[] = [
  pointer('PostStart', 'postStart', 'core.Handler'),
  pointer('PreStop', 'preStop', 'core.Handler'),
];

const HANDLER: readonly GoField[] = [
  pointer('Exec', 'exec', 'core.ExecAction'),
  pointer('HTTPGet', 'httpGet', 'core.HTTPGetAction'),
  pointer('TCPSocket', 'tcpSocket', 'core.TCPSocketAction'),
];

/** core.Probe of v1.20 */
export const PROBE_FIELDS: readonly GoField[] = [
  { go: 'Handler', json: 'handler', embedded: 'Handler', fields: HANDLER },
  { go: 'InitialDelaySeconds', json: 'initialDelaySeconds', isNumber: true },
  { go: 'TimeoutSeconds', json: 'timeoutSeconds', isNumber: true },
  { go: 'PeriodSeconds', json: 'periodSeconds', isNumber: true },
  { go: 'SuccessThreshold', json: 'successThreshold', isNumber: true },
  { go: 'FailureThreshold', json: 'failureThreshold', isNumber: true },
];
