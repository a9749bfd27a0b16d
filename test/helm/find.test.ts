/** Which Helm is taken: the one that is named, else the one on PATH, else the pinned one of the cache. */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { findHelm, findHelms, NoHelmError } from '../../lib/helm/find';
import { HelmLimitError, runHelm } from '../../lib/helm/run';
import { isPinnedAvailable, pinnedVersion } from '../../lib/helm/pinned';
import { withFolder } from '../support/chart-folder';

const script = (words: string) => `#!/bin/sh\n${words}\n`;

const pinned = `cache/mlflow-chart/helm/helm-${pinnedVersion('4')}`;

async function withPrograms<T>(
  files: Readonly<Record<string, string>>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  return withFolder(files, (folder) => {
    for (const file of Object.keys(files)) chmodSync(join(folder, file), 0o755);
    return use(folder);
  });
}

test('HELM, PATH, cache, in this order', async () => {
  const files = {
    'named/my-helm': script('echo named'),
    'bin/helm': script('echo path'),
    [pinned]: script('echo pinned'),
  };
  await withPrograms(files, async (folder) => {
    const cache = { XDG_CACHE_HOME: join(folder, 'cache') };
    const path = { PATH: join(folder, 'bin') };
    const said = async (environment: NodeJS.ProcessEnv) =>
      (await (await findHelm({ environment })).run([])).stdout.trim();
    expect(await said({ ...cache, ...path, HELM: join(folder, 'named/my-helm') })).toBe('named');
    expect(await said({ ...cache, ...path, HELM: '' })).toBe('path');
    if (isPinnedAvailable) expect(await said({ ...cache, PATH: join(folder, 'none') })).toBe('pinned');
  });
});

test('all that something is tried with: HELM3, HELM4 and HELM, else PATH, else both pinned ones', async () => {
  const pinned3 = `cache/mlflow-chart/helm/helm-${pinnedVersion('3')}`;
  const files = Object.fromEntries(
    ['three', 'four', 'other', 'bin/helm', pinned, pinned3].map((name) => [name, script(`echo "v1.0.0+${name}"`)]),
  );
  await withPrograms(files, async (folder) => {
    const common = { XDG_CACHE_HOME: join(folder, 'cache'), PATH: join(folder, 'bin') };
    const at = (name: string) => join(folder, name);
    const versions = async (environment: NodeJS.ProcessEnv) =>
      (await findHelms({ environment })).map(({ version }) => version.replace('1.0.0+', ''));
    const all = { ...common, HELM: at('other'), HELM4: at('four'), HELM3: at('three') };
    expect(await versions(all)).toEqual(['three', 'four', 'other']);
    expect(await versions({ ...common, HELM4: at('four'), HELM3: '' })).toEqual(['four']);
    expect(await versions(common)).toEqual(['bin/helm']);
    if (isPinnedAvailable) expect(await versions({ ...common, PATH: '' })).toEqual([pinned3, pinned]);
    await expect(versions({ ...common, HELM3: '/no/such/helm' })).rejects.toThrow(
      'HELM3 is "/no/such/helm", which is no program that can be run. Install Helm 3 or 4',
    );
  });
});

test('a HELM that is no program is an error that says what to do', async () => {
  const environment = { HELM: '/no/such/helm', PATH: '' };
  await expect(findHelm({ environment })).rejects.toThrow(NoHelmError);
  await expect(findHelm({ environment })).rejects.toThrow(
    'HELM is "/no/such/helm", which is no program that can be run. Install Helm 3 or 4',
  );
});

test('time and output are limited', async () => {
  const files = { slow: script('exec sleep 60'), loud: script('exec yes') };
  await withPrograms(files, async (folder) => {
    const run = (name: string) => runHelm(join(folder, name), [], folder, { seconds: 1, outputBytes: 1024 * 1024 });
    await expect(run('slow')).rejects.toThrow(new HelmLimitError('Helm did not end within 1 seconds'));
    await expect(run('loud')).rejects.toThrow(new HelmLimitError('Helm printed more than 1 MiB'));
  });
});
