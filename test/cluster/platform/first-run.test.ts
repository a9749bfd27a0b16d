/** docs/getting-started.md on a cluster: what somebody types who has never seen the project, from nothing to nothing. */
import { describe, expect, test } from '@jest/globals';
import { remark } from '../../support/proofs';
import { realCluster } from '../nodes/running';
import { typed } from './typed';

const NAMESPACE = 'first-run';
const FORWARD = 'kubectl -n mlflow-dev port-forward service/mlflow-tracking 5000';
/** As the page has it, and as it is here: a forward that ends, and that somebody uses meanwhile. */
const here = (text: string) =>
  (text === FORWARD
    ? `${FORWARD} >forward.txt & forward=$!; trap 'kill $forward' EXIT
until grep -q Forwarding forward.txt; do kill -0 $forward; sleep 0.2; done
curl --fail --silent --max-time 30 http://127.0.0.1:5000/health`
    : text
  ).replaceAll('mlflow-dev', NAMESPACE);
const cluster = realCluster();

describe(`a first run on Kubernetes ${cluster.version}`, () => {
  test('the page, as it stands there', async () => {
    const begun = performance.now();
    const printed = await typed(cluster, {
      document: 'docs/getting-started.md',
      heading: 'On a cluster',
      here,
      namespace: NAMESPACE,
    });
    remark(`${((performance.now() - begun) / 1000).toFixed(0)} s from nothing to nothing`);
    const [, tested = '', forwarded, logged] = printed;
    expect(tested).toMatch(/^passed[.] It took \d+ s$/m);
    expect(forwarded).toBe('OK');
    expect(logged).toContain('\nIt works.\n');
    expect(printed).toHaveLength(7);
  }, 1_200_000);

  test('nothing of it is left', async () => {
    expect(await cluster.ok(['get', 'namespaces', '--output=name'])).not.toContain(`namespace/${NAMESPACE}\n`);
    const claims = await cluster.ok([
      'get',
      'persistentvolumes',
      `--output=jsonpath={.items[*].spec.claimRef.namespace}`,
    ]);
    expect(claims.split(' ')).not.toContain(NAMESPACE);
  });
});
