/** For a platform with NetworkPolicies: whom the tests themselves are. Their processes are in no pod, and ask from one address. */
import type { NetworkPolicy } from '../../../imports/kubernetes/types';
import type { RenderedObject } from '../../support/dist';
import { addressesOf } from '../nodes/network';
import type { RealCluster } from '../nodes/real-cluster';

/** Each of the two families that the cluster has, as a range of one address. */
export function rangesOfTests({ realAddress: { families } }: RealCluster): readonly string[] {
  return addressesOf(families, 'controlPlane').map((address) => `${address}/${address.includes(':') ? '128' : '32'}`);
}

/** Beside the policies of an environment that is installed as it is: policies add up. */
export function letTestsIn(cluster: RealCluster, namespace: string): NetworkPolicy & RenderedObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'tests', namespace },
    spec: {
      podSelector: { matchLabels: { 'app.kubernetes.io/component': 'tracking' } },
      policyTypes: ['Ingress'],
      ingress: [{ from: rangesOfTests(cluster).map((cidr) => ({ ipBlock: { cidr } })), ports: [{ port: 5000 }] }],
    },
  };
}
