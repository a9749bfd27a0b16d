import type { PodCheck } from '../../check';
import { workload } from '../../example';

export default {
  id: 'default-service-account',
  scope: 'pod',
  severity: 'info',
  optional: true,
  summary: 'A pod runs as the ServiceAccount default, which it shares with others',
  remedy: 'Create a ServiceAccount for the application and name it in serviceAccountName.',
  link: 'https://kubernetes.io/docs/concepts/security/service-accounts/',
  examples: {
    passes: [workload({ pod: 'serviceAccountName: app' })],
    fails: [
      { yaml: workload(''), at: 'spec.template.spec.serviceAccountName' },
      workload({ pod: 'serviceAccountName: default' }),
    ],
  },
  check({ spec, path }, report) {
    if ((spec.serviceAccountName ?? spec.serviceAccount ?? 'default') !== 'default') return;
    report([...path, 'serviceAccountName'], 'the pod runs as the ServiceAccount default');
  },
} satisfies PodCheck;
