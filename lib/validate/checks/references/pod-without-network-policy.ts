import type { CorpusCheck } from '../../check';
import { documents, workload } from '../../example';
import { podKinds } from '../../pod';
import { manifest } from '../../references/example';
import { policies, policyKind } from '../../references/policies';

const policy = manifest(
  'networking.k8s.io/v1',
  'NetworkPolicy',
  'web',
  'spec: {podSelector: {matchLabels: {app: web}}, ingress: [{}]}',
);

export default {
  id: 'pod-without-network-policy',
  scope: 'corpus',
  kinds: [policyKind, ...podKinds],
  severity: 'info',
  summary: 'Pods that no NetworkPolicy is for, in a namespace that has some: they are open to everyone',
  remedy: 'Add a NetworkPolicy for them, or one for all pods (podSelector: {}) that denies what nothing else allows.',
  link: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-policies',
  examples: {
    passes: [documents(policy, workload('')), workload('')],
    fails: [{ yaml: documents(policy, workload(''), workload({ name: 'api' })), at: 'spec.template.metadata.labels' }],
  },
  check(corpus, report) {
    const namespaces = new Set(corpus.derive(policies).map(({ object }) => object.namespace));
    // A set of lists first: many policies may mean the same.
    const covered = new Set([...new Set(corpus.derive(policies).map(({ pods }) => pods))].flat());
    if (!corpus.complete || corpus.ofKind(policyKind).length > corpus.derive(policies).length) return;
    for (const namespace of namespaces) {
      for (const pod of corpus.pods(namespace)) {
        if (covered.has(pod) || pod.spec.hostNetwork === true) continue;
        const path = [...pod.metadataPath, 'labels'];
        report(pod.object, path, `no NetworkPolicy of namespace ${namespace} selects these pods`);
      }
    }
  },
} satisfies CorpusCheck;
