/** What every test file of the suite begins with: a cluster, and the names of what really runs in it. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { remark } from '../support/proofs';
import { catalogue } from './images/catalogue';
import { Cluster } from './node/cluster';
import type { Families } from './node/network';
import type { RunningPod } from './node/running-pod';
import type { KubernetesObject } from './node/store';
import { MINIO, MLFLOW } from './versions';

export const TRACKING = 'mlflow-tracking';
export const POSTGRESQL = 'mlflow-postgresql';
export const STORE = 'mlflow-minio';

/** A cluster in which these objects run; if they do not within the time, an error that says what hinders them. */
export async function startCluster(
  objects: readonly KubernetesObject[],
  { timeoutSeconds = 200, families }: { readonly timeoutSeconds?: number; readonly families?: Families } = {},
): Promise<Cluster> {
  const folder = mkdtempSync(join(process.env['E2E_FOLDER'] ?? tmpdir(), 'cluster-'));
  const cluster = new Cluster(catalogue, folder, families);
  try {
    cluster.apply(objects);
    await cluster.settled(timeoutSeconds);
    return cluster;
  } catch (error) {
    // The next file wants the network for itself.
    await cluster.close();
    throw error;
  }
}

/** For headings: what really runs, with this version of MLflow. */
export function versions(mlflow: string = MLFLOW): string {
  const references = [mlflowImage(mlflow), 'postgres:', `quay.io/minio/minio:${MINIO}`];
  return references.map((reference) => catalogue(reference).version).join(', ');
}

export function mlflowImage(version: string): string {
  return `ghcr.io/mlflow/mlflow:v${version}-full`;
}

/** Says how long each pod of these workloads took until it was ready, and how much memory it holds. */
export function remarkPods(cluster: Cluster, ...workloads: readonly string[]): void {
  for (const workload of workloads) {
    for (const pod of cluster.pods(workload)) remark(`${pod.events.join('; ')} (${pod.name}, ${memory(pod)})`);
  }
}

function memory({ memory: { used, limit } }: RunningPod): string {
  return `${mebibytes(used)} of ${mebibytes(limit)} MiB`;
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0);
}
