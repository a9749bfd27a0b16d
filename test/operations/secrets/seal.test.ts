/** Sealing: what the controller's key opens, for the right namespace and name; test/cluster/sealed.test.ts has kubeseal open it. */
import { constants, createDecipheriv, generateKeyPairSync, privateDecrypt, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sealedSecret } from '../../../operations/secrets/manifests';
import { seal, sealingKey } from '../../../operations/secrets/seal';

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** By the description in sealed-secrets' docs/developer/crypto.md. */
function open(sealed: string, label: string, key: KeyObject): Buffer {
  const bytes = Buffer.from(sealed, 'base64');
  const length = bytes.readUInt16BE(0);
  const padding = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256', oaepLabel: Buffer.from(label) };
  const sessionKey = privateDecrypt({ key, ...padding }, bytes.subarray(2, 2 + length));
  const decipher = createDecipheriv('aes-256-gcm', sessionKey, Buffer.alloc(12));
  decipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(2 + length, -16)), decipher.final()]);
}

test('the key opens what was sealed, for its label only', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const sealed = seal(bytes, 'ml/db', keys.publicKey);
      expect(open(sealed, 'ml/db', keys.privateKey)).toEqual(Buffer.from(bytes));
      expect(() => open(sealed, 'ml/other', keys.privateKey)).toThrow();
    }),
    { numRuns: 20 },
  );
});

test('nothing is sealed with the same session key twice', () => {
  const sealed = new Set(Array.from({ length: 5 }, () => seal(Buffer.from('same'), 'a/b', keys.publicKey)));
  expect(sealed.size).toBe(5);
});

test('a SealedSecret is for its namespace and name', () => {
  const labels = { 'cnpg.io/reload': 'true' };
  const made = {
    name: 'db',
    namespace: 'ml',
    type: 'kubernetes.io/tls',
    labels,
    data: { password: Buffer.from('secret') },
  };
  const sealed = sealedSecret(made, keys.publicKey) as unknown as {
    readonly spec: { readonly encryptedData: Readonly<Record<string, string>> };
  };
  const { encryptedData } = sealed.spec;
  expect(open(encryptedData['password'] ?? '', 'ml/db', keys.privateKey).toString()).toBe('secret');
  expect(sealed).toEqual({
    apiVersion: 'bitnami.com/v1alpha1',
    kind: 'SealedSecret',
    metadata: { name: 'db', namespace: 'ml', labels: { 'app.kubernetes.io/part-of': 'mlflow' } },
    spec: {
      encryptedData,
      template: {
        metadata: { name: 'db', namespace: 'ml', labels: { 'app.kubernetes.io/part-of': 'mlflow', ...labels } },
        type: 'kubernetes.io/tls',
      },
    },
  });
});

const certificate = (name: string) => readFileSync(join(__dirname, 'fixtures', `${name}.pem`), 'utf8');
/** The fixtures are good from November 2026 to November 2036. */
const NOW = new Date('2030-01-01');

test('the key is that of the certificate', () => {
  expect(sealingKey(certificate('rsa'), 'rsa.pem', NOW).asymmetricKeyDetails?.modulusLength).toBe(2048);
});

test.each([
  ['no certificate', 'hello', NOW, 'c.pem: expected a certificate in PEM, as kubeseal --fetch-cert prints'],
  [
    'a certificate of another kind of key',
    certificate('ec'),
    NOW,
    'c.pem: its key is ec: expected RSA, as kubeseal --fetch-cert prints',
  ],
  [
    'a short key',
    certificate('rsa-1024'),
    NOW,
    'c.pem: its key has 1024 bits: expected 2048 or more, as controllers make them',
  ],
  [
    'an old one',
    certificate('rsa'),
    new Date('2040-01-01'),
    /^c\.pem: it was good until Nov .* 2036 GMT: fetch the controller’s newest, kubeseal --fetch-cert$/,
  ],
])('%s is refused', (_name, pem, now, message) => {
  expect(() => sealingKey(pem, 'c.pem', now)).toThrow(message);
});
