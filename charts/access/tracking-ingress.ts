/** The way in from outside the cluster. */
import type { Construct } from 'constructs';
import type { ServersTransport } from '../../imports/crds/traefik';
import type { Ingress } from '../../imports/kubernetes/types';
import type { Value } from '../../lib/expr/expr';
import { and, equal, merge, notEmpty } from '../../lib/expr/function';
import { each, unlessEmpty, when } from '../../lib/expr/vocabulary';
import { Component } from '../../lib/synth/component';
import { Manifest } from '../../lib/synth/manifest';
import type { Values } from '../../values/schema';
import type { Instance } from '../parts/instance';
import type { ServerCertificate } from '../parts/server-certificate';
import { AT_LAST } from '../parts/waves';
import { controllerAnnotations } from './ingress-controllers';

export interface TrackingIngressProps {
  readonly instance: Instance;
  readonly ingress: Values['mlflow']['ingress'];
  /** Path below which MLflow serves everything; empty for the root. */
  readonly staticPrefix: Value<string>;
  readonly certificate: ServerCertificate;
}

export class TrackingIngress extends Component {
  constructor(scope: Construct, id: string, { instance, ingress, staticPrefix, certificate }: TrackingIngressProps) {
    super(scope, id, ingress.enabled);
    const inside = {
      ...certificate,
      service: instance.name('tracking'),
      host: instance.host('tracking'),
      namespace: instance.namespace,
    };
    const ours = controllerAnnotations({ ...ingress, staticPrefix, inside }, AT_LAST);
    const annotations = merge(ours, ingress.annotations);
    const backend = { service: { name: instance.name('tracking'), port: { name: 'http' } } };
    const route = (path: Value<string>, pathType: Value<'Prefix' | 'Exact' | 'ImplementationSpecific'>) => ({
      path,
      pathType,
      backend,
    });
    new Manifest<Ingress>(this, 'ingress', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { ...instance.metadata('tracking'), annotations },
      spec: {
        ingressClassName: unlessEmpty(ingress.className),
        tls: [
          ...each(ingress.tls, ({ secretName, hosts }) => ({ secretName, hosts: [...each(hosts, (host) => host)] })),
        ],
        rules: [
          ...each(ingress.hosts, ({ host, paths }) => ({
            host,
            http: {
              paths: when(
                notEmpty(paths),
                [...each(paths, ({ path, pathType }) => route(path, pathType))],
                [route('/', 'Prefix')],
              ),
            },
          })),
        ],
      },
    });
    // Traefik would look for the address of a pod in the certificate, and ask public authorities. The server's Service names this.
    // https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/http/serverstransport/
    new Manifest<ServersTransport>(
      this,
      'serverstransport',
      {
        apiVersion: 'traefik.io/v1alpha1',
        kind: 'ServersTransport',
        metadata: instance.metadata('tracking'),
        spec: {
          serverName: inside.host,
          // Not its successor `rootCAs`, which Traefik before 3.4 does not have.
          rootCAsSecrets: when(inside.hasAuthority, [inside.secretName]),
        },
      },
      and(inside.enabled, equal(ingress.controller, 'traefik')),
    );
  }
}
