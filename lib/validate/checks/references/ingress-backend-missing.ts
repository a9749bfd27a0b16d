import type { Ingress, IngressBackend } from '../../../../imports/kubernetes/types';
import type { Path } from '../../../yaml/position';
import type { CorpusCheck } from '../../check';
import { documents } from '../../example';
import type { Loose } from '../../object';
import { ingress, service } from '../../references/example';
import { serviceFault } from '../../references/services';

export default {
  id: 'ingress-backend-missing',
  scope: 'corpus',
  kinds: ['Ingress.networking.k8s.io', 'Service'],
  severity: 'error',
  summary: 'An Ingress to a Service that is not in the input (a warning), or to a port that the Service does not have',
  remedy: 'Name a Service of the same namespace, and a port from its ports: by its port (not targetPort) or its name.',
  link: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#the-ingress-resource',
  examples: {
    passes: [
      documents(ingress('web', '{name: http}'), service()),
      documents(ingress('web', '{number: 80}'), service()),
      // What the AWS Load Balancer Controller takes from an annotation.
      ingress('ssl-redirect', '{name: use-annotation}'),
    ],
    fails: [
      {
        yaml: documents(ingress('web', '{number: 8080}'), service()),
        at: 'spec.rules[0].http.paths[0].backend.service.port.number',
      },
      {
        yaml: documents(ingress('web', '{name: https}'), service()),
        at: 'spec.rules[0].http.paths[0].backend.service.port.name',
      },
      {
        yaml: documents(ingress('wbe', '{number: 80}'), service()),
        at: 'spec.rules[0].http.paths[0].backend.service.name',
      },
    ],
  },
  check(corpus, report) {
    for (const { object, value } of corpus.checked<Ingress>('Ingress.networking.k8s.io')) {
      for (const [{ service: backend }, path] of backendsOf(value)) {
        const { name, port = {} } = backend ?? {};
        if (name === undefined || port.name === 'use-annotation') continue;
        const fault = serviceFault(corpus, { namespace: object.namespace, name }, port);
        if (fault?.missing === 'service') {
          report(object, [...path, 'service', 'name'], fault.message, { severity: 'warning' });
        } else if (fault?.service !== undefined) {
          report(object, [...path, 'service', 'port', port.name === undefined ? 'number' : 'name'], fault.message, {
            related: [{ object: fault.service, path: ['spec', 'ports'], message: 'its ports' }],
          });
        }
      }
    }
  },
} satisfies CorpusCheck;

function backendsOf({ spec = {} }: Loose<Ingress>): readonly (readonly [Loose<IngressBackend>, Path])[] {
  const { defaultBackend, rules = [] } = spec;
  return [
    ...(defaultBackend === undefined ? [] : [[defaultBackend, ['spec', 'defaultBackend']] as const]),
    ...rules.flatMap(({ http }, rule) =>
      (http?.paths ?? []).map(
        ({ backend = {} }, path) => [backend, ['spec', 'rules', rule, 'http', 'paths', path, 'backend']] as const,
      ),
    ),
  ];
}
