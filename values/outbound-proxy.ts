/** The proxy by which pods reach, by HTTP, what is outside of the cluster: where a network lets nobody out directly. */
import type { Value } from '../lib/expr/expr';
import { and, choose, join, matches, not, notEmpty, or } from '../lib/expr/function';
import { collection, each } from '../lib/expr/vocabulary';
import type { Rule } from '../lib/values/rule';
import { list, record, string, type StringField } from '../lib/values/schema';
import type { DeclaredSecret } from './declared-secret';
import { objectName, PORT, secretKey } from './fields';
import type { Values } from './schema';

function proxyUrl(description: string): StringField {
  return string({
    default: '',
    description,
    pattern: {
      regex: `^(https?://([A-Za-z0-9._-]+|\\[[0-9a-fA-F:.]+\\]):${PORT}/?)?$`,
      expected:
        'a URL with a port, such as http://proxy.example.com:3128; one with a user and a password belongs into outboundProxy.existingSecret',
    },
  });
}

export const outboundProxy = record(
  'The proxy by which the platform’s pods reach what is outside of the cluster by HTTP: see docs/clusters.md.',
  {
    http: proxyUrl('For what is asked by http; empty for none.'),
    https: proxyUrl('For what is asked by https, mostly the same; empty for none.'),
    existingSecret: objectName('Secret that holds both URLs instead, with a user and a password.'),
    existingSecretHttpKey: secretKey('http-proxy'),
    existingSecretHttpsKey: secretKey('https-proxy'),
    noProxy: list(
      string({
        description: 'A host, a domain that begins with a dot, or an address.',
        pattern: {
          regex: '^[A-Za-z0-9._:/\\[\\]-]+$',
          expected: 'a host, a domain such as .example.com, or an address',
        },
        maxLength: 253,
      }),
      {
        default: [],
        description: 'What is asked directly, beside the cluster itself: a store in the own network, for example.',
      },
    ),
  },
);

/** Whether there is one. */
export function hasOutboundProxy({ outboundProxy: { http, https, existingSecret } }: OfProxy): Value<boolean> {
  return or(notEmpty(http), notEmpty(https), notEmpty(existingSecret));
}

type OfProxy = Pick<Values, 'outboundProxy'>;

/** Whether a URL of the values goes by it: an empty one is AWS. A host without a dot is a Service of the namespace. */
export function goesByProxy(values: OfProxy, url: Value<string>): Value<boolean> {
  return and(hasOutboundProxy(values), not(matches(url, ONE_LABEL)), not(matches(url, OF_CLUSTER)));
}

export const ONE_LABEL = '^https?://[A-Za-z0-9-]+(:[0-9]+)?(/|$)';
const OF_CLUSTER = '^https?://[^/:]+[.](svc|cluster[.]local)(:[0-9]+)?(/|$)';

export function outboundProxySecret(values: Values): DeclaredSecret {
  const { existingSecret, existingSecretHttpKey, existingSecretHttpsKey } = values.outboundProxy;
  return {
    purpose: 'proxy',
    path: 'outboundProxy.existingSecret',
    name: existingSecret,
    isRead: notEmpty(existingSecret),
    keys: [
      { key: existingSecretHttpKey, kind: 'proxy-url' },
      { key: existingSecretHttpsKey, kind: 'proxy-url' },
    ],
    restarts: { tracking: true },
  };
}

/** Go reads ranges, and of Python's libraries requests; boto3 and urllib compare the ends of names (botocore.utils.should_bypass_proxies). */
const IS_RANGE = '/[0-9]+$';

export function outboundProxyRules(values: Values): readonly Rule[] {
  const { http, https, existingSecret, noProxy } = values.outboundProxy;
  const ranges = collection(
    'noProxyRanges',
    each(noProxy, (entry) => choose(matches(entry, IS_RANGE), 'range', '')),
  );
  return [
    {
      path: 'outboundProxy.existingSecret',
      violated: and(notEmpty(existingSecret), or(notEmpty(http), notEmpty(https))),
      problem: 'is set beside outboundProxy.http or outboundProxy.https, of which it would take the place',
      remedy: 'Remove one of them',
    },
    {
      level: 'warned',
      path: 'outboundProxy.noProxy',
      violated: and(notEmpty(noProxy), not(hasOutboundProxy(values))),
      problem: 'is set, but there is no proxy: everything is asked directly',
      remedy: 'Name one in outboundProxy.https, or remove it',
    },
    {
      level: 'warned',
      path: 'outboundProxy.noProxy',
      violated: notEmpty(join(ranges, '')),
      problem: 'has a range of addresses, which MLflow does not read when it goes to a store: only some programs do',
      remedy: 'Name the hosts, or the addresses one by one',
    },
  ];
}
