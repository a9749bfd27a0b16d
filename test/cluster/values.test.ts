/** What the values schema accepts, the API server accepts. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { problemsOf } from '../../lib/synth/chart-files';
import { evaluateModel } from '../../lib/synth/model';
import type { JsonObject } from '../../lib/values/merge';
import { complete, model } from '../support/platform';
import { remark } from '../support/proofs';
import { sample } from '../support/sample';
import { beyondSchema } from './beyond-schema';
import { installDefinitions } from './definitions';
import { everyFeature } from './every-feature';
import type { Outcome } from '../support/execute';
import { quiet, withNamespace, type Namespace } from './namespace';
import { lostObjects, type KubeObject } from './objects';
import { plausibleValues } from './plausible-values';
import { eachCluster } from './running-clusters';

const RUNS = 120;
const SEED = 20261124;

describe.each(eachCluster())('%s', (_, cluster) => {
  beforeAll(() => installDefinitions(cluster));

  test.each(Object.entries(everyFeature))('every feature, %s: accepted and stored as sent', async (name, values) => {
    await withNamespace(cluster, `features-${name.replaceAll(/\W+/g, '-')}`, async (namespace) => {
      const sent = objectsFor(namespace, values);
      if (sent === undefined) throw new Error('the chart refuses these values');
      const stored = JSON.parse(quiet(await dryRun(namespace, sent))) as { readonly items: readonly KubeObject[] };
      expect(lostObjects(sent, stored.items)).toEqual([]);
      remark(`${sent.length} objects`);
    });
  });

  test(`${String(RUNS)} random values files: no refusal, no warning`, async () => {
    await withNamespace(cluster, 'random', async (namespace) => {
      const counts = { accepted: 0, 'refused by the chart': 0, 'not, for a known reason': 0 };
      const unexpected: string[] = [];
      for (const [index, values] of sample(plausibleValues, RUNS, SEED).items.entries()) {
        const sent = objectsFor(namespace, values);
        if (sent === undefined) {
          counts['refused by the chart'] += 1;
          continue;
        }
        const { stderr } = await dryRun(namespace, sent);
        const lines = stderr.split('\n').filter((line) => !beyondSchema(line));
        unexpected.push(...lines.map((line) => `file ${String(index)}: ${line}`));
        counts[stderr === '' ? 'accepted' : 'not, for a known reason'] += 1;
      }
      remark(
        Object.entries(counts)
          .map(([result, count]) => `${count} ${result}`)
          .join(', '),
      );
      expect(unexpected).toEqual([]);
      expect(counts.accepted).toBeGreaterThan(RUNS / 8);
    });
  });
});

/** Nothing, if the chart's rules refuse the values. */
function objectsFor(namespace: Namespace, values: JsonObject): readonly KubeObject[] | undefined {
  const context = { values: complete(values), release: { name: 'mlflow', namespace: namespace.name } };
  if (problemsOf(model, context).length > 0) return undefined;
  return [...evaluateModel(model, context).values()] as unknown as readonly KubeObject[];
}

function dryRun(namespace: Namespace, items: readonly KubeObject[]): Promise<Outcome> {
  const args = ['apply', '--server-side', '--dry-run=server', '--output=json', '-f', '-'];
  return namespace.kubectl(args, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
}
