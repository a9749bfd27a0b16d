/** One end of a connection, as the values have it and as NetworkPolicies have it. */
import type { LabelSelector, NetworkPolicyPeer } from '../../imports/kubernetes/types';
import type { Deferred } from '../../lib/expr/expr';
import { equal, notEmpty, or } from '../../lib/expr/function';
import { each, when } from '../../lib/expr/vocabulary';
import type { Peer } from '../../values/isolation';

type Selector = Deferred<LabelSelector>;

/** What a namespace is called, as Kubernetes itself labels it. */
const NAME = 'kubernetes.io/metadata.name';

/** A selector of everything is written as {}: if it were left out, so would be what it says. */
export function peerOf({ cidr, except, namespace, namespaceLabels, podLabels }: Peer): Deferred<NetworkPolicyPeer> {
  const byName = when<Selector>(equal(namespace, '*'), {}, { matchLabels: { [NAME]: namespace } });
  const elsewhere = when<Selector>(notEmpty(namespaceLabels), { matchLabels: namespaceLabels }, byName);
  return when<Deferred<NetworkPolicyPeer>>(
    notEmpty(cidr),
    { ipBlock: { cidr, except: each(except, (range) => range) } },
    {
      namespaceSelector: when(or(notEmpty(namespace), notEmpty(namespaceLabels)), elsewhere),
      podSelector: when(notEmpty(podLabels), { matchLabels: podLabels }, {}),
    },
  );
}
