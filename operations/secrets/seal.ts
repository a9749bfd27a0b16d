/**
 * Sealing as kubeseal does, for the controller's key: a session key by RSA-OAEP with SHA-256, and the text by AES-256-GCM with it.
 * https://github.com/bitnami/sealed-secrets/blob/main/pkg/crypto/crypto.go
 */
import { constants, createCipheriv, publicEncrypt, randomBytes, X509Certificate, type KeyObject } from 'node:crypto';
import { SettingsError } from '../../lib/validate/settings/settings-error';

export type SealingKey = KeyObject;

const SESSION_KEY_BYTES = 32;
/** Shorter ones can be broken. Controllers make 4096. */
const LEAST_BITS = 2048;
/** It may be zero, because each session key seals one text. */
const NONCE = Buffer.alloc(12);

/**
 * The key of a controller's certificate, as `kubeseal --fetch-cert` prints it.
 * @param now to tell whether it is still good
 * @throws SettingsError for what is none, or is not good any more
 */
export function sealingKey(pem: string, file: string, now: Date): SealingKey {
  const certificate = certificateIn(pem, file);
  const key = certificate.publicKey;
  if (key.asymmetricKeyType !== 'rsa') {
    throw new SettingsError(
      `${file}: its key is ${String(key.asymmetricKeyType)}: expected RSA, as kubeseal --fetch-cert prints`,
    );
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < LEAST_BITS) {
    throw new SettingsError(
      `${file}: its key has ${String(bits)} bits: expected ${String(LEAST_BITS)} or more, as controllers make them`,
    );
  }
  if (now > new Date(certificate.validTo)) {
    throw new SettingsError(
      `${file}: it was good until ${certificate.validTo}: fetch the controller’s newest, kubeseal --fetch-cert`,
    );
  }
  return key;
}

function certificateIn(pem: string, file: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new SettingsError(`${file}: expected a certificate in PEM, as kubeseal --fetch-cert prints`);
  }
}

/** @param label where it may be opened: `namespace/name` */
export function seal(text: Uint8Array, label: string, key: SealingKey): string {
  const sessionKey = randomBytes(SESSION_KEY_BYTES);
  const padding = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256', oaepLabel: Buffer.from(label) };
  const wrapped = publicEncrypt({ key, ...padding }, sessionKey);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(wrapped.length);
  const cipher = createCipheriv('aes-256-gcm', sessionKey, NONCE);
  const sealed = [cipher.update(text), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat([length, wrapped, ...sealed]).toString('base64');
}
