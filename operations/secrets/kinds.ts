/** Values of each kind: strong ones, made here, and what has to be said of one that somebody gives. */
import { createPrivateKey, randomBytes, randomInt, X509Certificate } from 'node:crypto';
import { describeKind } from './needed';
import type { MadeKind, SecretKind } from '../../values/declared-secret';

/** What everything takes: no URI, shell or file has to escape any of it. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** @param length 22 characters are 130 bits */
export function randomText(length: number): string {
  return Array.from({ length }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
}

/** Users have files of their own (users.ts). */
const MAKERS: Readonly<Record<Exclude<MadeKind, 'htpasswd'>, () => string>> = {
  password: () => randomText(32),
  'access-key-id': () => 'mlflow',
  'secret-access-key': () => randomText(40),
  // Another one each time: Garage takes no other secret for a key that it knows.
  'garage-key-id': () => `mlflow-${randomText(16)}`,
  'garage-secret-key': () => randomText(40),
  'admin-name': () => 'admin',
  'random-text': () => randomText(48),
  'fernet-key': () => `${randomBytes(32).toString('base64url')}=`,
  // oauth2-proxy reads it as base64 if it can: of 24 bytes, then, which it takes, too.
  'cookie-secret': () => randomText(32),
};

/** Undefined where it is somebody else's to issue. */
export function makerOf(kind: SecretKind | undefined): (() => string) | undefined {
  return kind !== undefined && Object.hasOwn(MAKERS, kind) ? MAKERS[kind as keyof typeof MAKERS] : undefined;
}

/** Of all of it, and of users of each line: a pattern of repeated lines would try one split after the other. */
const FORMS: Readonly<Partial<Record<SecretKind, RegExp>>> = {
  // MLflow's own: https://mlflow.org/docs/latest/self-hosting/security/basic-http-auth
  password: /^[ -~]{12,}$/,
  'database-owner': /^[a-z_][a-z0-9_-]{0,62}$/,
  'access-key-id': /^[!-~]{3,}$/,
  'secret-access-key': /^[!-~]{8,}$/,
  'garage-key-id': /^[A-Za-z0-9._-]{8,}$/,
  'garage-secret-key': /^[!-~]{16,}$/,
  'admin-name': /^[ -9;-~]{1,255}$/,
  'random-text': /^[ -~]{32,}$/,
  'fernet-key': /^[A-Za-z0-9_-]{43}=$/,
  'cookie-secret': /^[!-~]{16}(?:[!-~]{8}){0,2}$/,
  // Of the hashes that crypt() knows, the one that is slow enough to guess.
  htpasswd: /^[A-Za-z0-9._@+-]+:\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/,
};

/** What throws says that it is none. */
const CHECKS: Readonly<Partial<Record<SecretKind, (pem: Buffer) => unknown>>> = {
  certificate: (pem) => new X509Certificate(pem),
  authorities: (pem) => new X509Certificate(pem),
  'certificate-key': (pem) => createPrivateKey(pem),
};

function succeeds(check: (value: Buffer) => unknown, value: Buffer): boolean {
  try {
    check(value);
    return true;
  } catch {
    return false;
  }
}

/** Why a value cannot be of that kind, without showing it. */
export function faultOf(kind: SecretKind | undefined, value: Buffer): string | undefined {
  if (value.length === 0) return 'is empty';
  const form = kind === undefined ? undefined : FORMS[kind];
  const check = kind === undefined ? undefined : CHECKS[kind];
  if (kind !== undefined && check !== undefined)
    return succeeds(check, value) ? undefined : `is not ${describeKind(kind)}`;
  if (kind === undefined || form === undefined) return undefined;
  const text = value.toString('latin1');
  const lines = kind === 'htpasswd' ? text.replace(/\n$/, '').split('\n') : [text];
  return lines.every((line) => form.test(line)) ? undefined : `is not ${describeKind(kind)}`;
}
