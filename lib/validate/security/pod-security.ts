/**
 * What the controls of the Pod Security Standards have in common: k8s.io/pod-security-admission/policy, v0.37. Each control
 * is a check of its own in checks/security.
 */
import type { Pod } from '../pod';

export const baselineLink = 'https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline';
export const restrictedLink = 'https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted';

/** Windows pods cannot have what some restricted controls ask for, and are exempt since 1.25. */
export function isWindows({ spec }: Pod): boolean {
  return spec.os?.name === 'windows';
}

/** Since 1.35, some controls are relaxed for pods whose root is nobody on the node. */
export function isInUserNamespace({ spec }: Pod, minor: number): boolean {
  return minor >= 35 && spec.hostUsers === false;
}

/** `container a`, `containers a, b`. */
export function containersText(names: readonly string[]): string {
  return `${names.length === 1 ? 'container' : 'containers'} ${names.join(', ')}`;
}
