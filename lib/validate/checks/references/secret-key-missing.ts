import type { CorpusCheck } from '../../check';
import { documents, workload } from '../../example';
import { podKinds } from '../../pod';
import { missingKeys } from '../../references/data-absence';
import { manifest } from '../../references/example';
import { producerKinds } from '../../references/producers';
import { useKinds } from '../../references/uses';

export default {
  id: 'secret-key-missing',
  scope: 'corpus',
  kinds: [...producerKinds, ...useKinds, ...podKinds],
  severity: 'error',
  summary: 'A key of a Secret that is in the input without it: the container does not start',
  remedy:
    'Name a key that the Secret holds, or what makes the Secret (ExternalSecret, SealedSecret, Certificate) gives it.',
  link: 'https://kubernetes.io/docs/concepts/configuration/secret/#using-secrets-as-environment-variables',
  examples: {
    passes: [
      documents(
        workload('env: [{name: PASSWORD, valueFrom: {secretKeyRef: {name: db, key: password}}}]'),
        manifest('v1', 'Secret', 'db', 'stringData: {password: a}'),
      ),
      documents(
        workload({
          pod: 'volumes: [{name: tls, secret: {secretName: web-tls, items: [{key: ca.crt, path: ca.crt}]}}]',
        }),
        manifest(
          'cert-manager.io/v1',
          'Certificate',
          'web',
          'spec: {secretName: web-tls, dnsNames: [web], issuerRef: {name: ca}}',
        ),
      ),
      // Empty when it is applied: something fills it later.
      documents(
        workload('env: [{name: PASSWORD, valueFrom: {secretKeyRef: {name: db, key: password}}}]'),
        manifest('v1', 'Secret', 'db'),
      ),
    ],
    fails: [
      {
        yaml: documents(
          workload('env: [{name: PASSWORD, valueFrom: {secretKeyRef: {name: db, key: pasword}}}]'),
          manifest('v1', 'Secret', 'db', 'stringData: {password: a}'),
        ),
        at: 'spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef.key',
      },
      documents(
        workload({ pod: 'volumes: [{name: tls, secret: {secretName: web-tls, items: [{key: tls.pem, path: a}]}}]' }),
        manifest(
          'cert-manager.io/v1',
          'Certificate',
          'web',
          'spec: {secretName: web-tls, dnsNames: [web], issuerRef: {name: ca}}',
        ),
      ),
      documents(
        workload({ pod: 'imagePullSecrets: [{name: registry}]' }),
        manifest('v1', 'Secret', 'registry', 'stringData: {password: a}'),
      ),
    ],
  },
  check(corpus, report) {
    for (const { use, path, message, holder } of missingKeys(corpus, 'Secret')) {
      const related = holder === use.object ? [] : [{ object: holder, path: [], message: 'what makes it' }];
      report(use.object, path, message, { related });
    }
  },
} satisfies CorpusCheck;
