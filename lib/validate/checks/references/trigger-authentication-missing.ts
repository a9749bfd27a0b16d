import type { CorpusCheck } from '../../check';
import { documents } from '../../example';
import { absence } from '../../references/absence';
import { manifest } from '../../references/example';
import { listAt, textAt } from '../../references/lenient';

const scaled = (name: string) =>
  manifest(
    'keda.sh/v1alpha1',
    'ScaledObject',
    'web',
    `spec: {scaleTargetRef: {name: web}, triggers: [{type: rabbitmq, metadata: {}, authenticationRef: {name: ${name}}}]}`,
  );

export default {
  id: 'trigger-authentication-missing',
  scope: 'corpus',
  kinds: ['ScaledObject', 'ScaledJob', 'TriggerAuthentication', 'ClusterTriggerAuthentication'].map(
    (kind) => `${kind}.keda.sh`,
  ),
  severity: 'warning',
  summary: "A KEDA trigger's authenticationRef that is not in the input",
  remedy: 'Correct kind and name, add the TriggerAuthentication, or list it as known to exist.',
  link: 'https://keda.sh/docs/latest/concepts/authentication/',
  examples: {
    passes: [documents(scaled('mq'), manifest('keda.sh/v1alpha1', 'TriggerAuthentication', 'mq', 'spec: {}'))],
    fails: [
      {
        yaml: documents(scaled('qm'), manifest('keda.sh/v1alpha1', 'TriggerAuthentication', 'mq', 'spec: {}')),
        at: 'spec.triggers[0].authenticationRef.name',
      },
    ],
  },
  check(corpus, report) {
    for (const object of ['ScaledObject.keda.sh', 'ScaledJob.keda.sh'].flatMap((key) => corpus.ofKind(key))) {
      for (const [index, trigger] of listAt(object.value, 'spec', 'triggers').entries()) {
        const name = textAt(trigger, 'authenticationRef', 'name') ?? '';
        const kind = textAt(trigger, 'authenticationRef', 'kind') ?? 'TriggerAuthentication';
        const message = absence(corpus, { key: `${kind}.keda.sh`, namespace: object.namespace, name });
        if (message !== undefined) report(object, ['spec', 'triggers', index, 'authenticationRef', 'name'], message);
      }
    }
  },
} satisfies CorpusCheck;
