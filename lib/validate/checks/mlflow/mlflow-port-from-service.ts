import type { CorpusCheck } from '../../check';
import { documents } from '../../example';
import { server, service } from '../../mlflow/example';
import { serverKinds, serversOf } from '../../mlflow/server';

const mlflow = service('ClusterIP', { name: 'mlflow' });

export default {
  id: 'mlflow-port-from-service',
  pack: 'mlflow',
  scope: 'corpus',
  severity: 'warning',
  summary:
    'A Service called mlflow sets MLFLOW_PORT to tcp://… in all pods beside it, which a tracking server takes for its port',
  remedy: 'Set enableServiceLinks to false in the pod, or give the Service another name.',
  link: 'https://kubernetes.io/docs/tutorials/services/connect-applications-service/#environment-variables',
  kinds: [...serverKinds, 'Service'],
  examples: {
    passes: [
      documents(mlflow, server({ pod: 'enableServiceLinks: false' })),
      documents(mlflow, server({ args: '--port 5000' })),
      documents(service(), server()),
    ],
    fails: [{ yaml: documents(mlflow, server()), at: 'spec.template.spec.enableServiceLinks' }],
  },
  check(corpus, report) {
    for (const { container, option } of serversOf(corpus)) {
      const { object, spec, path } = container.pod;
      if (spec.enableServiceLinks === false || option('--port', 'MLFLOW_PORT') !== undefined) continue;
      if (option('-p') !== undefined) continue;
      const found = corpus.find('Service', object.namespace, 'mlflow');
      if (found === undefined) continue;
      report(object, [...path, 'enableServiceLinks'], 'Service mlflow sets MLFLOW_PORT to tcp://… in this pod', {
        related: [{ object: found, path: ['metadata', 'name'], message: 'the Service' }],
      });
    }
  },
} satisfies CorpusCheck;
