/** The cluster with nodes that was started for the tests. */
import { RealCluster, type RealClusterAddress } from './real-cluster';

/** Variable by which `inside.ts` tells the tests. */
export const REAL_CLUSTER = 'TEST_REAL_CLUSTER';

export function realCluster(): RealCluster {
  const address = process.env[REAL_CLUSTER];
  if (address === undefined)
    throw new Error('These tests need a cluster with nodes: run `npm run test:cluster -- platform`.');
  return new RealCluster(JSON.parse(address) as RealClusterAddress);
}
