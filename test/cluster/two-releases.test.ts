/** Releases of the same chart live side by side in one namespace. */
import { describe, expect, test } from '@jest/globals';
import { remark } from '../support/proofs';
import { chartOf } from '../support/dist';
import { eventually } from './eventually';
import { quiet, withNamespace } from './namespace';
import { keyOf, type KubeObject } from './objects';
import { eachCluster } from './running-clusters';

const INSTANCE = 'app.kubernetes.io/instance';

describe.each(eachCluster())('%s', (_, cluster) => {
  test('two releases in one namespace select only their own pods', async () => {
    await withNamespace(cluster, 'mlflow-shared', async (namespace) => {
      await namespace.makeSecrets();
      const replicas = ['--set', 'mlflow.replicaCount=3'];
      quiet(await namespace.helm('3', ['install', 'mlflow', chartOf('prod'), ...replicas]));
      quiet(await namespace.helm('4', ['install', 'other', chartOf('prod'), ...replicas]));
      const wanted = { tracking: 3, postgresql: 1, minio: 1, 'database-exporter': 1 };
      await eventually(() => namespace.podCounts('mlflow'), wanted);
      await eventually(() => namespace.podCounts('other'), wanted);

      const pods = await namespace.get(['pods']);
      let selectors = 0;
      for (const release of ['mlflow', 'other']) {
        for (const object of await namespace.released(release)) {
          const selector = selectorOf(object);
          if (selector === undefined) continue;
          const selected = pods.filter(({ metadata }) => includes(metadata.labels ?? {}, selector));
          const owners = [...new Set(selected.map(({ metadata }) => metadata.labels?.[INSTANCE]))];
          expect([keyOf(object), owners]).toEqual([keyOf(object), [release]]);
          selectors += 1;
        }
      }
      remark(`${selectors} selectors, ${pods.length} pods`);
      quiet(await namespace.helm('3', ['uninstall', 'mlflow']));
      await eventually(() => namespace.podCounts('mlflow'), {});
      expect(await namespace.podCounts('other')).toEqual(wanted);
    });
  });
});

type Labels = Readonly<Record<string, string>>;

/** The labels by which an object finds pods. A Service's selector is the labels themselves. */
function selectorOf({ kind, spec }: KubeObject): Labels | undefined {
  const selector = spec?.['selector'];
  if (selector === undefined) return undefined;
  return kind === 'Service' ? (selector as Labels) : (selector as { readonly matchLabels: Labels }).matchLabels;
}

function includes(labels: Labels, selector: Labels): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}
