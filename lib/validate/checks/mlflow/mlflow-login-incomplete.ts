import type { CorpusCheck } from '../../check';
import { weaknessOf } from '../../security/credential';
import { server } from '../../mlflow/example';
import { serverKinds, serversOf } from '../../mlflow/server';

const complete = `env:
  - {name: MLFLOW_AUTH_ADMIN_USERNAME, value: operator}
  - {name: MLFLOW_AUTH_ADMIN_PASSWORD, valueFrom: {secretKeyRef: {name: login, key: password}}}
  - {name: MLFLOW_FLASK_SERVER_SECRET_KEY, valueFrom: {secretKeyRef: {name: login, key: flask}}}`;

export default {
  id: 'mlflow-login-incomplete',
  pack: 'mlflow',
  scope: 'corpus',
  severity: 'warning',
  summary: 'basic-auth lacks what it needs: a password for the administrator, and a key that all replicas share',
  remedy:
    'Set MLFLOW_AUTH_ADMIN_PASSWORD (12 characters or more) and MLFLOW_FLASK_SERVER_SECRET_KEY from a Secret, the same for all replicas.',
  link: 'https://mlflow.org/docs/latest/self-hosting/security/basic-http-auth/',
  kinds: serverKinds,
  examples: {
    passes: [server(), server({ args: '--app-name basic-auth', container: complete })],
    fails: [
      { yaml: server({ args: '--app-name basic-auth' }), at: 'spec.template.spec.containers[0].env' },
      {
        yaml: server({
          args: '--app-name basic-auth',
          container: complete.replace('valueFrom: {secretKeyRef: {name: login, key: password}}', 'value: password1234'),
        }),
        at: 'spec.template.spec.containers[0].env[1]',
      },
    ],
  },
  check(corpus, report) {
    for (const { container, option, replicas } of serversOf(corpus)) {
      const app = option('--app-name');
      if (typeof app !== 'object' || app.text !== 'basic-auth') continue;
      const { object } = container.pod;
      const password = option(undefined, 'MLFLOW_AUTH_ADMIN_PASSWORD');
      const at = [...container.path, 'env'];
      if (password === undefined) {
        report(
          object,
          at,
          'MLFLOW_AUTH_ADMIN_PASSWORD is not set: newer servers do not start, older ones take password1234',
        );
      } else if (password !== 'unknown' && password.text !== undefined) {
        const weakness =
          weaknessOf(password.text) ?? (password.text.length < 12 ? 'shorter than 12 characters' : undefined);
        if (weakness !== undefined) report(object, password.path, `the password of the administrator is ${weakness}`);
      }
      if (option(undefined, 'MLFLOW_FLASK_SERVER_SECRET_KEY') === undefined) {
        const consequence =
          replicas > 1 ? 'forms that one replica made are refused by the others' : 'the server does not start';
        report(object, at, `MLFLOW_FLASK_SERVER_SECRET_KEY is not set: ${consequence}`);
      }
    }
  },
} satisfies CorpusCheck;
