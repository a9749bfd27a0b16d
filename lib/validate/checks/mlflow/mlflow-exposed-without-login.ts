import type { CorpusCheck } from '../../check';
import { documents } from '../../example';
import { isExposed, servicesOf } from '../../mlflow/access';
import { server, service } from '../../mlflow/example';
import { serverKinds, serversOf } from '../../mlflow/server';

export default {
  id: 'mlflow-exposed-without-login',
  pack: 'mlflow',
  scope: 'corpus',
  severity: 'warning',
  summary: 'A Service opens a tracking server to the outside, and it asks nobody for a password',
  remedy: 'Use ClusterIP behind a proxy that authenticates, or start the server with --app-name basic-auth.',
  link: 'https://mlflow.org/docs/latest/self-hosting/security/basic-http-auth/',
  kinds: [...serverKinds, 'Service'],
  examples: {
    passes: [documents(server(), service()), documents(server({ args: '--app-name basic-auth' }), service('NodePort'))],
    fails: [{ yaml: documents(server(), service('LoadBalancer')), at: 'spec.type' }],
  },
  check(corpus, report) {
    for (const { container, option } of serversOf(corpus)) {
      // With another container beside it, that one may ask for the password.
      const isAlone = container.pod.containers.filter(({ role }) => role === 'container').length === 1;
      if (!isAlone || option('--app-name') !== undefined) continue;
      for (const found of servicesOf(container.pod, corpus).filter(isExposed)) {
        report(found, ['spec', 'type'], `Service ${found.name} opens an MLflow without login to the outside`);
      }
    }
  },
} satisfies CorpusCheck;
