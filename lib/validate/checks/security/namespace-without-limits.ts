import type { CorpusCheck } from '../../check';
import { documents } from '../../example';

const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: team}\n';
const quota =
  'apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: team, namespace: team}\nspec: {hard: {pods: 10}}\n';
const limits =
  'apiVersion: v1\nkind: LimitRange\nmetadata: {name: team, namespace: team}\nspec: {limits: [{type: Container, default: {memory: 1Gi}}]}\n';

export default {
  id: 'namespace-without-limits',
  scope: 'corpus',
  severity: 'info',
  optional: true,
  summary: 'A Namespace has no ResourceQuota or no LimitRange: one application can take the whole cluster',
  remedy: 'Create a ResourceQuota and a LimitRange with the Namespace.',
  link: 'https://kubernetes.io/docs/concepts/policy/resource-quotas/',
  kinds: ['Namespace', 'ResourceQuota', 'LimitRange'],
  examples: {
    passes: [documents(namespace, quota, limits)],
    fails: [{ yaml: documents(namespace, quota), at: 'metadata.name' }],
  },
  check(corpus, report) {
    if (!corpus.complete) return;
    for (const object of corpus.ofKind('Namespace')) {
      const missing = ['ResourceQuota', 'LimitRange'].filter(
        (kind) => !corpus.ofKind(kind).some(({ namespace: at }) => at === object.name),
      );
      if (missing.length > 0)
        report(object, ['metadata', 'name'], `namespace ${object.name} has no ${missing.join(' and no ')}`);
    }
  },
} satisfies CorpusCheck;
