/** Each sample, from the other charts' own examples: what comes of it can be installed, and repeats no password. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { evaluateModel } from '../../../lib/synth/model';
import { checkValues } from '../../../lib/values/check';
import { convertCommand } from '../../../operations/convert';
import { definition, model } from '../../support/platform';
import { root } from '../../support/root';

const FOLDER = 'test/operations/convert/samples';
const before = process.cwd();
beforeAll(() => {
  process.chdir(root);
});
afterAll(() => {
  process.chdir(before);
});

async function converted(...args: readonly string[]) {
  let stdout = '';
  let stderr = '';
  const code = await convertCommand(args, {
    output: { write: (text) => (stdout += text) },
    errors: { write: (text) => (stderr += text) },
    environment: {},
    tool: { name: 'mlflow-chart', version: '1.0.0' },
  });
  return { code, stdout, stderr };
}

const samples = readdirSync(join(root, FOLDER)).flatMap((chart) =>
  readdirSync(join(root, FOLDER, chart)).map((file) => [chart, file] as const),
);

test.each(samples)('%s: %s', async (chart, file) => {
  const { stdout, stderr } = await converted(`${FOLDER}/${chart}/${file}`, '--from', chart);
  const checked = checkValues(definition, [{ file, text: stdout }]);
  expect('problems' in checked ? checked.problems : []).toEqual([]);
  if (!checked.ok) return;
  const objects = evaluateModel(model, { values: checked.values, release: { name: 'mlflow', namespace: 'ml' } });
  expect([...objects.values()].map((object) => (object as { readonly kind: string }).kind)).toContain('Deployment');
  expect(`${stdout}\n--- to standard error\n${stderr.replaceAll(`${FOLDER}/${chart}/`, '')}`).toMatchSnapshot();
});

/** All that stand in the samples. */
const SECRETS = [
  'Pa33w0rd!',
  'S3cr3+',
  'A4m1nPa33w0rd!',
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq',
  'a1b2c3d4',
  'mlflow-client-secret',
  'a-random-32-char-cookie-secret!!',
  'pg-passw0rd',
  's3-s3cr3t-key',
  'plain-t0ken',
  'Adm1nPassw0rd',
  'bundled-pg',
  'bundled-minio',
  'az-acc3ss-key',
  'inl1ne-password',
  'reg-password',
];

test.each(SECRETS)('%s is in a sample, and in no output', async (secret) => {
  const holding = samples.filter(([chart, file]) =>
    readFileSync(join(root, FOLDER, chart, file), 'utf8').includes(secret),
  );
  expect(holding).not.toEqual([]);
  for (const [chart, file] of holding) {
    const { stdout, stderr } = await converted(`${FOLDER}/${chart}/${file}`, '--from', chart);
    expect(stdout + stderr).not.toContain(secret);
  }
});
