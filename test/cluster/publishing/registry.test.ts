/** `mlflow-chart publish oci://…` to a real registry, and what Helm makes of it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { chartPackage } from '../../../operations/publish/package';
import { writeYaml } from '../../../lib/yaml/write';
import { outputOf } from '../../support/execute';
import { SMALLEST } from '../../support/platform';
import { remark } from '../../support/proofs';
import { root } from '../../support/root';
import { keysOf } from '../objects';
import { withNamespace } from '../namespace';
import { clusters } from '../running-clusters';
import { helm, bothHelms, newFolder, place, publish } from './place';
import { registry as program } from './versions';

const { registry } = place();
const { version, file, bytes, sha256 } = chartPackage();
const digests = new Set<string>();

describe.each(bothHelms())(`a registry, distribution ${program.version}, by %s`, (_, major) => {
  const target = `oci://${registry}/helm-${major}`;
  const from = [`${target}/mlflow`, '--version', version, '--plain-http'];
  const values = join(newFolder('values'), 'values.yaml');
  writeFileSync(values, writeYaml(SMALLEST));

  test('a dry run pushes nothing', async () => {
    const { code, stdout, stderr } = await publish(major, [target, '--plain-http', '--dry-run']);
    expect([code, stdout.split('\n')[0], stderr]).toEqual([
      0,
      `mlflow ${version} is not there yet, and would be published: ${target}/mlflow`,
      '',
    ]);
    expect((await helm(major, ['pull', ...from, '--destination', newFolder('none')])).stderr).toContain('not found');
  });

  test('what is pulled is what was published, byte by byte', async () => {
    const { code, digest, stderr } = await publish(major, [target, '--plain-http']);
    expect([code, stderr]).toEqual([0, '']);
    digests.add(digest);
    const folder = newFolder('pulled');
    const pulled = await helm(major, ['pull', ...from, '--destination', folder]);
    expect(pulled.stdout + pulled.stderr).toContain(`Digest: ${digest}`);
    expect(readFileSync(join(folder, file)).equals(bytes)).toBe(true);
    remark(`${String(bytes.length)} bytes, manifest ${digest}`);
  });

  test('published again, it is there already', async () => {
    const { code, stdout, digest } = await publish(major, [target, '--plain-http']);
    expect([code, stdout.split('\n')[0]]).toEqual([
      0,
      `mlflow ${version} is already there, the same bytes: ${target}/mlflow`,
    ]);
    digests.add(digest);
  });

  test('`helm template oci://…` renders what the chart in dist/ does', async () => {
    const rendered = async (chart: readonly string[]) =>
      outputOf(await helm(major, ['template', 'mlflow', ...chart, '--values', values]));
    expect(await rendered(from)).toBe(await rendered([join(root, 'dist/chart/mlflow')]));
  });

  test('`helm install oci://…` installs it, and `helm uninstall` leaves nothing', async () => {
    const [cluster] = clusters();
    if (cluster === undefined) throw new Error('there is no cluster');
    await withNamespace(cluster, `published-${major}`, async (namespace) => {
      outputOf(await namespace.helm(major, ['install', 'mlflow', ...from, '--values', values]));
      expect(keysOf(await namespace.released())).toContain('Deployment/mlflow-tracking');
      expect(await namespace.complaints()).toEqual([]);
      outputOf(await namespace.helm(major, ['uninstall', 'mlflow']));
    });
  });

  test('another chart of that version is never overwritten', async () => {
    const folder = newFolder('other');
    outputOf(await helm(major, ['pull', ...from, '--untar', '--destination', folder]));
    writeFileSync(join(folder, 'mlflow/README.md'), 'Another one.\n');
    outputOf(await helm(major, ['package', join(folder, 'mlflow'), '--destination', folder]));
    const taken = `${target}-taken`;
    outputOf(await helm(major, ['push', join(folder, file), taken, '--plain-http']));
    const manifest = async () => (await fetch(manifestOf(`${taken}/mlflow`))).text();
    const before = await manifest();
    const { code, stdout, stderr } = await publish(major, [taken, '--plain-http']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`mlflow ${version} is in ${taken}/mlflow already, with other bytes: sha256:`);
    expect(stderr).toContain(`sha256:${sha256} here`);
    expect(await manifest()).toBe(before);
  });

  test('a registry that does not answer is no empty one', async () => {
    const { code, stderr } = await publish(major, ['oci://127.0.0.1:1/charts', '--plain-http']);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/^cannot tell whether .* nothing was pushed: .*refused\n$/),
    ]);
  });

  // Helm 3 does without TLS by itself, on this machine.
  test(`without --plain-http, ${major === '4' ? 'the words say it' : 'Helm 3 still finds a registry of this machine'}`, async () => {
    const { code, stderr } = await publish(major, [`oci://localhost:${registry.split(':')[1] ?? ''}/tls`]);
    expect([code, stderr]).toEqual(
      major === '4' ? [2, expect.stringMatching(/It has no TLS: --plain-http\n$/)] : [0, ''],
    );
  });
});

describe('by both Helms', () => {
  test('its manifest has the same digest', () => {
    expect([...digests]).toEqual([expect.stringMatching(/^sha256:/)]);
  });
});

function manifestOf(repository: string): string {
  return `${repository.replace('oci://', 'http://').replace(registry, `${registry}/v2`)}/manifests/${version}`;
}
