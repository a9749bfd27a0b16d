/** The clusters that main.ts started, and the Helms to use with them. */
import { locateHelm, type HelmMajor } from '../support/helm-binary';
import { Cluster, type ClusterAddress } from './cluster';

/** Variable by which main.ts tells the tests. */
export const CLUSTERS = 'TEST_CLUSTERS';

export function clusters(): readonly Cluster[] {
  const addresses = process.env[CLUSTERS];
  if (addresses === undefined) throw new Error('These tests need API servers: run `npm run test:cluster`.');
  return (JSON.parse(addresses) as readonly ClusterAddress[]).map((address) => new Cluster(address));
}

/** Headings for tests of each Kubernetes. */
export function eachCluster(): readonly (readonly [heading: string, cluster: Cluster])[] {
  return clusters().map((cluster) => [`Kubernetes ${cluster.version}`, cluster]);
}

/** Headings for tests of each Kubernetes with each Helm. */
export function eachClusterAndHelm(): readonly (readonly [heading: string, cluster: Cluster, helm: HelmMajor])[] {
  const helms: readonly HelmMajor[] = ['3', '4'];
  return clusters().flatMap((cluster) =>
    helms.map((helm) => [`Kubernetes ${cluster.version}, Helm ${locateHelm(helm).version}`, cluster, helm] as const),
  );
}
