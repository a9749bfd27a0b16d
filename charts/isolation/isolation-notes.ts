/** What NOTES.txt says of NetworkPolicies: who gets in, and that nobody else does. */
import type { Tree } from '../../lib/expr/expr';
import { choose, equal, notEmpty, toJson } from '../../lib/expr/function';
import { each, text, when } from '../../lib/expr/vocabulary';
import type { Peer } from '../../values/isolation';
import type { Values } from '../../values/schema';

export function isolationNotes({ networkPolicy }: Values): readonly Tree[] {
  const { enabled, ingressControllers, clients, monitoring } = networkPolicy;
  return [
    when<Tree>(enabled, [
      'NetworkPolicies cut off all but what docs/isolation.md lists, where the cluster enforces them. To MLflow get',
      ...each(ingressControllers, (peer) => said('ingressControllers', peer)),
      ...each(clients, (peer) => said('clients', peer)),
      ...each(monitoring, (peer) => said('monitoring, metrics only', peer)),
      '  and nobody else: name an Ingress controller of another namespace, or clients there, in these lists of networkPolicy.',
    ]),
  ];
}

function said(list: string, { cidr, except, namespace, namespaceLabels, podLabels }: Peer): Tree {
  const pods = choose(notEmpty(podLabels), text`pods with ${toJson(podLabels)}`, 'all pods');
  return when<Tree>(
    notEmpty(cidr),
    text`  ${cidr}${choose(notEmpty(except), text` except ${toJson(except)}`, '')} (${list})`,
    when<Tree>(
      notEmpty(namespaceLabels),
      text`  ${pods} of namespaces with ${toJson(namespaceLabels)} (${list})`,
      when<Tree>(
        equal(namespace, ''),
        text`  ${pods} of this namespace (${list})`,
        choose(
          equal(namespace, '*'),
          text`  ${pods} of every namespace (${list})`,
          text`  ${pods} of the namespace ${namespace} (${list})`,
        ),
      ),
    ),
  );
}
