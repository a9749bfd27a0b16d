import type { Service, StatefulSet } from '../../../../imports/kubernetes/types';
import type { CorpusCheck } from '../../check';
import { documents, workload } from '../../example';
import { typed } from '../../object';
import { absence } from '../../references/absence';
import { manifest, service } from '../../references/example';

const headless = manifest('v1', 'Service', 'web', 'spec: {clusterIP: None, selector: {app: web}, ports: [{port: 80}]}');

export default {
  id: 'stateful-set-service',
  scope: 'corpus',
  kinds: ['Service', 'StatefulSet.apps'],
  severity: 'warning',
  summary: 'A StatefulSet whose serviceName is missing or is no headless Service: its pods get no names in DNS',
  remedy: 'Add a Service of that name with clusterIP: None and the labels of the pods as selector.',
  link: 'https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id',
  examples: {
    passes: [documents(workload({ kind: 'StatefulSet' }), headless)],
    fails: [
      { yaml: workload({ kind: 'StatefulSet' }), at: 'spec.serviceName' },
      documents(workload({ kind: 'StatefulSet' }), service()),
    ],
  },
  check(corpus, report) {
    for (const { object, value } of corpus.checked<StatefulSet>('StatefulSet.apps')) {
      const name = value.spec?.serviceName ?? '';
      if (name === '') continue;
      const found = corpus.find('Service', object.namespace, name);
      const path = ['spec', 'serviceName'];
      if (found === undefined) {
        const message = absence(corpus, { key: 'Service', namespace: object.namespace, name });
        if (message !== undefined) report(object, path, message);
      } else if (found.status !== 'unknown-kind' && typed<Service>(found).spec?.clusterIP !== 'None') {
        report(object, path, `Service "${name}" is not headless (clusterIP: None): pods get no names of their own`, {
          related: [{ object: found, path: ['spec', 'clusterIP'], message: 'the Service' }],
        });
      }
    }
  },
} satisfies CorpusCheck;
