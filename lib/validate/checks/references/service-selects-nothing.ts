import type { CorpusCheck } from '../../check';
import { documents, workload } from '../../example';
import { manifest, service } from '../../references/example';
import { selectorText } from '../../references/labels-text';
import { maySelectOthers, selectableKinds } from '../../references/selection';
import { selectingServices } from '../../references/services';

export default {
  id: 'service-selects-nothing',
  scope: 'corpus',
  kinds: ['Service', ...selectableKinds],
  severity: 'warning',
  summary: 'A Service whose selector matches no pod of its namespace',
  remedy:
    'Make the selector equal to labels of the pod template (not of the Deployment itself), in the same namespace.',
  link: 'https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service',
  examples: {
    passes: [
      documents(service(), workload('')),
      manifest('v1', 'Service', 'elsewhere', 'spec: {type: ExternalName, externalName: db.example.com}'),
      manifest('v1', 'Service', 'manual', 'spec: {ports: [{port: 80}]}'),
      documents(
        service(),
        manifest('argoproj.io/v1alpha1', 'Rollout', 'web', 'spec: {template: {metadata: {labels: {app: web}}}}'),
      ),
    ],
    fails: [
      { yaml: documents(service('api'), workload('')), at: 'spec.selector' },
      documents(service('team/web'), workload('')),
    ],
  },
  check(corpus, report) {
    for (const { object, selector, pods } of corpus.derive(selectingServices)) {
      const wanted = { matchLabels: selector };
      if (pods.length > 0 || maySelectOthers(corpus, object.namespace, wanted)) continue;
      report(object, ['spec', 'selector'], `no pods with ${selectorText(wanted)} in namespace ${object.namespace}`);
    }
  },
} satisfies CorpusCheck;
