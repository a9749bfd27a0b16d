/** Which Helm is taken: the one that is named, else the one on PATH, else the pinned one of the cache. */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { findHelm, NoHelmError } from '../../lib/helm/find';
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
