/** The way in through OpenShift's router. */
import { and, has, not, notEmpty, or } from '../lib/expr/function';
import { collection, each, text } from '../lib/expr/vocabulary';
import type { Rule } from '../lib/values/rule';
import { boolean, integer, record, string, stringMap } from '../lib/values/schema';
import { empty } from './conditions';
import { objectName } from './fields';
import type { Values } from './schema';
import { servesTls } from './tls';

export const route = record('The way in through OpenShift’s router (route.openshift.io), always by https.', {
  enabled: boolean({ default: false, description: 'Create a Route.' }),
  host: objectName('DNS name that browsers and clients use; MLflow accepts requests for it.'),
  certificateSecret: objectName(
    'Secret of type kubernetes.io/tls with the host’s certificate, which the router must be allowed to read; empty takes the router’s own.',
  ),
  destinationCACertificate: string({
    default: '',
    description:
      'Authority of the server’s own certificate, PEM, where the server’s Service speaks TLS; empty is that of OpenShift’s serving certificates.',
    pattern: {
      regex: '^(-----BEGIN CERTIFICATE-----[A-Za-z0-9+/= \\r\\n-]+-----END CERTIFICATE-----\\n?)?$',
      expected: 'a certificate in PEM',
    },
    maxLength: 65_536,
  }),
  timeoutSeconds: integer({
    default: 3900,
    minimum: 1,
    maximum: 86_400,
    description: 'How long MLflow may be silent; it fetches an artefact whole before its first byte.',
  }),
  annotations: stringMap('Further annotations of the Route. An entry here wins over the chart’s of the same name.'),
});

export function routeRules(values: Values): readonly Rule[] {
  const { ingress, gateway, route: settings } = values.mlflow;
  const { enabled, host, destinationCACertificate } = settings;
  const ofIngress = collection(
    'ingressHosts',
    each(ingress.hosts, (one) => one.host),
  );
  const ofGateway = collection(
    'gatewayHosts',
    each(gateway.hostnames, (one) => one),
  );
  const elsewhere = or(and(ingress.enabled, has(ofIngress, host)), and(gateway.enabled, has(ofGateway, host)));
  return [
    {
      path: 'mlflow.route.host',
      violated: and(enabled, empty(host)),
      problem: 'is empty although mlflow.route.enabled is true; MLflow would refuse every request',
      remedy: 'Name the host, which the router’s domain or your DNS has to have',
    },
    {
      path: 'mlflow.route.host',
      violated: and(enabled, elsewhere),
      problem: text`is ${host}, to which the Ingress or the Gateway leads, too`,
      remedy: 'Let one of them lead there: OpenShift makes a Route of each Ingress by itself',
    },
    {
      path: 'mlflow.route.destinationCACertificate',
      violated: and(enabled, notEmpty(destinationCACertificate), not(servesTls(values))),
      problem: 'is set, but the server’s Service speaks no TLS: OpenShift refuses such a Route',
      remedy: 'Remove it, or name a certificate in tls',
    },
    {
      level: 'warned',
      path: 'mlflow.route.enabled',
      violated: and(not(enabled), notEmpty(host)),
      problem: 'is false, but mlflow.route.host is set: no Route leads there',
      remedy: 'Set it to true, or remove the host',
    },
  ];
}
