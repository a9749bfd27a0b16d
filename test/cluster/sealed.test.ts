/** What `mlflow-chart secrets --sealed` prints, real kubeseal opens: with the controller's key, and for its namespace and name only. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Json } from '../../lib/yaml/json';
import { writeYaml } from '../../lib/yaml/write';
import { sealedSecret } from '../../operations/secrets/manifests';
import { sealingKey } from '../../operations/secrets/seal';
import { execute, outputOf } from '../support/execute';
import { goBuild } from '../support/go-build';
import { kubeseal } from './kubeseal';

let folder: string;
let program: string;
let certificate: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sealed-'));
  program = join(await goBuild(kubeseal, () => undefined), 'kubeseal');
  // As the controller makes its own.
  const made = ['-newkey', 'rsa:4096', '-nodes', '-days', '2', '-subj', '/CN=sealed-secrets'];
  const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'sealing.pem')];
  outputOf(await execute('openssl', ['req', '-x509', ...made, ...files]));
  certificate = readFileSync(join(folder, 'sealing.pem'), 'utf8');
}, 1_800_000);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const data = {
  password: Buffer.from('correct horse ñ 😀'),
  binary: Buffer.from(Array.from({ length: 300 }, (_, index) => index % 256)),
};
const made = { name: 'mlflow-postgresql', namespace: 'mlflow-prod', type: 'Opaque', data };

/** Opens a SealedSecret, as `kubeseal --recovery-unseal` does without a cluster. */
async function unsealed(sealed: Json) {
  const args = ['--recovery-unseal', '--recovery-private-key', join(folder, 'key.pem')];
  return await execute(program, args, { stdin: writeYaml(sealed) });
}

test('kubeseal opens it, byte for byte', async () => {
  const sealed = sealedSecret(made, sealingKey(certificate, 'sealing.pem', new Date()));
  const { stdout, stderr, code } = await unsealed(sealed);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const secret = JSON.parse(stdout) as { metadata: object; type: string; data: Record<string, string> };
  expect(secret.metadata).toMatchObject({ name: 'mlflow-postgresql', namespace: 'mlflow-prod' });
  expect(secret.type).toBe('Opaque');
  const opened = Object.entries(secret.data).map(([key, text]) => [key, Buffer.from(text, 'base64')]);
  expect(Object.fromEntries(opened)).toEqual(data);
});

test.each(['name', 'namespace'])('not with another %s', async (field) => {
  const sealed = sealedSecret(made, sealingKey(certificate, 'sealing.pem', new Date())) as {
    readonly metadata: Record<string, Json>;
  };
  sealed.metadata[field] = 'other';
  const { code } = await unsealed(sealed);
  expect(code).not.toBe(0);
});
