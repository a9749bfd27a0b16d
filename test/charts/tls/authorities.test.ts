/** authorities.py: one file of all authorities that are believed. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from '@jest/globals';
import { Authority } from '../../support/certificates';
import { withFolder } from '../../support/chart-folder';
import { root } from '../../support/root';

const company = new Authority();
const other = new Authority();
afterAll(() => {
  company.close();
  other.close();
});

const PUBLIC = '-----BEGIN CERTIFICATE-----\nof the public ones\n-----END CERTIFICATE-----\n';

/** What it has printed and written; `certifi` is a stand-in, whose public authorities are one. */
async function run(given: Readonly<Record<string, string | Buffer>>) {
  const certifi = 'import os\ndef where():\n    return os.path.join(os.path.dirname(__file__), "public.pem")\n';
  const files = Object.fromEntries(Object.entries(given).map(([name, text]) => [`given/${name}`, text]));
  return withFolder({ 'given/.keep': '', 'certifi.py': certifi, 'public.pem': PUBLIC, ...files }, async (folder) => {
    const target = join(folder, 'made.crt');
    const env = { ...process.env, PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: '1' };
    const program = ['python3', '-S', join(root, 'charts/tls/authorities.py'), join(folder, 'given'), target] as const;
    const said = await promisify(execFile)(program[0], program.slice(1), { env }).then(
      ({ stdout }) => stdout,
      (error: unknown) => (error as { readonly stderr: string }).stderr,
    );
    const made = readdirSync(folder).filter((name) => name.startsWith('made'));
    return { said, made, text: made.includes('made.crt') ? readFileSync(target, 'utf8') : undefined };
  });
}

test('the public ones, and then those that were given, by their names', async () => {
  const given = { 'postgresql.crt': other.certificate, 'bundle.crt': `${company.certificate}\n\n`, 'notes.txt': 'no' };
  expect(await run(given)).toEqual({
    said: 'authorities: the public ones and bundle.crt, postgresql.crt\n',
    made: ['made.crt'],
    text: `${PUBLIC}${company.certificate.trim()}\n${other.certificate.trim()}\n`,
  });
});

test('the public ones alone, where a store’s Secret has no authority', async () => {
  expect(await run({})).toEqual({
    said: 'authorities: the public ones and no others\n',
    made: ['made.crt'],
    text: PUBLIC,
  });
});

test('certificates and nothing else: no key, and no comment, in whatever encoding', async () => {
  const { certificate } = company;
  const bundle = Buffer.concat([
    Buffer.from('# Autorit\xe9\r\n', 'latin1'),
    Buffer.from(`${company.issue('a').key}${certificate}between\n`),
    Buffer.from(other.certificate.replaceAll('CERTIFICATE', 'X509 CERTIFICATE')),
  ]);
  expect((await run({ 'bundle.crt': bundle })).text).toBe(
    `${PUBLIC}${certificate.trim()}\n${other.certificate.trim().replaceAll('CERTIFICATE', 'X509 CERTIFICATE')}\n`,
  );
});

test.each(['', 'no certificate', company.certificate.replace('MII', 'ABC')])(
  'what holds none stops the pod, and says which: %j',
  async (text) => {
    const { said, made } = await run({ 'bundle.crt': text });
    expect(said).toMatch(/^authorities: bundle[.]crt holds no certificates that can be read: /);
    expect(made).toEqual([]);
  },
);
