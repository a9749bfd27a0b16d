/** What Helm makes of the charts in dist/, and the pods that objects ask for. */
import type { HelmMajor } from '../support/helm-binary';
import { objectsIn } from '../support/dist';
import { quiet, type Namespace } from './namespace';
import type { KubeObject } from './objects';

/** What an installation or upgrade with these arguments sends: without what only `helm test` makes. */
export async function rendered(
  namespace: Namespace,
  helm: HelmMajor,
  args: readonly string[],
): Promise<readonly KubeObject[]> {
  return objectsIn(quiet(await namespace.helm(helm, ['template', '--no-hooks', ...args])), 'helm template');
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
