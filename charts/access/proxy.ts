/**
 * The proxy in the server's pod: it owns the port that Services and probes know, and MLflow listens on a socket that only it
 * shares. So nobody goes round the login, nor reaches MLflow's Assistant, whatever a cluster thinks of NetworkPolicies.
 * Why nginx with njs, and what was measured: docs/proxies.md.
 */
import type { Construct } from 'constructs';
import type { ConfigMap, Container, Service, Volume } from '../../imports/kubernetes/types';
import type { Deferred, Value } from '../../lib/expr/expr';
import { choose, join, sha256, toJson } from '../../lib/expr/function';
import { collection, each, named, shared, text, unlessEmpty, when } from '../../lib/expr/vocabulary';
import { Component } from '../../lib/synth/component';
import { Manifest } from '../../lib/synth/manifest';
import type { Values } from '../../values/schema';
import { imageReference, type Registry } from '../parts/image';
import type { Instance } from '../parts/instance';
import { HTTP_PORT, SERVER_SOCKET } from '../parts/server-socket';
import { untilForgotten } from '../parts/ending';
import type { Arrival } from '../parts/flows';
import { ofEach, type Login } from '../parts/login';
import { METRICS_PATH, scrapeAnnotations, type Source } from '../parts/scraped';
import { CERTIFICATE, certificateVolume, type ServerCertificate } from '../parts/server-certificate';
import { roleRouting, type RoleRouting, type RoleRoutingProps } from './role-routing';
import LOGIN from './proxy/login.njs';
import METRICS from './proxy/metrics.njs';
import AUDIT from './proxy/audit.njs';
import MONITORED_HTTP from './proxy/monitored-http.conf';
import MONITORED_PAGES from './proxy/monitored-pages.conf';
import MONITORED_SERVER from './proxy/monitored-server.conf';
import OIDC from './proxy/oidc.njs';
import START_OAUTH2_PROXY from './proxy/start-oauth2-proxy.sh';
import NGINX from './proxy/nginx.conf';
import START from './proxy/start-proxy.sh';
import START_VERIFIER from './proxy/start-verifier.sh';
import TLS from './proxy/tls.conf';

export type ProxySettings = Values['proxy'];

export interface ProxyProps {
  readonly instance: Instance;
  readonly registry: Registry;
  readonly settings: ProxySettings;
  readonly trustedProxies: Values['auth']['trustedProxies'];
  /** The server, whose pod it is. */
  readonly server: Values['mlflow'];
  readonly logins: readonly Login[];
  /** With one, it speaks TLS only. */
  readonly certificate: ServerCertificate;
  /** Whether there is a monitor in its pod. */
  readonly monitored: Value<boolean>;
  /** Whether its Service says by itself that it has metrics. */
  readonly saysMetrics: Value<boolean>;
  /** Whether pods of their own do what. */
  readonly roles: RoleRoutingProps['roles'];
  readonly caBundle: Values['tls']['caBundle'];
}

/** Of the server's objects, which these belong to. */
const COMPONENT = 'tracking';
const METRICS_PORT = 9113;

export const CONFIGURATION = { name: 'proxy-config', mountPath: '/etc/mlflow-proxy', readOnly: true };
export const SCRIPTS = { name: 'proxy-scripts', mountPath: '/etc/mlflow-proxy-scripts', readOnly: true };

/** What nginx runs, and what runs nginx. */
const PROGRAMS = {
  'start-proxy.sh': START,
  'start-verifier.sh': START_VERIFIER,
  'start-oauth2-proxy.sh': START_OAUTH2_PROXY,
  'login.njs': LOGIN,
  'oidc.njs': OIDC,
  'metrics.njs': METRICS,
  'audit.njs': AUDIT,
};

export class AccessProxy extends Component {
  /** One. */
  readonly container: readonly Deferred<Container>[];
  readonly volumes: readonly (Deferred<Volume> | undefined)[];
  /** Who comes to the pod. */
  readonly arrivals: readonly Arrival[] = [
    { from: 'ingressControllers', port: HTTP_PORT },
    { from: 'clients', port: HTTP_PORT },
    { from: 'monitoring', port: METRICS_PORT },
  ];
  readonly source: Source = { component: COMPONENT, enabled: true, port: METRICS_PORT, hasService: true };
  /** An annotation for the pod: nginx reads its configuration at start. */
  readonly checksum: Readonly<Record<string, Value<string>>>;

  constructor(scope: Construct, id: string, props: ProxyProps) {
    super(scope, id);
    const { instance, logins } = props;
    const routing = roleRouting({ ...props, staticPrefix: props.server.staticPrefix });
    const files = { ...filesOf(props), ...routing.files };
    new Manifest<ConfigMap>(this, 'configuration', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: instance.metadata(COMPONENT, 'proxy'),
      data: files,
    });
    new Manifest<ConfigMap>(this, 'scripts', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: instance.metadata(COMPONENT, 'proxy-scripts'),
      data: PROGRAMS,
    });
    new Manifest<Service>(this, 'metrics', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        ...instance.metadata(COMPONENT, 'metrics'),
        annotations: scrapeAnnotations({ port: METRICS_PORT, path: METRICS_PATH, says: props.saysMetrics }),
      },
      spec: {
        type: 'ClusterIP',
        selector: instance.selector(COMPONENT),
        ports: [{ name: 'metrics', port: METRICS_PORT, targetPort: 'metrics', protocol: 'TCP' }],
      },
    });
    this.container = shared('proxy.container', [containerOf(props, routing)]);
    this.volumes = [
      { name: SERVER_SOCKET.name, emptyDir: {} },
      { name: CONFIGURATION.name, configMap: { name: instance.name('proxy') } },
      { name: SCRIPTS.name, configMap: { name: instance.name('proxy-scripts') } },
      { name: 'proxy-tmp', emptyDir: { sizeLimit: '64Mi' } },
      certificateVolume(props.certificate),
      ...routing.volumes,
      ...ofEach(logins, ({ volumes }) => volumes),
    ];
    this.checksum = {
      'checksum/proxy': sha256(named('proxy.configuration', toJson(collection('configuration', files)))),
      'checksum/proxy-scripts': sha256(Object.values(PROGRAMS).join('')),
    };
  }
}

function filesOf({ server, trustedProxies, logins, certificate, monitored }: ProxyProps) {
  const addresses = collection(
    'trustedAddresses',
    each(trustedProxies, (address) => text`set_real_ip_from ${address};`),
  );
  const trusted = collection(
    'trustedProxies',
    each(trustedProxies, (address) => text`${address} 1;`),
  );
  return {
    'nginx.conf': NGINX,
    'trusted-proxies.conf': text`${join(addresses, ' ')} geo $realip_remote_addr $trusted { default 0; ${join(trusted, ' ')} }`,
    'tls.conf': when(certificate.enabled, TLS),
    'monitored-http.conf': when(monitored, MONITORED_HTTP),
    'monitored-server.conf': when(monitored, MONITORED_SERVER),
    'monitored-pages.conf': when(monitored, MONITORED_PAGES),
    // With the path written out: what nginx takes for it is more than one spelling. MLflow would keep a body in memory.
    'health.conf': text`location = ${server.staticPrefix}/health { auth_request off; limit_except GET { deny all; } client_max_body_size 1; proxy_pass http://$server${server.staticPrefix}/health; }`,
    ...Object.fromEntries(
      logins.flatMap(({ enabled, files }) =>
        Object.entries(files).map(([name, content]) => [name, when(enabled, content)] as const),
      ),
    ),
  };
}

function containerOf(
  { registry, settings, server, logins, certificate, monitored }: ProxyProps,
  routing: RoleRouting,
): Deferred<Container> {
  const http = {
    path: text`${server.staticPrefix}/health`,
    port: 'http',
    scheme: when(certificate.enabled, 'HTTPS' as const),
  };
  const alive = { path: choose(monitored, `${METRICS_PATH}?only=proxy`, METRICS_PATH), port: 'metrics' };
  const { startup, liveness, readiness } = server.probes;
  return {
    name: 'proxy',
    image: imageReference('proxy', settings.image, registry),
    imagePullPolicy: settings.image.pullPolicy,
    command: ['sh', '-e', `${SCRIPTS.mountPath}/start-proxy.sh`],
    env: [
      { name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
      { name: 'HTTP_PORT', value: String(HTTP_PORT) },
      { name: 'METRICS_PORT', value: String(METRICS_PORT) },
      when(certificate.enabled, { name: 'HTTP_TLS', value: 'ssl' }),
    ],
    ports: [
      { name: 'http', containerPort: HTTP_PORT, protocol: 'TCP' as const },
      { name: 'metrics', containerPort: METRICS_PORT, protocol: 'TCP' as const },
    ],
    // It is alive whether MLflow is or not; through it, the pod is ready when MLflow answers.
    startupProbe: { httpGet: alive, ...startup },
    livenessProbe: { httpGet: alive, ...liveness },
    readinessProbe: { httpGet: http, ...readiness },
    lifecycle: untilForgotten(server.drainSeconds),
    resources: unlessEmpty(settings.resources),
    securityContext: unlessEmpty(server.securityContext),
    volumeMounts: [
      CONFIGURATION,
      SCRIPTS,
      { name: 'proxy-tmp', mountPath: '/tmp' },
      SERVER_SOCKET,
      when(certificate.enabled, CERTIFICATE),
      ...routing.mounts,
      ...ofEach(logins, ({ proxyMounts }) => proxyMounts),
    ],
  };
}
