import type { Ingress } from '../../../../imports/kubernetes/types';
import type { ObjectCheck } from '../../check';
import { typed } from '../../object';
import { ingress } from '../../security/ingress-example';

export default {
  id: 'ingress-without-tls',
  scope: 'object',
  severity: 'warning',
  summary: 'An Ingress serves a host without TLS',
  remedy:
    'Add the host to spec.tls, with a Secret of type kubernetes.io/tls where the controller has no default certificate.',
  link: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#tls',
  kinds: ['Ingress.networking.k8s.io'],
  examples: {
    passes: [
      ingress({ spec: '  tls:\n    - {hosts: [web.example.com], secretName: web}\n' }),
      ingress({ spec: "  tls:\n    - {hosts: ['*.example.com'], secretName: web}\n" }),
      ingress({ spec: '  tls:\n    - {secretName: web}\n' }),
    ],
    fails: [
      { yaml: ingress(), at: 'spec.tls' },
      { yaml: ingress({ spec: '  tls:\n    - {hosts: [other.example.com]}\n' }), at: 'spec.rules[0].host' },
    ],
  },
  check(object, report) {
    const { tls = [], rules = [] } = typed<Ingress>(object).spec ?? {};
    if (tls.length === 0) {
      const hosts = rules.map(({ host = 'any host' }) => host);
      report(['spec', 'tls'], `Ingress ${object.name} serves ${hosts.join(', ') || 'any host'} without TLS`);
      return;
    }
    // An entry without hosts is for all of them, with most controllers.
    if (tls.some(({ hosts = [] }) => hosts.length === 0)) return;
    const covered = tls.flatMap(({ hosts = [] }) => hosts);
    for (const [index, { host = '' }] of rules.entries()) {
      if (host === '' || covered.includes(host) || covered.includes(host.replace(/^[^.]+/, '*'))) continue;
      report(['spec', 'rules', index, 'host'], `${host} is not among the hosts of spec.tls (${covered.join(', ')})`);
    }
  },
} satisfies ObjectCheck;
