/** `mlflow-chart doctor` as it is built, asking the cluster of the tests. */
import { join } from 'node:path';
import type { Finding } from '../../../operations/doctor/finding';
import { execute, outputOf, type Outcome } from '../../support/execute';
import { root } from '../../support/root';
import type { RealCluster } from '../nodes/real-cluster';

/** Below the root: there, packages are found that are not in the bundle. */
const FOLDER = 'node_modules/.cache/doctor';
const BUILT = join(root, FOLDER);

export async function buildCommand(): Promise<void> {
  outputOf(await execute('node', ['bundle/build.mjs', FOLDER], { cwd: root }));
}

export interface Diagnosis {
  readonly exit: number;
  readonly findings: readonly Finding[];
  readonly unseen: readonly { readonly what: string; readonly reason: string }[];
  /** Where it could not look. */
  readonly errors: string;
}

export function runDoctor(cluster: RealCluster, args: readonly string[]): Promise<Outcome> {
  return cluster.run('node', [join(BUILT, 'mlflow-chart.js'), 'doctor', ...args]);
}

export async function diagnose(cluster: RealCluster, namespace: string, release = 'mlflow'): Promise<Diagnosis> {
  const { code, stdout, stderr } = await runDoctor(cluster, [release, '-n', namespace, '--format', 'json']);
  if (code === 2 && stdout === '') return { exit: code, findings: [], unseen: [], errors: stderr };
  return { exit: code, errors: stderr, ...(JSON.parse(stdout) as Pick<Diagnosis, 'findings' | 'unseen'>) };
}

/** What it says of a release with which all is well. */
export const NOTHING_WRONG = { exit: 0, findings: [], unseen: [] };

export async function saidOf(cluster: RealCluster, namespace: string): Promise<Omit<Diagnosis, 'errors'>> {
  const { exit, findings, unseen } = await diagnose(cluster, namespace);
  return { exit, findings, unseen };
}
