/**
 * The proxy by which pods reach what is outside of the cluster, as variables of their containers. In capital letters: Python and Go
 * read them so, and what a user sets in small ones wins in Python.
 */
import type { EnvVar } from '../../imports/kubernetes/types';
import type { Deferred, Value } from '../../lib/expr/expr';
import { find, join, matches, notEmpty } from '../../lib/expr/function';
import { collection, each, named, text, unlessEmpty, when } from '../../lib/expr/vocabulary';
import { hasOutboundProxy, ONE_LABEL } from '../../values/outbound-proxy';
import type { Values } from '../../values/schema';
import type { EnvironmentPart } from './environment';
import type { Instance } from './instance';

export interface OutboundProxy extends EnvironmentPart {
  readonly enabled: Value<boolean>;
  /** All of it, for a container that takes no settings from a ConfigMap. */
  readonly env: readonly (Deferred<EnvVar> | undefined)[];
  /** For one that asks the API server, which it knows by its address: the kubelet fills that in. */
  readonly envWithApi: readonly (Deferred<EnvVar> | undefined)[];
}

/**
 * The pod itself, the cluster's names, and where clouds give keys to who asks: those must get to nobody else. Python compares the ends
 * of names, with a dot before them or without, and knows no ranges; Go reads the same.
 */
const DIRECT = [
  ...['localhost', '127.0.0.1', '::1', '0.0.0.0'],
  ...['.svc', '.cluster.local'],
  ...[
    '169.254.169.254',
    '169.254.170.2',
    '169.254.170.23',
    'fd00:ec2::254',
    'fd00:ec2::23',
    'metadata.google.internal',
  ],
];

export function outboundProxyOf(values: Values, instance: Instance): OutboundProxy {
  const { externalS3, backup } = values;
  const { http, https, existingSecret, existingSecretHttpKey, existingSecretHttpsKey, noProxy } = values.outboundProxy;
  const enabled = hasOutboundProxy(values);
  const server = instance.name('tracking');
  // Services of this namespace by their short names.
  const inside = [externalS3.endpoint, backup.destination.endpoint].map((url) =>
    when(matches(url, ONE_LABEL), find(find(url, '[^/:]+(:[0-9]+)?/?$'), '^[^/:]+')),
  );
  const direct = collection('direct', [
    ...DIRECT,
    server,
    text`${server}.${instance.namespace}`,
    ...inside,
    ...each(noProxy, (host) => host),
  ]);
  const list = named('outboundProxy.direct', join(direct, ','));
  const settings = {
    HTTP_PROXY: unlessEmpty(http),
    HTTPS_PROXY: unlessEmpty(https),
    NO_PROXY: when(enabled, list),
  };
  const keys = { HTTP_PROXY: existingSecretHttpKey, HTTPS_PROXY: existingSecretHttpsKey };
  const secrets = Object.entries(keys).map(([name, key]) => ({
    name,
    secret: { name: existingSecret, key },
    condition: notEmpty(existingSecret),
  }));
  const proxies = [
    ...(['http', 'https'] as const).map((scheme) =>
      when(notEmpty(values.outboundProxy[scheme]), {
        name: `${scheme.toUpperCase()}_PROXY`,
        value: values.outboundProxy[scheme],
      }),
    ),
    ...secrets.map(({ condition, name, secret }) => when(condition, { name, valueFrom: { secretKeyRef: secret } })),
  ];
  const env = (directToo: string) => [
    ...proxies,
    when(enabled, { name: 'NO_PROXY', value: text`${directToo}${list}` }),
  ];
  return { enabled, settings, secrets, env: env(''), envWithApi: env('$(KUBERNETES_SERVICE_HOST),') };
}
