/** Forms of names that stand inside of specifications. */
import { dnsLabel, dnsSubdomain } from '../../schema/text-form';

/** RFC 1123 label, at most 63 characters. */
export function isDnsLabel(name: string): boolean {
  return dnsLabel.refusal(name) === undefined;
}

/** RFC 1123 subdomain, at most 253 characters. */
export function isDnsSubdomain(name: string): boolean {
  return dnsSubdomain.refusal(name) === undefined;
}

/** IANA service name: what a port of a container may be called (k8s.io/apimachinery, IsValidPortName). */
export function isPortName(name: string): boolean {
  return /^[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?$/.test(name) && /[a-z]/.test(name) && !name.includes('--');
}
