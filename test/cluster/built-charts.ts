/** What `npm run synth` wrote to dist/, and what Helm makes of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { version } from '../../package.json';
import { readDocuments } from '../../lib/yaml/read';
import type { HelmMajor } from '../support/helm-binary';
import { root } from '../support/root';
import { quiet, type Namespace } from './namespace';
import type { KubeObject } from './objects';

export function chartOf(environment: string): string {
  return join(root, 'dist', environment, `mlflow-${version}.tgz`);
}

export function manifestsFolder(environment: string): string {
  return join(root, 'dist', environment, 'manifests');
}

export function manifestsOf(environment: string): readonly KubeObject[] {
  const folder = manifestsFolder(environment);
  return readdirSync(folder).flatMap((file) => objectsIn(readFileSync(join(folder, file), 'utf8'), file));
}

/** What an installation or upgrade with these arguments sends. */
export async function rendered(
  namespace: Namespace,
  helm: HelmMajor,
  args: readonly string[],
): Promise<readonly KubeObject[]> {
  return objectsIn(quiet(await namespace.helm(helm, ['template', ...args])), 'helm template');
}

function objectsIn(text: string, file: string): readonly KubeObject[] {
  return readDocuments(text, file).map(({ value }) => value as unknown as KubeObject);
}

/** Pods by component that these objects ask for. */
export function podsWanted(objects: readonly KubeObject[]): Readonly<Record<string, number>> {
  const workloads = objects.filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet');
  return Object.fromEntries(
    workloads.map(({ metadata, spec }) => [
      metadata.labels?.['app.kubernetes.io/component'] ?? 'none',
      Number(spec?.['replicas']),
    ]),
  );
}
