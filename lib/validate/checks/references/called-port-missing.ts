import type { Service } from '../../../../imports/kubernetes/types';
import type { CorpusCheck } from '../../check';
import { documents, workload } from '../../example';
import { typed } from '../../object';
import { podKinds } from '../../pod';
import { calls } from '../../references/calls';
import { isInDoubt } from '../../references/doubt';
import { manifest, service } from '../../references/example';
import { servicePortsText } from '../../references/services';

export default {
  id: 'called-port-missing',
  scope: 'corpus',
  kinds: ['Service', ...podKinds],
  severity: 'warning',
  summary: 'An address in env or args names a Service of the input with a port that the Service does not have',
  remedy: "Use the Service's port, not the container's.",
  link: 'https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/',
  examples: {
    passes: [
      documents(workload('env: [{name: API, value: "http://api:80"}]'), service('api')),
      documents(workload('env: [{name: API, value: "http://api"}]'), service('api')),
      // A headless Service only resolves the name: the pods' own ports count.
      documents(
        workload('args: ["--peer=api:9090"]'),
        manifest('v1', 'Service', 'api', 'spec: {clusterIP: None, selector: {app: api}, ports: [{port: 80}]}'),
      ),
    ],
    fails: [
      {
        yaml: documents(workload('env: [{name: API, value: "http://api:8080/v1"}]'), service('api')),
        at: 'spec.template.spec.containers[0].env[0].value',
      },
      documents(workload('args: ["--api=api.default.svc.cluster.local:8080"]'), service('api')),
    ],
  },
  check(corpus, report) {
    for (const { pod, path, service: called, port } of corpus.derive(calls)) {
      const { spec = {} } = typed<Service>(called);
      if (called.status === 'unknown-kind' || isInDoubt(called, ['spec'])) continue;
      const { clusterIP, type, ports = [] } = spec;
      if (clusterIP === 'None' || type === 'ExternalName' || ports.some((one) => one.port === port)) continue;
      const message = `Service "${called.name}" has no port ${port}, its ports: ${servicePortsText(ports)}`;
      report(pod.object, path, message, {
        related: [{ object: called, path: ['spec', 'ports'], message: 'its ports' }],
      });
    }
  },
} satisfies CorpusCheck;
