/** Installs KEDA by its own manifests, as its `config/minimal` does: without the webhook that looks at what it is given. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RealCluster } from '../nodes/real-cluster';
import { keda, kedaImage } from './keda';

export const KEDA = 'keda';

/** In this order: the folders of its manifests. */
const FOLDERS = ['general', 'crd/bases', 'service_account', 'rbac', 'manager', 'metrics-server'];

export async function installKeda(cluster: RealCluster): Promise<void> {
  const config = join(cluster.moduleOf(keda), 'config');
  for (const folder of FOLDERS) {
    const files = readdirSync(join(config, folder)).filter((file) => file !== 'kustomization.yaml');
    for (const file of files) await cluster.apply(pinned(readFileSync(join(config, folder, file), 'utf8')));
  }
  await cluster.settled(KEDA);
}

/** The images that there are, on small nodes. */
function pinned(manifest: string): string {
  return manifest
    .replace('ghcr.io/kedacore/keda:latest', kedaImage('keda'))
    .replace('ghcr.io/kedacore/keda-metrics-apiserver:latest', kedaImage('keda-adapter'))
    .replaceAll('imagePullPolicy: Always', 'imagePullPolicy: IfNotPresent');
}
