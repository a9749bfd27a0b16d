import type { CorpusCheck } from '../../check';
import { server } from '../../mlflow/example';
import { isOlder, serverKinds, serversOf } from '../../mlflow/server';

export default {
  id: 'mlflow-default-encryption-key',
  pack: 'mlflow',
  scope: 'corpus',
  severity: 'info',
  summary:
    'Secrets that MLflow keeps in its database are encrypted with a passphrase that is built in, so known to all',
  remedy: 'Set MLFLOW_CRYPTO_KEK_PASSPHRASE from a Secret, and keep it with the backups of the database.',
  link: 'https://mlflow.org/docs/latest/self-hosting/security/',
  kinds: serverKinds,
  examples: {
    passes: [
      server({
        container:
          'env:\n  - {name: MLFLOW_CRYPTO_KEK_PASSPHRASE, valueFrom: {secretKeyRef: {name: mlflow, key: passphrase}}}',
      }),
    ],
    fails: [{ yaml: server(), at: 'spec.template.spec.containers[0].env' }],
  },
  check(corpus, report) {
    for (const { container, option, version } of serversOf(corpus)) {
      if (version === undefined || isOlder(version, [3, 9, 0])) continue;
      if (option(undefined, 'MLFLOW_CRYPTO_KEK_PASSPHRASE') !== undefined) continue;
      report(container.pod.object, [...container.path, 'env'], 'MLFLOW_CRYPTO_KEK_PASSPHRASE is not set');
    }
  },
} satisfies CorpusCheck;
