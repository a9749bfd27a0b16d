/** Helm 3 merges in the client, Helm 4 lets the server merge: a release can go from one to the other. */
import { describe, expect, test } from '@jest/globals';
import { chartOf } from '../support/dist';
import { rendered } from './built-charts';
import { quiet, withNamespace } from './namespace';
import { decided, identities, lostObjects } from './objects';
import { eachCluster } from './running-clusters';

describe.each(eachCluster())('%s', (_, cluster) => {
  test.each([
    ['auto', []],
    ['true', ['--server-side=true']],
    ['true, by force', ['--server-side=true', '--force-conflicts']],
  ])('installed with Helm 3, upgraded with Helm 4, server-side: %s', async (_name, way) => {
    await withNamespace(cluster, `taken-over-${String(way.length)}`, async (namespace) => {
      await namespace.makeSecrets();
      const chart = ['mlflow', chartOf('prod')];
      quiet(await namespace.helm('3', ['install', ...chart]));
      const first = await namespace.released();

      quiet(await namespace.helm('4', ['upgrade', ...chart, ...way]));
      const second = await namespace.released();
      expect(decided(second)).toEqual(decided(first));
      expect(identities(second)).toEqual(identities(first));

      const changes = [
        'mlflow.replicaCount=4',
        'mlflow.workers=2',
        'mlflow.podAnnotations.team=data',
        'mlflow.ingress.enabled=false',
      ];
      const flags = changes.flatMap((change) => ['--set', change]);
      quiet(await namespace.helm('4', ['upgrade', ...chart, ...flags, ...way]));
      expect(lostObjects(await rendered(namespace, '4', [...chart, ...flags]), await namespace.released())).toEqual([]);

      quiet(await namespace.helm('4', ['upgrade', ...chart, '--reset-values', ...way]));
      expect(decided(await namespace.released())).toEqual(decided(first));
    });
  });
});
