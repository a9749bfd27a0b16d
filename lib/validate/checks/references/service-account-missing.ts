import type { CorpusCheck } from '../../check';
import { documents, workload } from '../../example';
import { podKinds } from '../../pod';
import { absence } from '../../references/absence';
import { manifest } from '../../references/example';

export default {
  id: 'service-account-missing',
  scope: 'corpus',
  kinds: ['ServiceAccount', 'Cluster.postgresql.cnpg.io', ...podKinds],
  severity: 'warning',
  summary: 'A pod runs as a ServiceAccount that is not in the input: no pod is created until it exists',
  remedy: 'Correct the name, add the ServiceAccount, or list it as known to exist.',
  link: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/',
  examples: {
    passes: [
      documents(workload({ pod: 'serviceAccountName: web' }), manifest('v1', 'ServiceAccount', 'web')),
      workload({ pod: 'serviceAccountName: default' }),
    ],
    fails: [
      {
        yaml: documents(workload({ pod: 'serviceAccountName: wbe' }), manifest('v1', 'ServiceAccount', 'web')),
        at: 'spec.template.spec.serviceAccountName',
      },
      documents(workload({ pod: 'serviceAccountName: web' }), manifest('v1', 'ServiceAccount', 'other/web')),
    ],
  },
  check(corpus, report) {
    for (const { object, spec, path } of corpus.pods()) {
      const { namespace } = object;
      const name = spec.serviceAccountName ?? '';
      if (corpus.find('Cluster.postgresql.cnpg.io', namespace, name) !== undefined) continue;
      const message = absence(corpus, { key: 'ServiceAccount', namespace, name }, { alsoThere: ['default'] });
      if (message !== undefined) report(object, [...path, 'serviceAccountName'], message);
    }
  },
} satisfies CorpusCheck;
