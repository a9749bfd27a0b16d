/** Each environment's own chart, from its installation to its end. */
import { describe, expect, test } from '@jest/globals';
import { environmentNames } from '../support/platform';
import { remark } from '../support/proofs';
import { chartOf, manifestsOf } from '../support/dist';
import { podsWanted, rendered } from './built-charts';
import { eventually } from './eventually';
import { quiet, withNamespace } from './namespace';
import { decided, identities, keysOf, lostObjects } from './objects';
import { eachClusterAndHelm } from './running-clusters';

describe.each(eachClusterAndHelm())('%s', (_, cluster, helm) => {
  test.each(environmentNames)('%s: install, upgrade, roll back, uninstall', async (environment) => {
    await withNamespace(cluster, `mlflow-${environment}`, async (namespace) => {
      const chart = ['mlflow', chartOf(environment)];
      const own = manifestsOf(environment);
      if (!own.some(({ kind }) => kind === 'Secret')) await namespace.makeSecrets(environment);
      const secrets = keysOf(await namespace.objects());

      quiet(await namespace.helm(helm, ['install', ...chart]));
      const first = await namespace.released();
      expect(lostObjects(own, first)).toEqual([]);
      await eventually(() => namespace.podCounts(), podsWanted(own));

      const revisions = async () => keysOf(await namespace.get(['replicasets', 'controllerrevisions']));
      const revisionsBefore = await revisions();
      quiet(await namespace.helm(helm, ['upgrade', ...chart]));
      const again = await namespace.released();
      expect(identities(again)).toEqual(identities(first));
      expect(decided(again)).toEqual(decided(first));
      expect(await revisions()).toEqual(revisionsBefore);

      const changes = changesTo(first.map(({ kind }) => kind));
      quiet(await namespace.helm(helm, ['upgrade', ...chart, ...changes]));
      const changed = await namespace.released();
      expect(lostObjects(await rendered(namespace, helm, [...chart, ...changes]), changed)).toEqual([]);

      quiet(await namespace.helm(helm, ['rollback', 'mlflow', '1']));
      expect(decided(await namespace.released())).toEqual(decided(first));
      await eventually(() => namespace.unobserved(), []);
      expect(await namespace.complaints()).toEqual([]);

      quiet(await namespace.helm(helm, ['uninstall', 'mlflow']));
      const volumes = ['PersistentVolumeClaim/data-mlflow-minio-0', 'PersistentVolumeClaim/data-mlflow-postgresql-0'];
      await eventually(async () => keysOf(await namespace.objects()), [...volumes, ...secrets].sort());

      const pods = Object.values(podsWanted(own)).reduce((sum, count) => sum + count, 0);
      remark(`${own.length} objects stored as rendered, ${pods} pods, ${volumes.length} volumes stay`);
    });
  });
});

/** Something of everything, and what was there goes, or the other way round. */
function changesTo(kinds: readonly string[]): readonly string[] {
  const toggled = (kind: string) => String(!kinds.includes(kind));
  const changes = {
    'mlflow.replicaCount': 4,
    'mlflow.workers': 1,
    'mlflow.resources.requests.cpu': '750m',
    'mlflow.service.port': 8080,
    'mlflow.service.annotations.team': 'data',
    'mlflow.ingress.enabled': toggled('Ingress'),
    'mlflow.ingress.hosts[0].host': 'changed.example.com',
    'mlflow.podDisruptionBudget.enabled': toggled('PodDisruptionBudget'),
    'mlflow.podAnnotations.team': 'data',
    'mlflow.env[0].name': 'ADDED',
    'mlflow.env[0].value': 'here',
    'mlflow.serviceAccount.create': false,
    'postgresql.maxConnections': 400,
    'postgresql.resources.limits.memory': '9Gi',
    'postgresql.terminationGracePeriodSeconds': 30,
    'minio.podLabels.team': 'data',
  };
  return Object.entries(changes).flatMap(([path, value]) => ['--set', `${path}=${String(value)}`]);
}
