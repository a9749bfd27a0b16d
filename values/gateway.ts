/** The way in from outside the cluster through a Gateway. */
import { and, equal, not, notEmpty, repeated } from '../lib/expr/function';
import { collection, each, text } from '../lib/expr/vocabulary';
import type { Rule } from '../lib/values/rule';
import { boolean, integer, list, record, string } from '../lib/values/schema';
import { empty } from './conditions';
import { hostName, objectName, requiredName } from './fields';
import type { Values } from './schema';
import { servesTls } from './tls';

export const gateway = record('The way in through a Gateway that the cluster has (Gateway API).', {
  enabled: boolean({ default: false, description: 'Create an HTTPRoute.' }),
  parentRefs: list(
    record('One Gateway.', {
      name: requiredName('Its name.'),
      namespace: objectName('Its namespace; empty for the release’s. Its listener has to allow routes of this one.'),
      sectionName: objectName('Which listener; empty for all that fit.'),
    }),
    { default: [], description: 'Gateways that lead to MLflow.' },
  ),
  hostnames: list(hostName('DNS name that browsers and clients use; MLflow accepts requests for it.'), {
    default: [],
    description: 'Hosts that lead to MLflow.',
  }),
  scheme: string({
    default: 'https',
    options: ['https', 'http'],
    description: 'What people type before the host: the Gateway has the certificate.',
  }),
  timeoutSeconds: integer({
    default: 0,
    minimum: 0,
    maximum: 86_400,
    description: 'How long a request may take; 0 for as long as it needs: models are large.',
  }),
});

export function gatewayRules(values: Values): readonly Rule[] {
  const { tls } = values;
  const { gateway: settings, ingress } = values.mlflow;
  const { enabled, parentRefs, hostnames } = settings;
  const both = repeated(
    collection('publicHosts', [...each(ingress.hosts, ({ host }) => host), ...each(hostnames, (host) => host)]),
  );
  const checks = and(enabled, servesTls(values));
  return [
    {
      path: 'mlflow.gateway.parentRefs',
      violated: and(enabled, not(notEmpty(parentRefs))),
      problem: 'is empty although mlflow.gateway.enabled is true: no Gateway would lead to MLflow',
      remedy: 'Name at least one Gateway',
    },
    {
      path: 'mlflow.gateway.hostnames',
      violated: and(enabled, not(notEmpty(hostnames))),
      problem: 'is empty although mlflow.gateway.enabled is true; MLflow would refuse every request',
      remedy: 'Name at least one host',
    },
    {
      path: 'mlflow.gateway.hostnames',
      violated: and(enabled, ingress.enabled, notEmpty(both)),
      problem: text`and mlflow.ingress.hosts have a host more than once: ${both}`,
      remedy: 'Let either the Gateway or the Ingress lead there',
    },
    {
      path: 'tls.caBundle.configMap',
      violated: and(checks, empty(tls.caBundle.configMap)),
      problem: 'is empty, but the Gateway has to check the certificate of the server’s Service (BackendTLSPolicy)',
      remedy: 'Name the ConfigMap with its authority, key ca.crt',
    },
    {
      path: 'tls.caBundle.key',
      violated: and(checks, notEmpty(tls.caBundle.configMap), not(equal(tls.caBundle.key, 'ca.crt'))),
      problem: text`is ${tls.caBundle.key}, but Gateways look for ca.crt`,
      remedy: 'Call it ca.crt',
    },
  ];
}
