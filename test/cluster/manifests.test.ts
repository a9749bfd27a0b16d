/** The plain manifests, applied as docs/install.md says, and as GitOps tools do. */
import { describe, expect, test } from '@jest/globals';
import { environmentNames } from '../support/platform';
import { remark } from '../support/proofs';
import { manifestsFolder, manifestsOf } from '../support/dist';
import { podsWanted } from './built-charts';
import { eventually } from './eventually';
import { quiet, withNamespace } from './namespace';
import { decided, identities, keyOf, keysOf, lostObjects } from './objects';
import { eachCluster } from './running-clusters';

/** kubectl applies file by file. The controller tries again. */
const TOO_EARLY = /^FailedCreate: .* error looking up service account/;

describe.each(eachCluster())('%s, kubectl of the same version', (_, cluster) => {
  test.each(environmentNames)('%s/manifests: apply, dry and real, twice', async (environment) => {
    await withNamespace(cluster, `mlflow-${environment}`, async (namespace) => {
      const sent = manifestsOf(environment);
      const keys = new Set(keysOf(sent));
      const stored = async () => (await namespace.objects()).filter((object) => keys.has(keyOf(object)));
      const files = ['-f', manifestsFolder(environment)];

      quiet(await namespace.kubectl(['apply', '--dry-run=server', ...files]));
      quiet(await namespace.kubectl(['apply', '--server-side', '--dry-run=server', ...files]));
      expect(await namespace.objects()).toEqual([]);

      quiet(await namespace.kubectl(['apply', '--server-side', ...files]));
      const first = await stored();
      expect(lostObjects(sent, first)).toEqual([]);
      await eventually(() => namespace.podCounts(), podsWanted(sent));

      quiet(await namespace.kubectl(['apply', '--server-side', ...files]));
      const second = await stored();
      expect(identities(second)).toEqual(identities(first));
      expect(decided(second)).toEqual(decided(first));
      const complaints = await namespace.complaints();
      expect(complaints.filter((line) => !TOO_EARLY.test(line))).toEqual([]);
      remark(`${sent.length} objects; ${complaints.length} workloads applied before their ServiceAccount`);
    });
  });
});
