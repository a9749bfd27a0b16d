/** Who gets to MLflow from outside the cluster, and how. */
import type { Value } from '../lib/expr/expr';
import { and, equal, not, notEmpty } from '../lib/expr/function';
import type { Rule } from '../lib/values/rule';
import { boolean, list, record, string, stringMap } from '../lib/values/schema';
import { hostName, objectName, requiredName } from './fields';
import type { Values } from './schema';

export const ingress = record('The way in from outside the cluster.', {
  enabled: boolean({ default: false, description: 'Create an Ingress.' }),
  className: objectName('IngressClass; empty takes the cluster’s default.'),
  controller: string({
    default: 'nginx',
    options: ['nginx', 'traefik', 'haproxy', 'alb', 'none'],
    description:
      'Whose annotations let models of any size through (docs/access.md); other controllers ignore them. none: only yours.',
  }),
  annotations: stringMap('Further annotations of the Ingress. An entry here wins over the chart’s of the same name.'),
  hosts: list(
    record('One host name and its paths.', {
      host: hostName('DNS name that browsers and clients use; MLflow accepts requests for it.'),
      paths: list(
        record('One path.', {
          path: string({
            description: 'URL path.',
            default: '/',
            // Controllers write it into their own configuration.
            pattern: {
              regex: '^/([^/ \\t\\r\\n{};"\'`#]+/)*[^/ \\t\\r\\n{};"\'`#]*$',
              expected: 'a path that begins with /, without empty parts, blanks and any of {};"\'`#',
            },
          }),
          pathType: string({
            description: 'How the path matches.',
            default: 'Prefix',
            options: ['Prefix', 'Exact', 'ImplementationSpecific'],
          }),
        }),
        { default: [], description: 'Paths that lead to MLflow; none means all of them.' },
      ),
    }),
    { default: [], description: 'Hosts that lead to MLflow.' },
  ),
  tls: list(
    record('One certificate.', {
      secretName: requiredName('Secret of type kubernetes.io/tls.'),
      hosts: list(hostName('A host of the certificate.'), {
        default: [],
        description: 'Hosts that it is for.',
      }),
    }),
    { default: [], description: 'Certificates by host; with any, links and CORS origins use https.' },
  ),
});

/** Whether people come through the Ingress without TLS, as far as it says. The certificates of an ALB are named elsewhere. */
export function isPlainIngress({ mlflow: { ingress: settings } }: Values): Value<boolean> {
  return and(settings.enabled, not(notEmpty(settings.tls)), not(equal(settings.controller, 'alb')));
}

/** The same of the Gateway. */
export function isPlainGateway({ mlflow: { gateway } }: Values): Value<boolean> {
  return and(gateway.enabled, equal(gateway.scheme, 'http'));
}

export function accessRules({ mlflow: { ingress } }: Values): readonly Rule[] {
  return [
    {
      path: 'mlflow.ingress.hosts',
      violated: and(ingress.enabled, not(notEmpty(ingress.hosts))),
      problem: 'is empty although mlflow.ingress.enabled is true; MLflow would refuse every request',
      remedy: 'Name at least one host',
    },
  ];
}
