/** The way in from outside the cluster through OpenShift's router, which takes the place of an Ingress controller. */
import type { Construct } from 'constructs';
import type { Route } from '../../imports/crds/openshift';
import type { Value } from '../../lib/expr/expr';
import { choose, merge, notEmpty } from '../../lib/expr/function';
import { collection, text, unlessEmpty, when } from '../../lib/expr/vocabulary';
import { Component } from '../../lib/synth/component';
import { Manifest } from '../../lib/synth/manifest';
import type { Values } from '../../values/schema';
import type { Instance } from '../parts/instance';
import { AT_LAST } from '../parts/waves';

export interface OpenShiftRouteProps {
  readonly instance: Instance;
  readonly route: Values['mlflow']['route'];
  /** Whether the server's Service speaks TLS: then the router does, too. */
  readonly tlsInside: Value<boolean>;
}

export class OpenShiftRoute extends Component {
  constructor(scope: Construct, id: string, { instance, route, tlsInside }: OpenShiftRouteProps) {
    super(scope, id, route.enabled);
    // Without: 30 seconds. https://docs.redhat.com/en/documentation/openshift_container_platform/4.18/html/networking/configuring-routes
    const ours = { ...AT_LAST, 'haproxy.router.openshift.io/timeout': text`${route.timeoutSeconds}s` };
    const annotations = collection('routeAnnotations', ours) as Value<Readonly<Record<string, string>>>;
    new Manifest<Route>(this, 'route', {
      apiVersion: 'route.openshift.io/v1',
      kind: 'Route',
      metadata: { ...instance.metadata('tracking'), annotations: merge(annotations, route.annotations) },
      spec: {
        host: route.host,
        to: { kind: 'Service', name: instance.name('tracking'), weight: 100 },
        port: { targetPort: 'http' },
        tls: {
          termination: choose(tlsInside, 'reencrypt', 'edge'),
          insecureEdgeTerminationPolicy: 'Redirect',
          externalCertificate: when(notEmpty(route.certificateSecret), { name: route.certificateSecret }),
          destinationCACertificate: unlessEmpty(route.destinationCACertificate),
        },
        wildcardPolicy: 'None',
      },
    });
  }
}
