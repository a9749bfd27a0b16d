import type { CorpusCheck } from '../../check';
import { documents } from '../../example';
import type { Corpus } from '../../corpus';
import type { ManifestObject } from '../../object';
import type { Path } from '../../../yaml/position';
import { manifest, service } from '../../references/example';
import { listAt, textAt, valueAt } from '../../references/lenient';
import { serviceFault } from '../../references/services';

const webhooks = [
  'MutatingWebhookConfiguration.admissionregistration.k8s.io',
  'ValidatingWebhookConfiguration.admissionregistration.k8s.io',
];
const apiService = 'APIService.apiregistration.k8s.io';
const crd = 'CustomResourceDefinition.apiextensions.k8s.io';

const configuration = (name: string) =>
  manifest(
    'admissionregistration.k8s.io/v1',
    'ValidatingWebhookConfiguration',
    'policy',
    'webhooks:',
    '  - name: policy.example.com',
    `    clientConfig: {service: {name: ${name}, namespace: team}}`,
    '    sideEffects: None',
    '    admissionReviewVersions: [v1]',
  );

export default {
  id: 'webhook-service-missing',
  scope: 'corpus',
  kinds: ['Service', ...webhooks, apiService, crd],
  severity: 'error',
  summary:
    'A webhook, APIService or conversion calls a Service that is not in the input (a warning) or lacks the port (443, if none is named)',
  remedy: 'Name the Service, its namespace and its port as the Service has them.',
  link: 'https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#service-reference',
  examples: {
    passes: [
      documents(configuration('policy'), service('team/policy', '[{port: 443, targetPort: 9443}]')),
      // Applied with --namespace.
      documents(configuration('policy'), service('policy', '[{port: 443, targetPort: 9443}]')),
    ],
    fails: [
      {
        yaml: documents(configuration('policy'), service('team/policy', '[{port: 9443}]')),
        at: 'webhooks[0].clientConfig.service.port',
      },
      {
        yaml: documents(configuration('polcy'), service('team/policy', '[{port: 443}]')),
        at: 'webhooks[0].clientConfig.service.name',
      },
    ],
  },
  check(corpus, report) {
    for (const [object, path] of callers(corpus)) {
      const reference = valueAt(object.value, ...path);
      const [name, namespace] = [textAt(reference, 'name'), textAt(reference, 'namespace')];
      if (name === undefined || namespace === undefined) continue;
      const port = valueAt(reference, 'port') ?? 443;
      const number = typeof port === 'number' ? port : undefined;
      const fault = serviceFault(corpus, { namespace, name, isWritten: true }, { number });
      if (fault?.missing === 'service') report(object, [...path, 'name'], fault.message, { severity: 'warning' });
      else if (fault?.service !== undefined) {
        const related = [{ object: fault.service, path: ['spec', 'ports'], message: 'its ports' }];
        report(object, [...path, 'port'], fault.message, { related });
      }
    }
  },
} satisfies CorpusCheck;

function callers(corpus: Corpus): readonly (readonly [ManifestObject, Path])[] {
  return [
    ...webhooks.flatMap((key) =>
      corpus
        .ofKind(key)
        .flatMap((object) =>
          listAt(object.value, 'webhooks').map(
            (_, index) => [object, ['webhooks', index, 'clientConfig', 'service']] as const,
          ),
        ),
    ),
    ...corpus.ofKind(apiService).map((object) => [object, ['spec', 'service']] as const),
    ...corpus
      .ofKind(crd)
      .map((object) => [object, ['spec', 'conversion', 'webhook', 'clientConfig', 'service']] as const),
  ];
}
