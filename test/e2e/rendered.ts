/** The objects that the suite runs: as `npm run synth` wrote them, or as the packaged chart gives them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDocuments } from '../../lib/yaml/read';
import type { JsonObject } from '../../lib/values/merge';
import { version } from '../../package.json';
import { withFolder } from '../support/chart-folder';
import { helm } from '../support/helm';
import { root } from '../support/root';
import type { KubernetesObject } from './node/store';

export const namespaceOf = (environment: string) => `mlflow-${environment}`;

/** dist/<environment>/manifests. */
export function manifests(environment: string): readonly KubernetesObject[] {
  const folder = join(root, 'dist', environment, 'manifests');
  return readdirSync(folder).flatMap((file) => objects(readFileSync(join(folder, file), 'utf8'), file));
}

/** `helm template` of an environment's packaged chart with further values. */
export async function template(environment: string, values: JsonObject | string): Promise<readonly KubernetesObject[]> {
  const text = typeof values === 'string' ? values : JSON.stringify(values);
  return withFolder({ 'values.yaml': text }, async (folder) => {
    const chart = join(root, 'dist', environment, `mlflow-${version}.tgz`);
    const where = ['--namespace', namespaceOf(environment), '--values', join(folder, 'values.yaml')];
    const { code, stdout, stderr } = await helm('4').run(['template', 'mlflow', chart, ...where]);
    if (code !== 0) throw new Error(stderr);
    return objects(stdout, 'helm template');
  });
}

export function secret(namespace: string, name: string, stringData: Readonly<Record<string, string>>) {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, stringData } as const;
}

function objects(text: string, file: string): readonly KubernetesObject[] {
  return readDocuments(text, file).flatMap(({ value }) =>
    value === null ? [] : [value as unknown as KubernetesObject],
  );
}
