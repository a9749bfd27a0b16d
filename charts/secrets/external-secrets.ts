/** The Secrets that values name, fetched from a store by the External Secrets Operator. */
import type { ExternalSecret, ExternalSecretSpec } from '../../imports/crds/external-secrets';
import type { Construct } from 'constructs';
import type { Deferred, Value } from '../../lib/expr/expr';
import { and, orDefault, sha256, truncate } from '../../lib/expr/function';
import { each, text } from '../../lib/expr/vocabulary';
import { Component } from '../../lib/synth/component';
import { Manifest } from '../../lib/synth/manifest';
import { Manifests } from '../../lib/synth/manifests';
import type { DeclaredSecret } from '../../values/declared-secret';
import type { Values } from '../../values/schema';
import { isCertificate, isFetched } from '../../values/secrets';
import type { Instance } from '../parts/instance';

export interface ExternalSecretsProps {
  readonly instance: Instance;
  readonly settings: Values['externalSecrets'];
  readonly secrets: readonly DeclaredSecret[];
  readonly ingress: Values['mlflow']['ingress'];
}

export class ExternalSecrets extends Component {
  constructor(scope: Construct, id: string, { instance, settings, secrets, ingress }: ExternalSecretsProps) {
    super(scope, id, settings.enabled);
    const remoteKeys: Readonly<Record<string, Value<string>>> = settings.remoteKeys;
    for (const secret of secrets) {
      const { purpose, name } = secret;
      const usual = text`${settings.remotePrefix}${name}`;
      const elsewhere = remoteKeys[purpose];
      // Of a certificate's authority, a store has not always something: tls.caBundle is for that.
      const keys = secret.keys.filter(({ kind }) => kind !== 'authorities' || !isCertificate(secret));
      new Manifest<ExternalSecret>(
        this,
        purpose,
        {
          ...HEADER,
          metadata: instance.metadata(purpose),
          spec: spec(
            settings,
            elsewhere === undefined ? usual : orDefault(elsewhere, usual),
            keys.map(({ key }) => key),
            { name, ...templateOf(secret) },
          ),
        },
        isFetched(secret, settings, ingress),
      );
    }
    new IngressCertificates(this, 'certificates', { instance, settings, ingress });
  }
}

class IngressCertificates extends Component {
  constructor(scope: Construct, id: string, { instance, settings, ingress }: Omit<ExternalSecretsProps, 'secrets'>) {
    super(scope, id, and(settings.ingressCertificates, ingress.enabled));
    const component = 'certificate';
    new Manifests(this, id, {
      path: 'mlflow.ingress.tls',
      objects: each(ingress.tls, ({ secretName }) => ({
        ...HEADER,
        metadata: {
          ...instance.metadata(component),
          // Whatever the Secret is called, its name and the release's fit into one.
          name: text`${instance.name(component)}-${truncate(sha256(secretName), 8)}`,
        },
        spec: spec(settings, text`${settings.remotePrefix}${secretName}`, ['tls.crt', 'tls.key'], {
          name: secretName,
          template: TLS,
        }),
      })),
    });
  }
}

const HEADER = { apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret' } as const;

const TLS = { type: 'kubernetes.io/tls' };

/** Without data of its own, the Secret has what was fetched. */
function templateOf(secret: DeclaredSecret) {
  if (isCertificate(secret)) return { template: TLS };
  const { form } = secret;
  return form === undefined ? {} : { template: { type: form.type, metadata: { labels: form.labels } } };
}

/** What is in the store is a map, with the Secret's keys. */
function spec(
  { refreshInterval, secretStoreRef }: Values['externalSecrets'],
  remote: Value<string>,
  keys: readonly Value<string>[],
  target: {
    readonly name: Value<string>;
    readonly template?: {
      readonly type: string;
      readonly metadata?: { readonly labels: Readonly<Record<string, string>> };
    };
  },
) {
  return {
    refreshInterval,
    secretStoreRef: { name: secretStoreRef.name, kind: secretStoreRef.kind },
    target,
    data: keys.map((key) => ({
      secretKey: key,
      remoteRef: {
        key: remote,
        property: key,
        // The server's defaults. In a list, Argo CD takes what the server adds for a difference.
        conversionStrategy: 'Default' as const,
        decodingStrategy: 'None' as const,
        metadataPolicy: 'None' as const,
      },
    })),
  } satisfies Deferred<ExternalSecretSpec>;
}
