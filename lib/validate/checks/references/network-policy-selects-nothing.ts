import type { CorpusCheck } from '../../check';
import { documents, workload } from '../../example';
import { manifest } from '../../references/example';
import { selectorText } from '../../references/labels-text';
import { policies, policyKind } from '../../references/policies';
import { maySelectOthers, selectableKinds } from '../../references/selection';

const policy = (labels: string) =>
  manifest('networking.k8s.io/v1', 'NetworkPolicy', 'web', `spec: {podSelector: {${labels}}, ingress: [{}]}`);

export default {
  id: 'network-policy-selects-nothing',
  scope: 'corpus',
  kinds: [policyKind, ...selectableKinds],
  severity: 'warning',
  summary: 'A NetworkPolicy whose podSelector matches no pod of its namespace: it isolates nothing',
  remedy: 'Make podSelector equal to labels of the pod template, in the same namespace; {} means every pod.',
  link: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-resource',
  examples: {
    passes: [documents(policy('matchLabels: {app: web}'), workload('')), policy('')],
    fails: [{ yaml: documents(policy('matchLabels: {app: wbe}'), workload('')), at: 'spec.podSelector' }],
  },
  check(corpus, report) {
    for (const { object, spec, pods } of corpus.derive(policies)) {
      const text = selectorText(spec.podSelector ?? {});
      if (pods.length > 0 || text === '' || maySelectOthers(corpus, object.namespace, spec.podSelector ?? {})) continue;
      report(object, ['spec', 'podSelector'], `no pods with ${text} in namespace ${object.namespace}`);
    }
  },
} satisfies CorpusCheck;
