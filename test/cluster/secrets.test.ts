/** `mlflow-chart secrets` beside a real API server: it makes what is not there, and nothing else, whoever has made it. */
import { describe, expect, test } from '@jest/globals';
import { quiet, withNamespace, type Namespace } from './namespace';
import { eachCluster } from './running-clusters';

const PROD = ['--env', 'prod'];
const NAMES = ['mlflow-encryption', 'mlflow-postgresql', 'mlflow-s3', 'mlflow-users', 'mlflow-users-passwords'];

async function stored(namespace: Namespace): Promise<readonly string[]> {
  return (await namespace.get(['secrets'])).map(({ metadata }) => metadata.name).sort();
}

describe.each(eachCluster())('%s', (_, cluster) => {
  test('a second run makes nothing', async () => {
    await withNamespace(cluster, 'mlflow-secrets', async (namespace) => {
      await namespace.makeSecrets();
      expect(await stored(namespace)).toEqual(NAMES);
      const { code, stdout, stderr } = await namespace.secrets(...PROD);
      expect([code, stdout]).toEqual([0, '']);
      expect(stderr.split('\n').filter((line) => line.endsWith(': exists'))).toHaveLength(4);
    });
  });

  test('what somebody has deleted comes back, and users with the passwords that they had', async () => {
    await withNamespace(cluster, 'mlflow-secrets-gone', async (namespace) => {
      await namespace.makeSecrets();
      const before = await namespace.get(['secrets']);
      quiet(await namespace.kubectl(['delete', 'secret', 'mlflow-users', 'mlflow-s3']));
      const { code, stdout } = await namespace.secrets(...PROD);
      expect(code).toBe(0);
      quiet(await namespace.kubectl(['create', '--filename', '-'], stdout));
      const after = await namespace.get(['secrets']);
      expect(after.map(({ metadata }) => metadata.name).sort()).toEqual(NAMES);
      for (const name of ['mlflow-postgresql', 'mlflow-encryption', 'mlflow-users-passwords']) {
        const same = before.find(({ metadata }) => metadata.name === name);
        expect(after).toContainEqual(same);
      }
    });
  });

  test('made twice without asking, the second is refused by the server, and the first stays', async () => {
    await withNamespace(cluster, 'mlflow-secrets-twice', async (namespace) => {
      await namespace.makeSecrets();
      const before = await namespace.get(['secrets']);
      const { stdout } = await namespace.secrets(...PROD, '--offline');
      const { code, stderr } = await namespace.kubectl(['create', '--filename', '-'], stdout);
      expect(code).toBe(1);
      expect(stderr.match(/already exists/g)).toHaveLength(NAMES.length);
      expect(await namespace.get(['secrets'])).toEqual(before);
    });
  });
});
