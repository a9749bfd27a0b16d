import type { CorpusCheck } from '../../check';
import { documents } from '../../example';
import { backendReferences, routeKinds } from '../../references/backend-references';
import { manifest, service } from '../../references/example';
import { serviceFault } from '../../references/services';

const route = (backend: string) =>
  manifest('gateway.networking.k8s.io/v1', 'HTTPRoute', 'web', `spec: {rules: [{backendRefs: [${backend}]}]}`);

export default {
  id: 'route-backend-missing',
  scope: 'corpus',
  kinds: ['Service', ...routeKinds],
  severity: 'error',
  summary: 'A route to a Service that is not in the input (a warning), or to a port that the Service does not have',
  remedy: "Name a Service and one of its ports by number; the number is the Service's port, not its targetPort.",
  link: 'https://gateway-api.sigs.k8s.io/api-types/httproute/#backendrefs-optional',
  examples: {
    passes: [
      documents(route('{name: web, port: 80}'), service()),
      route('{group: example.com, kind: Bucket, name: assets}'),
    ],
    fails: [
      { yaml: documents(route('{name: web, port: 8080}'), service()), at: 'spec.rules[0].backendRefs[0].port' },
      { yaml: documents(route('{name: wbe, port: 80}'), service()), at: 'spec.rules[0].backendRefs[0].name' },
    ],
  },
  check(corpus, report) {
    for (const { object, path, group, kind, namespace, isNamespaceWritten, name, port } of backendReferences(corpus)) {
      if (group !== '' || kind !== 'Service') continue;
      const fault = serviceFault(corpus, { namespace, name, isWritten: isNamespaceWritten }, { number: port });
      if (fault?.missing === 'service') report(object, [...path, 'name'], fault.message, { severity: 'warning' });
      else if (fault?.service !== undefined) {
        const related = [{ object: fault.service, path: ['spec', 'ports'], message: 'its ports' }];
        report(object, [...path, 'port'], fault.message, { related });
      }
    }
  },
} satisfies CorpusCheck;
