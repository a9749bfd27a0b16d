/** Installs what runs in the cluster beside the charts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RealCluster } from '../nodes/real-cluster';
import { coredns, localPathProvisioner } from './versions';

/** What every cluster has. */
export async function installAddons(cluster: RealCluster): Promise<void> {
  await cluster.apply(manifest('coredns', { version: coredns().version }));
  await cluster.apply(manifest('local-path', { version: localPathProvisioner().version }));
}

/** A file of this folder, with `$(name)` replaced. */
export function manifest(name: string, values: Readonly<Record<string, string>>): string {
  const text = readFileSync(join(__dirname, `${name}.yaml`), 'utf8');
  return text.replace(/\$\((\w+)\)/g, (whole, key: string) => values[key] ?? whole);
}
