/** MLflow's AI gateway, which asks models for whoever uses MLflow: off unless somebody wants it. */
import { and, not, notEmpty, or } from '../lib/expr/function';
import type { Rule } from '../lib/values/rule';
import { boolean, integer, list, record, string } from '../lib/values/schema';
import type { Values } from './schema';

export const aiGateway = record(
  'MLflow’s AI gateway: endpoints that ask models, with credentials that MLflow keeps. See docs/server.md.',
  {
    enabled: boolean({ default: false, description: 'Have it.' }),
    allowedProviders: list(
      string({
        description: 'A provider, as MLflow calls it.',
        pattern: { regex: '^[A-Za-z0-9_-]+$', expected: 'a name such as openai' },
      }),
      { default: [], description: 'Providers that endpoints may be of; empty for all.' },
    ),
    privateAddresses: boolean({
      default: false,
      description:
        'Ask models at private addresses, too, such as those of Services in the cluster: whoever may make an endpoint has the server ask whatever it reaches.',
    }),
    plainHttp: boolean({ default: false, description: 'Ask models by http, too, unencrypted.' }),
    budgetRefreshSeconds: integer({
      default: 60,
      minimum: 1,
      maximum: 86400,
      description:
        'How often each server process reads from the database what all of them have spent of a budget: for so long, it knows of its own spending only.',
    }),
  },
);

export function aiGatewayRules(values: Values): readonly Rule[] {
  const { aiGateway: settings, networkPolicy } = values;
  const { enabled, allowedProviders, privateAddresses, plainHttp } = settings;
  return [
    {
      level: 'warned',
      path: 'aiGateway.enabled',
      violated: and(not(enabled), or(notEmpty(allowedProviders), privateAddresses, plainHttp)),
      problem: 'is false, though other values of aiGateway say how it should be: there is none',
      remedy: 'Set it to true, or remove them',
    },
    {
      level: 'warned',
      path: 'aiGateway.privateAddresses',
      violated: and(enabled, privateAddresses, not(networkPolicy.enabled)),
      problem:
        'is true, and no NetworkPolicy is in the way: whoever may make an endpoint has the server ask any address that it reaches, such as a cloud’s metadata',
      remedy: 'Set networkPolicy.enabled to true, and name the models in networkPolicy.externalCidrs.modelProviders',
    },
  ];
}
