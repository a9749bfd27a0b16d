/** Certificates of names inside the cluster, which cert-manager makes and renews. */
import type { Certificate } from '../../imports/crds/cert-manager';
import type { Construct } from 'constructs';
import type { Value } from '../../lib/expr/expr';
import { and, divide, equal, orDefault } from '../../lib/expr/function';
import { each, text } from '../../lib/expr/vocabulary';
import { Component } from '../../lib/synth/component';
import { Manifest } from '../../lib/synth/manifest';
import { servesTls, showsCertificate, STORES, tlsOf, type Store, type TlsValues } from '../../values/tls';
import type { Values } from '../../values/schema';
import type { Instance } from '../parts/instance';
import type { ServerCertificate } from '../parts/server-certificate';

/** Of the server's proxy and of the stores. */
export interface ServerCertificates {
  readonly tracking: ServerCertificate;
  readonly postgresql: ServerCertificate;
  readonly minio: ServerCertificate;
  readonly garage: ServerCertificate;
}

/** Which Secret each server has its certificate from, whoever made it. */
export function serverCertificates(values: TlsValues, instance: Instance): ServerCertificates {
  const { tls } = values;
  const of = (component: string, enabled: Value<boolean>, existing: Value<string>): ServerCertificate => ({
    enabled,
    secretName: orDefault(existing, instance.name(`${component}-tls`)),
    hasAuthority: equal(existing, ''),
  });
  const ofStore = (store: Store) => of(store, showsCertificate(values, store), tlsOf(values, store).existingSecret);
  return {
    tracking: of('tracking', servesTls({ tls }), tls.existingSecret),
    postgresql: ofStore('postgresql'),
    minio: ofStore('minio'),
    garage: ofStore('garage'),
  };
}

export interface CertificatesProps {
  readonly instance: Instance;
  readonly values: TlsValues & Pick<Values, 'mlflow'>;
}

export class Certificates extends Component {
  constructor(scope: Construct, id: string, { instance, values }: CertificatesProps) {
    const { certManager } = values.tls;
    super(scope, id, certManager.enabled);
    const servers = serverCertificates(values, instance);
    const isMade = (store: Store) => and(servers[store].enabled, equal(tlsOf(values, store).existingSecret, ''));
    for (const component of ['tracking', ...STORES] as const) {
      new Manifest<Certificate>(
        this,
        component,
        {
          apiVersion: 'cert-manager.io/v1',
          kind: 'Certificate',
          metadata: instance.metadata(component, `${component}-tls`),
          spec: {
            secretName: servers[component].secretName,
            dnsNames: [
              ...namesOf(component, instance),
              // Those of a load balancer, which passes TLS on as it is.
              ...(component === 'tracking' ? each(values.mlflow.service.hostnames, (host) => host) : []),
            ],
            duration: text`${certManager.durationHours}h`,
            renewBefore: text`${divide(certManager.durationHours, 3)}h`,
            // A new key each time, and one that no server needs long to sign with.
            privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
            usages: ['digital signature', 'server auth'],
            issuerRef: certManager.issuerRef,
          },
        },
        component === 'tracking' ? true : isMade(component),
      );
    }
  }
}

/** All by which somebody in the cluster may call its Service. */
function namesOf(component: string, instance: Instance): readonly Value<string>[] {
  const service = instance.name(component);
  const { namespace } = instance;
  return [
    service,
    text`${service}.${namespace}`,
    text`${service}.${namespace}.svc`,
    instance.host(component),
    'localhost',
  ];
}
