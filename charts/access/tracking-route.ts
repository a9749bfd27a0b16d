/** The way in from outside the cluster through a Gateway: https://gateway-api.sigs.k8s.io/api-types/httproute/ */
import type { Construct } from 'constructs';
import type { BackendTLSPolicy, HTTPRoute } from '../../imports/crds/gateway-api';
import type { Value } from '../../lib/expr/expr';
import { each, text, unlessEmpty } from '../../lib/expr/vocabulary';
import { Component } from '../../lib/synth/component';
import { Manifest } from '../../lib/synth/manifest';
import type { Values } from '../../values/schema';
import type { Instance } from '../parts/instance';
import { AT_LAST } from '../parts/waves';

export interface TrackingRouteProps {
  readonly instance: Instance;
  readonly gateway: Values['mlflow']['gateway'];
  /** Of the Service. */
  readonly port: Value<number>;
  /** Whether the server's Service speaks TLS, and whose word the Gateway takes for it: a ConfigMap with ca.crt. */
  readonly tlsInside: Value<boolean>;
  readonly authority: Value<string>;
}

export class TrackingRoute extends Component {
  constructor(scope: Construct, id: string, props: TrackingRouteProps) {
    const { instance, gateway, port } = props;
    super(scope, id, gateway.enabled);
    const service = instance.name('tracking');
    const timeout = text`${gateway.timeoutSeconds}s`;
    new Manifest<HTTPRoute>(this, 'httproute', {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: { ...instance.metadata('tracking'), annotations: AT_LAST },
      spec: {
        parentRefs: [
          ...each(gateway.parentRefs, ({ name, namespace, sectionName }) => ({
            name,
            namespace: unlessEmpty(namespace),
            sectionName: unlessEmpty(sectionName),
          })),
        ],
        hostnames: [...each(gateway.hostnames, (host) => host)],
        rules: [
          {
            // MLflow answers on all paths, and fetches an artefact whole before its first byte.
            matches: [{ path: { type: 'PathPrefix', value: '/' } }],
            backendRefs: [{ name: service, port }],
            timeouts: { request: timeout, backendRequest: timeout },
          },
        ],
      },
    });
    new Manifest<BackendTLSPolicy>(
      this,
      'backendtlspolicy',
      {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'BackendTLSPolicy',
        metadata: { ...instance.metadata('tracking'), annotations: AT_LAST },
        spec: {
          targetRefs: [{ group: '', kind: 'Service', name: service }],
          validation: {
            caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: props.authority }],
            hostname: instance.host('tracking'),
          },
        },
      },
      props.tlsInside,
    );
  }
}
