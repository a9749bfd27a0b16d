/** dist/dev by kubectl alone: in the order of its files nothing has to be tried twice, and what deletes it leaves the volumes. */
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { commandsIn } from '../../docs/shown';
import { outputOf } from '../../support/execute';
import { remark } from '../../support/proofs';
import { root } from '../../support/root';
import { Client, type Logged } from '../clients/client';
import { eventually } from '../eventually';
import { objectsOf } from '../gitops/live';
import { realCluster } from '../nodes/running';
import { namespaceOf } from './secrets';

const NAMESPACE = namespaceOf('dev');
const DEV = join(root, 'dist/dev');
const cluster = realCluster();

interface Event {
  readonly reason: string;
  readonly message: string;
  readonly involvedObject: { readonly kind: string; readonly name: string };
}

const claims = () =>
  cluster.ok(['get', 'persistentvolumeclaims', '--namespace', NAMESPACE, '--output=jsonpath={.items[*].metadata.uid}']);

/** A command of the document. */
async function typed(index: number, program: string): Promise<void> {
  const command = commandsIn('docs/gitops.md', 'kubectl')[index] ?? '';
  expect(command).toContain(program);
  outputOf(await cluster.run('bash', ['-ec', command], { cwd: root }));
}

describe(`dist/dev by kubectl on Kubernetes ${cluster.version}`, () => {
  const client = new Client(cluster, NAMESPACE);
  let logged: Logged;

  afterAll(async () => {
    await cluster.ok(['delete', 'namespace', NAMESPACE, '--ignore-not-found']);
  });

  test('`kubectl apply -f dist/dev/namespace.yaml -f dist/dev/manifests` is all, and nothing waits for what comes later', async () => {
    await typed(0, 'kubectl apply');
    const started = performance.now();
    await cluster.settled(NAMESPACE);
    remark(`Ready after ${((performance.now() - started) / 1000).toFixed(0)} s`);
    const { items } = await cluster.json<{ readonly items: readonly Event[] }>([
      ...['get', 'events', '--namespace', NAMESPACE, '--field-selector=type=Warning'],
    ]);
    const missed = items
      .filter(({ reason, message }) => reason === 'FailedCreate' || message.includes('not found'))
      .map(({ involvedObject: { kind, name }, message }) => `${kind} ${name}: ${message}`);
    expect(missed).toEqual([]);
    logged = await client.log('by-kubectl', 8);
  }, 600_000);

  test('applied once more, nothing is another', async () => {
    const before = await objectsOf(cluster, NAMESPACE);
    await cluster.ok(['apply', '--filename', join(DEV, 'manifests')]);
    await cluster.ok(['apply', '--kustomize', DEV]);
    expect(await objectsOf(cluster, NAMESPACE)).toEqual(before);
  });

  test.each([
    ['-f', 'manifests'],
    ['-k', '.'],
  ])(
    '`kubectl delete %s` leaves the Namespace and the volumes; applied again, what was logged is there',
    async (by) => {
      const before = await claims();
      expect(before.split(' ')).toHaveLength(2);
      if (by === '-f') await typed(1, 'kubectl delete');
      else await cluster.ok(['delete', by, DEV, '--timeout=3m']);
      await eventually(() => cluster.ok(['get', 'pods', '--namespace', NAMESPACE, '--output=name']), '');
      expect(await claims()).toBe(before);
      await cluster.ok(['apply', by, by === '-f' ? join(DEV, 'manifests') : DEV]);
      await cluster.settled(NAMESPACE);
      await client.check(logged);
    },
    600_000,
  );
});
