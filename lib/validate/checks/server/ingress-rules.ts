import { isIP } from 'node:net';
import type { Ingress, IngressBackend } from '../../../../imports/kubernetes/types';
import type { Path } from '../../../yaml/position';
import type { ObjectCheck, Report } from '../../check';
import { type Loose, typed } from '../../object';
import { isDnsSubdomain } from '../../server/names';
import { setFields } from '../../server/one-of';

const ingress = (path: string, host = 'web.example.com') =>
  `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: web}\nspec:\n  rules:\n    - host: "${host}"\n      http:\n        paths:\n          - {${path}}\n`;
const backend = 'backend: {service: {name: web, port: {number: 80}}}';

export default {
  id: 'ingress-rules',
  scope: 'object',
  kinds: ['Ingress.networking.k8s.io'],
  severity: 'error',
  summary: 'A rule of an Ingress is refused: its path, its host or its backend',
  remedy:
    'Paths begin with "/", hosts are DNS names (a wildcard only as *.domain), a backend names one Service and one port.',
  link: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-rules',
  examples: {
    passes: [
      ingress(`path: /, pathType: Prefix, ${backend}`),
      ingress(`pathType: ImplementationSpecific, ${backend}`, '*.example.com'),
    ],
    fails: [
      { yaml: ingress(`path: web, pathType: Prefix, ${backend}`), at: 'spec.rules[0].http.paths[0].path' },
      { yaml: ingress(`path: /, pathType: Prefix, ${backend}`, '10.0.0.1'), at: 'spec.rules[0].host' },
      ingress(`path: /, pathType: Prefix, ${backend}`, 'web.*.example.com'),
      {
        yaml: ingress('path: /, pathType: Prefix, backend: {service: {name: web}}'),
        at: 'spec.rules[0].http.paths[0].backend.service.port',
      },
      ingress('path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80, name: http}}}'),
      {
        yaml: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: web}\nspec: {ingressClassName: nginx}\n',
        at: 'spec.rules',
      },
    ],
  },
  check(object, report) {
    const { rules = [], defaultBackend } = typed<Ingress>(object).spec ?? {};
    if (rules.length === 0 && defaultBackend === undefined)
      report(['spec', 'rules'], 'an Ingress needs rules or a defaultBackend');
    if (defaultBackend !== undefined) checkBackend(defaultBackend, ['spec', 'defaultBackend'], report);
    for (const [index, { host = '', http }] of rules.entries()) {
      const at = ['spec', 'rules', index];
      if (isIP(host) !== 0) report([...at, 'host'], `the host ${host} is an IP address; it must be a DNS name`);
      else if (host !== '' && !isDnsSubdomain(host.replace(/^\*\./, ''))) {
        report([...at, 'host'], `the host "${host}" is neither a DNS name nor *. before one`);
      }
      for (const [place, { path = '', pathType, backend: to }] of (http?.paths ?? []).entries()) {
        const here = [...at, 'http', 'paths', place];
        const isFree = pathType === 'ImplementationSpecific' && path === '';
        if (!isFree && !path.startsWith('/')) report([...here, 'path'], `the path "${path}" must begin with "/"`);
        else if (pathType !== 'ImplementationSpecific' && /\/\/|\/\.\.?(\/|$)|%2f/i.test(path)) {
          report([...here, 'path'], `the path "${path}" must not contain "//", "/./", "/../" or "%2f"`);
        }
        if (to !== undefined) checkBackend(to, [...here, 'backend'], report);
      }
    }
  },
} satisfies ObjectCheck;

function checkBackend(backend: Loose<IngressBackend>, at: Path, report: Report): void {
  const { service } = backend;
  if (setFields(backend, ['service', 'resource']).length !== 1) {
    report(at, 'a backend needs exactly one of service and resource');
  } else if (service !== undefined) {
    const { number = 0, name = '' } = service.port ?? {};
    if ((service.name ?? '') === '') report([...at, 'service', 'name'], 'the Service has no name');
    if ((number === 0) === (name === ''))
      report([...at, 'service', 'port'], 'the port needs either a number or a name');
    else if (number < 0 || number > 65535)
      report([...at, 'service', 'port', 'number'], `port ${String(number)} is outside 1 to 65535`);
  }
}
