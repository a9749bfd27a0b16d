import type { RoleBinding } from '../../../../imports/kubernetes/types';
import type { CorpusCheck } from '../../check';
import { documents } from '../../example';
import { absence, findAcross } from '../../references/absence';
import { manifest } from '../../references/example';

const group = 'rbac.authorization.k8s.io';
const binding = (subject: string) =>
  manifest(
    `${group}/v1`,
    'RoleBinding',
    'team/web',
    `roleRef: {apiGroup: ${group}, kind: ClusterRole, name: view}`,
    `subjects: [{kind: ServiceAccount, ${subject}}]`,
  );

export default {
  id: 'subject-missing',
  scope: 'corpus',
  kinds: [`RoleBinding.${group}`, `ClusterRoleBinding.${group}`, 'ServiceAccount', 'Cluster.postgresql.cnpg.io'],
  severity: 'warning',
  summary:
    'A binding gives rights to a ServiceAccount that is not in the input; information if its namespace is not either',
  remedy: 'Correct the name and namespace of the subject, add the ServiceAccount, or list it as known to exist.',
  link: 'https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects',
  examples: {
    passes: [
      documents(binding('name: web, namespace: team'), manifest('v1', 'ServiceAccount', 'team/web')),
      // Applied with --namespace.
      documents(binding('name: web, namespace: team'), manifest('v1', 'ServiceAccount', 'web')),
      binding('name: default, namespace: other'),
    ],
    fails: [
      {
        yaml: documents(binding('name: wbe, namespace: team'), manifest('v1', 'ServiceAccount', 'team/web')),
        at: 'subjects[0].name',
      },
      documents(binding('name: web, namespace: other'), manifest('v1', 'ServiceAccount', 'team/web')),
    ],
  },
  check(corpus, report) {
    const key = 'ServiceAccount';
    const inhabited = new Set(corpus.objects.map(({ namespace }) => namespace));
    for (const kind of [`RoleBinding.${group}`, `ClusterRoleBinding.${group}`]) {
      for (const { object, value } of corpus.checked<RoleBinding>(kind)) {
        for (const [index, subject] of (value.subjects ?? []).entries()) {
          const { name = '', namespace = object.namespace } = subject;
          // In kube-system live the controllers' accounts, which come with the cluster.
          if (subject.kind !== key || namespace === '' || namespace === 'kube-system') continue;
          if (findAcross(corpus, { key, namespace, name }) !== undefined) continue;
          if (corpus.find('Cluster.postgresql.cnpg.io', namespace, name) !== undefined) continue;
          const message = absence(corpus, { key, namespace, name }, { alsoThere: ['default'] });
          const severity = inhabited.has(namespace) ? 'warning' : 'info';
          if (message !== undefined) report(object, ['subjects', index, 'name'], message, { severity });
        }
      }
    }
  },
} satisfies CorpusCheck;
