import type { Ingress } from '../../../../imports/kubernetes/types';
import type { ObjectCheck } from '../../check';
import { typed } from '../../object';
import { ingress } from '../../security/ingress-example';

export default {
  id: 'ingress-for-any-host',
  scope: 'object',
  severity: 'info',
  summary: 'An Ingress answers for every host, or for all hosts of a domain',
  remedy: 'Name the host: an Ingress for all of them may take requests that are meant for another application.',
  link: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#hostname-wildcards',
  kinds: ['Ingress.networking.k8s.io'],
  examples: {
    passes: [ingress()],
    fails: [{ yaml: ingress({ host: '' }), at: 'spec.rules[0].host' }, ingress({ host: "host: '*.example.com', " })],
  },
  check(object, report) {
    for (const [index, { host = '' }] of (typed<Ingress>(object).spec?.rules ?? []).entries()) {
      if (host !== '' && !host.startsWith('*')) continue;
      report(
        ['spec', 'rules', index, 'host'],
        `Ingress ${object.name} answers for ${host === '' ? 'every host' : host}`,
      );
    }
  },
} satisfies ObjectCheck;
