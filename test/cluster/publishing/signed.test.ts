/** Signatures, by the real gpg, Helm and cosign: who has the right key gets the chart, and nobody gets a changed one. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { chartPackage } from '../../../operations/publish/package';
import { execute, outputOf } from '../../support/execute';
import { helm, bothHelms, newFolder, newKey, place, publish } from './place';
import { cosign as program } from './versions';

const { registry, cosign } = place();
const { version, file } = chartPackage();
const USER = 'charts@example.com';

describe.each(bothHelms())('provenance, by %s', (_, major) => {
  const target = `oci://${registry}/signed-${major}`;
  const from = [`${target}/mlflow`, '--version', version, '--plain-http'];
  const folder = newFolder('signed');
  let right = { keys: '', keyring: '' };
  let wrong = right;

  beforeAll(async () => {
    [right, wrong] = [await newKey(USER), await newKey('somebody@example.com')];
  });

  test('is pushed with the chart, and `helm pull --verify` takes it', async () => {
    const { code, stderr } = await publish(major, [target, '--plain-http', '--sign', USER], right.keys);
    expect([code, stderr]).toEqual([0, '']);
    const pulled = await helm(major, [
      'pull',
      ...from,
      '--verify',
      '--keyring',
      right.keyring,
      '--destination',
      folder,
    ]);
    expect(outputOf(pulled)).toContain('Chart Hash Verified: sha256:');
  });

  test.each(bothHelms())('%s verifies it, too', async (_other, other) => {
    expect(outputOf(await helm(other, ['verify', join(folder, file), '--keyring', right.keyring]))).toContain(
      `Signed by: ${USER}`,
    );
  });

  test('with another key, it is refused', async () => {
    const { code, stderr } = await helm(major, ['verify', join(folder, file), '--keyring', wrong.keyring]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('signature made by unknown entity')]);
  });

  test('a chart of which one byte is changed is refused', async () => {
    const changed = newFolder('changed');
    const bytes = readFileSync(join(folder, file));
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    writeFileSync(join(changed, file), bytes);
    copyFileSync(join(folder, `${file}.prov`), join(changed, `${file}.prov`));
    const { code, stderr } = await helm(major, ['verify', join(changed, file), '--keyring', right.keyring]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('sha256 sum does not match')]);
  });

  test('published again, it is there already; with another key or without one before, it is refused', async () => {
    const again = await publish(major, [target, '--plain-http', '--sign', USER], right.keys);
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('already there')]);
    const other = await publish(major, [target, '--plain-http', '--sign', 'somebody@example.com'], wrong.keys);
    expect([other.code, other.stderr]).toEqual([1, expect.stringContaining('not signed by somebody@example.com: ')]);
    const bare = `oci://${registry}/bare-${major}`;
    expect((await publish(major, [bare, '--plain-http'])).code).toBe(0);
    const late = await publish(major, [bare, '--plain-http', '--sign', USER], right.keys);
    expect([late.code, late.stderr]).toEqual([1, expect.stringContaining('it has no provenance file')]);
  });

  test('a key of elliptic curves: Helm 4 takes it, and of Helm 3 the words say that it does not', async () => {
    const { keys } = await newKey(USER, 'ed25519');
    const { code, stderr } = await publish(major, [`${target}-curve`, '--plain-http', '--sign', USER], keys);
    expect([code, stderr]).toEqual(
      major === '4'
        ? [0, '']
        : [2, expect.stringMatching(/Helm 3 knows no keys of elliptic curves: take an RSA key\n$/)],
    );
  });

  test('an address that is a part of another one’s signs as itself', async () => {
    const { keys, keyring } = await newKey('nopass@example.com');
    const { keyring: meant } = await newKey('pass@example.com', 'rsa2048', keys);
    const part = `${target}-part`;
    const { code, stdout } = await publish(major, [part, '--plain-http', '--sign', 'pass@example.com'], keys);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^ {2}key {7}[0-9A-F]{40} {2}pass@example\.com$/m)]);
    const verified = async (ring: string) =>
      helm(major, ['pull', `${part}/mlflow`, '--plain-http', '--verify', '--keyring', ring, '-d', newFolder('part')]);
    expect(outputOf(await verified(meant))).toContain('Signed by: pass@example.com');
    expect((await verified(keyring)).stderr).toContain('signature made by unknown entity');
  });

  test('a key that gpg does not have is refused before anything else', async () => {
    const { code, stderr } = await publish(major, [target, '--plain-http', '--sign', 'nobody@example.com'], right.keys);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/^--sign nobody@example\.com: gpg has no such secret key: /),
    ]);
  });
});

describe(`cosign ${program.version}, by keys and without a transparency log`, () => {
  const folder = newFolder('cosign');
  const bill = join(folder, 'bill.cdx.json');
  const ignoring = '--insecure-ignore-tlog';
  let pinned = '';
  const run = (...args: readonly string[]) =>
    execute(cosign, args, { cwd: folder, env: { ...process.env, HOME: folder, COSIGN_PASSWORD: 'a password' } });

  beforeAll(async () => {
    const target = `${registry}/cosigned`;
    const { code, digest } = await publish('4', [`oci://${target}`, '--plain-http', '--sbom', bill]);
    expect(code).toBe(0);
    pinned = `${target}/mlflow@${digest}`;
    outputOf(await run('generate-key-pair'));
    outputOf(await run('generate-key-pair', '--output-key-prefix', 'other'));
    outputOf(await run('signing-config', 'create', '--out', 'signing.json'));
  });

  test('signs the manifest’s digest, and verifies it with that key alone', async () => {
    outputOf(await run('sign', '--yes', '--signing-config', 'signing.json', '--key', 'cosign.key', pinned));
    expect(outputOf(await run('verify', '--key', 'cosign.pub', ignoring, pinned))).toContain(pinned.split('@')[1]);
    const { code, stderr } = await run('verify', '--key', 'other.pub', ignoring, pinned);
    expect([code, stderr]).toEqual([expect.any(Number), expect.stringMatching(/signature|no matching/)]);
    expect(code).not.toBe(0);
  });

  test('attests the bill of materials, and gives it back', async () => {
    const kind = ['--type', 'cyclonedx'];
    outputOf(
      await run(
        'attest',
        '--yes',
        '--signing-config',
        'signing.json',
        '--key',
        'cosign.key',
        ...kind,
        '--predicate',
        bill,
        pinned,
      ),
    );
    const said = outputOf(await run('verify-attestation', '--key', 'cosign.pub', ignoring, ...kind, pinned));
    const { payload } = JSON.parse(said.trim().split('\n').at(-1) ?? '') as { readonly payload: string };
    const statement = JSON.parse(Buffer.from(payload, 'base64').toString()) as { readonly predicate: unknown };
    expect(statement.predicate).toEqual(JSON.parse(readFileSync(bill, 'utf8')));
    expect((await run('verify-attestation', '--key', 'other.pub', ignoring, ...kind, pinned)).code).not.toBe(0);
  });
});
