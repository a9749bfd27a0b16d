/** What is there in a namespace, so far as somebody has asked for it: another generation is another wish. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../../lib/values/merge';
import { readDocuments } from '../../../lib/yaml/read';
import { root } from '../../support/root';
import type { RealCluster } from '../nodes/real-cluster';

/** Pods among them: none is another one. */
const KINDS = 'deployments,statefulsets,services,configmaps,secrets,serviceaccounts,networkpolicies,pods';

interface Live {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly uid: string; readonly generation?: number };
}

/** One line each: `Deployment mlflow-tracking <uid> <generation>`. */
export async function objectsOf(cluster: RealCluster, namespace: string): Promise<readonly string[]> {
  const { items } = await cluster.json<{ readonly items: readonly Live[] }>(['get', KINDS, '--namespace', namespace]);
  return (
    items
      // Clients of the test come and go.
      .filter(({ metadata }) => metadata.name.startsWith('mlflow-'))
      .map(({ kind, metadata: { name, uid, generation = 0 } }) => `${kind} ${name} ${uid} ${String(generation)}`)
      .sort()
  );
}

/** What values/dev.yaml says. */
export function valuesOfDev(): JsonObject {
  const file = join(root, 'values/dev.yaml');
  const [document] = readDocuments(readFileSync(file, 'utf8'), file);
  return document?.value as JsonObject;
}
