/** From the chart that was released before to this one: what Kubernetes does not let change has to survive. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { remark } from '../support/proofs';
import { chartOf } from '../support/dist';
import { rendered } from './built-charts';
import { eventually } from './eventually';
import { quiet, withNamespace, type Namespace } from './namespace';
import { keyOf, keysOf, lostObjects, type KubeObject } from './objects';
import { REFUSED_CLAIMS } from './refused-claims';
import { eachClusterAndHelm } from './running-clusters';

const FIXTURES = join(__dirname, 'fixtures');

/** Charts of prod: `npm run release` adds each that is released; until the first, one of the repository's history. */
const previous = readdirSync(FIXTURES).filter((file) => file.endsWith('.tgz'));

describe.each(eachClusterAndHelm())('%s', (_, cluster, helm) => {
  test.each(previous)('upgrade from %s: identities, addresses and volumes survive', async (file) => {
    await withNamespace(cluster, `previous-${helm}`, async (namespace) => {
      await namespace.makeSecrets();
      const values = ['--set', 'postgresql.storage.size=7Gi', '--set', 'mlflow.service.type=NodePort'];
      // Policies want to know who comes by the nodes' ports.
      const named = [...values, '--set', 'networkPolicy.clients[0].cidr=10.0.0.0/8'];
      const hasPolicies = /^networkPolicy:$/m.test(
        quiet(await namespace.helm(helm, ['show', 'values', join(FIXTURES, file)])),
      );
      const before = hasPolicies ? named : values;
      quiet(await namespace.helm(helm, ['install', 'mlflow', join(FIXTURES, file), ...before]));
      const claims = () => namespace.get(['persistentvolumeclaims']);
      const volumes = ['PersistentVolumeClaim/data-mlflow-minio-0', 'PersistentVolumeClaim/data-mlflow-postgresql-0'];
      await eventually(async () => keysOf(await claims()), volumes);
      const kept = lasting([...(await namespace.released()), ...(await claims())]);

      quiet(await namespace.helm(helm, ['upgrade', 'mlflow', chartOf('prod'), ...named]));
      const after = await namespace.released();
      // What is new in this release has nothing to keep.
      const now = Object.entries(lasting([...after, ...(await claims())])).filter(([key]) => key in kept);
      expect(Object.fromEntries(now)).toEqual(kept);
      expect(lostObjects(await rendered(namespace, helm, ['mlflow', chartOf('prod'), ...named]), after)).toEqual([]);
      expect(await namespace.complaints()).toEqual([]);
      remark(`${Object.keys(kept).length} objects that may not be made anew`);
    });
  });

  test('a change of what may not change is refused, and the next upgrade mends the release', async () => {
    await withNamespace(cluster, `immutable-${helm}`, async (namespace) => {
      await namespace.makeSecrets();
      const upgrade = (...args: string[]) => namespace.helm(helm, ['upgrade', 'mlflow', chartOf('prod'), ...args]);
      quiet(await upgrade('--install'));
      const refused = await upgrade('--set', 'postgresql.storage.size=101Gi');
      expect(refused.code).toBe(1);
      expect(refused.stderr).toMatch(REFUSED_CLAIMS);
      quiet(await upgrade());
      expect(await status(namespace)).toContain('STATUS: deployed');

      async function status({ name }: Namespace): Promise<string> {
        return quiet(await cluster.helm(helm, ['status', 'mlflow', '--namespace', name]));
      }
    });
  });
});

const KEPT: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['selector'],
  StatefulSet: ['selector', 'serviceName', 'podManagementPolicy', 'volumeClaimTemplates'],
  Service: ['clusterIP', 'clusterIPs', 'type', 'ports'],
  PersistentVolumeClaim: ['accessModes', 'resources', 'storageClassName', 'volumeMode'],
};

/** Of each object that has to survive: who it is, and the fields that make it so. */
function lasting(objects: readonly KubeObject[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    objects.flatMap((object) => {
      const fields = KEPT[object.kind]?.map((field) => [field, object.spec?.[field]]);
      if (fields === undefined) return [];
      return [[keyOf(object), { uid: object.metadata.uid, ...Object.fromEntries(fields) }] as const];
    }),
  );
}
