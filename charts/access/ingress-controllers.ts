/**
 * What ingress controllers have to be told so that models of any size go up and come down: no limit of a request's body,
 * bodies passed on as they come, and an hour for the first byte, because MLflow fetches an artefact whole before it answers.
 */
import type { Value } from '../../lib/expr/expr';
import { and, equal, notEmpty } from '../../lib/expr/function';
import { collection, text, when } from '../../lib/expr/vocabulary';
import type { Values } from '../../values/schema';

/** Seconds: more than an hour, so that what takes one is still served. */
const PATIENCE = 3900;

type Annotations = Readonly<Record<string, Value<string> | undefined>>;

/** TLS between the controller and the server. */
export interface TlsInside {
  readonly enabled: Value<boolean>;
  /** Whether the Secret with the certificate has the authority, too (ca.crt): cert-manager puts it there. */
  readonly hasAuthority: Value<boolean>;
  readonly secretName: Value<string>;
  /** The Service, and a name of it that the certificate is for. */
  readonly service: Value<string>;
  readonly host: Value<string>;
  readonly namespace: Value<string>;
}

export interface IngressControllerProps {
  readonly controller: Value<string>;
  readonly tls: Values['mlflow']['ingress']['tls'];
  readonly staticPrefix: Value<string>;
  /** Of the server's Service. */
  readonly inside: TlsInside;
}

/**
 * By controller. Where two go by one name, each has its own prefix, and ignores the other's. What a controller lets nobody
 * say on an Ingress is in docs/access.md.
 */
function table({ tls, staticPrefix, inside }: IngressControllerProps): Readonly<Record<string, Annotations>> {
  const verified = and(inside.enabled, inside.hasAuthority);
  return {
    nginx: {
      // Kubernetes' ingress-nginx; without: 1 MiB, spooled to disk, 60 seconds.
      // https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/
      'nginx.ingress.kubernetes.io/proxy-body-size': '0',
      'nginx.ingress.kubernetes.io/proxy-request-buffering': 'off',
      'nginx.ingress.kubernetes.io/proxy-buffering': 'off',
      'nginx.ingress.kubernetes.io/proxy-read-timeout': String(PATIENCE),
      'nginx.ingress.kubernetes.io/proxy-send-timeout': String(PATIENCE),
      'nginx.ingress.kubernetes.io/backend-protocol': when(inside.enabled, 'HTTPS'),
      // By itself it would take any certificate.
      'nginx.ingress.kubernetes.io/proxy-ssl-verify': when(verified, 'on'),
      'nginx.ingress.kubernetes.io/proxy-ssl-secret': when(verified, text`${inside.namespace}/${inside.secretName}`),
      'nginx.ingress.kubernetes.io/proxy-ssl-name': when(verified, inside.host),
      'nginx.ingress.kubernetes.io/proxy-ssl-server-name': when(verified, 'on'),
      // F5's NGINX Ingress Controller, the same but for the spooling of uploads.
      // https://docs.nginx.com/nginx-ingress-controller/configuration/ingress-resources/advanced-configuration-with-annotations/
      'nginx.org/client-max-body-size': '0',
      'nginx.org/proxy-buffering': 'False',
      'nginx.org/proxy-read-timeout': `${String(PATIENCE)}s`,
      'nginx.org/proxy-send-timeout': `${String(PATIENCE)}s`,
      'nginx.org/ssl-services': when(inside.enabled, inside.service),
    },
    traefik: {
      // It streams, without a limit. A list of certificates alone does not make it serve HTTPS.
      // https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/ingress/
      'traefik.ingress.kubernetes.io/router.tls': when(notEmpty(tls), 'true'),
    },
    haproxy: {
      // HAProxy Technologies' kubernetes-ingress; without: 50 seconds.
      // https://github.com/haproxytech/kubernetes-ingress/blob/master/documentation/annotations.md#timeouts
      'haproxy.org/timeout-server': `${String(PATIENCE)}s`,
      'haproxy.org/server-ssl': when(inside.enabled, 'true'),
      // The community's haproxy-ingress; without: 50 seconds.
      // https://haproxy-ingress.github.io/docs/configuration/keys/#timeout
      'haproxy-ingress.github.io/timeout-server': `${String(PATIENCE)}s`,
      'haproxy-ingress.github.io/backend-protocol': when(inside.enabled, 'h1-ssl'),
    },
    alb: {
      // AWS Load Balancer Controller; without: nodes, which a Service of type ClusterIP does not serve; "/"; 60 seconds.
      // https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/
      'alb.ingress.kubernetes.io/target-type': 'ip',
      'alb.ingress.kubernetes.io/healthcheck-path': text`${staticPrefix}/health`,
      'alb.ingress.kubernetes.io/success-codes': '200',
      'alb.ingress.kubernetes.io/backend-protocol': when(inside.enabled, 'HTTPS'),
      'alb.ingress.kubernetes.io/healthcheck-protocol': when(inside.enabled, 'HTTPS'),
      'alb.ingress.kubernetes.io/load-balancer-attributes': `idle_timeout.timeout_seconds=${String(PATIENCE)}`,
    },
  };
}

/** The annotations of the chosen controller, and others; for `none` the others alone. */
export function controllerAnnotations(
  props: IngressControllerProps,
  others: Readonly<Record<string, string>>,
): Value<Readonly<Record<string, string>>> {
  const fields = Object.entries(table(props)).flatMap(([name, annotations]) => {
    const chosen = equal(props.controller, name);
    return Object.entries(annotations).map(([key, value]) => [key, when(chosen, value)] as const);
  });
  return collection('controllerAnnotations', { ...Object.fromEntries(fields), ...others }) as Value<
    Readonly<Record<string, string>>
  >;
}
