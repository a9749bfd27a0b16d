import type { CorpusCheck } from '../../check';
import { documents, workload } from '../../example';
import { podKinds } from '../../pod';
import { missingData } from '../../references/data-absence';
import { manifest } from '../../references/example';
import { producerKinds } from '../../references/producers';
import { useKinds } from '../../references/uses';

export default {
  id: 'secret-not-in-input',
  scope: 'corpus',
  kinds: [...producerKinds, ...useKinds, ...podKinds],
  severity: 'warning',
  summary: 'A Secret that nothing in the input makes; information if the input has no Secrets at all',
  remedy:
    'Correct the name, add the Secret (or what makes it: ExternalSecret, SealedSecret, Certificate), or list it as known to exist; set optional if the pod can do without.',
  link: 'https://kubernetes.io/docs/concepts/configuration/secret/#using-secrets',
  examples: {
    passes: [
      documents(
        workload('envFrom: [{secretRef: {name: db}}]'),
        manifest('v1', 'Secret', 'db', 'stringData: {user: a}'),
      ),
      workload('envFrom: [{secretRef: {name: db, optional: true}}]'),
      documents(
        workload('env: [{name: PASSWORD, valueFrom: {secretKeyRef: {name: db, key: password}}}]'),
        manifest(
          'external-secrets.io/v1',
          'ExternalSecret',
          'database',
          'spec: {target: {name: db}, data: [{secretKey: password, remoteRef: {key: db}}]}',
        ),
      ),
    ],
    fails: [
      {
        yaml: documents(
          workload('env: [{name: PASSWORD, valueFrom: {secretKeyRef: {name: db-cred, key: password}}}]'),
          manifest('v1', 'Secret', 'db-creds', 'stringData: {password: a}'),
        ),
        at: 'spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef.name',
      },
      {
        yaml: workload({ pod: 'imagePullSecrets: [{name: registry}]' }),
        at: 'spec.template.spec.imagePullSecrets[0].name',
      },
      documents(
        workload('envFrom: [{secretRef: {name: db}}]'),
        manifest('v1', 'Secret', 'other/db', 'stringData: {user: a}'),
      ),
    ],
  },
  check(corpus, report) {
    for (const { use, message, isKindAbsent } of missingData(corpus, 'Secret')) {
      report(use.object, use.path, message, isKindAbsent ? { severity: 'info' } : {});
    }
  },
} satisfies CorpusCheck;
