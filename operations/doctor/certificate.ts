/** The certificate in a Secret, which is shown to everybody. */
import { X509Certificate } from 'node:crypto';
import type { SecretKeys } from './state';

/** The first of its chain; undefined where there is none that can be read. */
export function certificateIn(secret: SecretKeys | undefined): X509Certificate | undefined {
  if (secret?.certificate === undefined) return undefined;
  try {
    return new X509Certificate(secret.certificate);
  } catch {
    return undefined;
  }
}
