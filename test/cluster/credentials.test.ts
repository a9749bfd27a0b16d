/** From keys in values to a Secret of one's own, under the name that one would give it: neither is taken for the other. */
import { describe, expect, test } from '@jest/globals';
import { chartOf } from '../support/dist';
import { quiet, withNamespace } from './namespace';
import { keysOf, type KubeObject } from './objects';
import { eachClusterAndHelm } from './running-clusters';

const TO_EXISTING = ['minio.auth.rootUser=', 'minio.auth.rootPassword=', 'minio.auth.existingSecret=mlflow-s3'];

describe.each(eachClusterAndHelm())('%s', (_, cluster, helm) => {
  test('dev: an upgrade to an existing Secret leaves that one alone, and takes its own away', async () => {
    await withNamespace(cluster, 'mlflow-credentials', async (namespace) => {
      await namespace.makeSecrets();
      const secrets = async () => (await namespace.get(['secrets'])).filter(isCredential);
      const before = await secrets();
      quiet(await namespace.helm(helm, ['install', 'mlflow', chartOf('dev')]));
      expect(keysOf(await secrets())).toContain('Secret/mlflow-s3-from-values');

      const set = TO_EXISTING.flatMap((value) => ['--set', value]);
      quiet(await namespace.helm(helm, ['upgrade', 'mlflow', chartOf('dev'), ...set]));
      const after = await secrets();
      expect(keysOf(after)).not.toContain('Secret/mlflow-s3-from-values');
      for (const secret of before) expect(after).toContainEqual(secret);
    });
  });
});

/** Not Helm's own record of the release. */
function isCredential({ metadata }: KubeObject): boolean {
  return !metadata.name.startsWith('sh.helm.release');
}
