/** The MLflow server: tracking API, model registry, web page, and artefact proxy. */
import type { Construct } from 'constructs';
import type {
  ConfigMap,
  Deployment,
  PodDisruptionBudget,
  Service,
  ServiceAccount,
} from '../../imports/kubernetes/types';
import type { Deferred, Value } from '../../lib/expr/expr';
import { and, equal, join, merge, or, sha256, toJson } from '../../lib/expr/function';
import { collection, each, named, text, unlessEmpty, when } from '../../lib/expr/vocabulary';
import { Component } from '../../lib/synth/component';
import { Manifest } from '../../lib/synth/manifest';
import type { Values } from '../../values/schema';
import type { Settings } from '../parts/environment';
import { tcp, type Flows } from '../parts/flows';
import { ARTIFACTS, HTTP_PORT, JOBS } from '../parts/server-socket';
import { AT_LAST, WAVE } from '../parts/waves';
import { corsOrigins } from './request-origins';
import { NAME, podAnnotations, podSpec, programsOf, spreadOf, type ServerPodProps } from './server-pod';

export interface TrackingServerProps extends ServerPodProps {
  /** None where something else says how many. */
  readonly replicas: Deferred<number> | undefined;
  /** Of the Deployment, not of its pods. */
  readonly annotations: Readonly<Record<string, Value<string> | undefined>>;
  readonly jobs: Values['jobs'];
  readonly aiGateway: Values['aiGateway'];
  /** Whether pods of their own serve artefacts. */
  readonly passesArtifacts: Value<boolean>;
  /** Of MLflow's archival of traces, what its file says; undefined for none. */
  readonly archival: Value<string> | undefined;
}

/** By TLS, as those of others are; where MLflow itself is told to go by its users. */
const HTTPS_PORT = 443;

export class TrackingServer extends Component {
  readonly flows: Flows;
  /** Annotations for pods that are to look again where the server's settings, or Secrets of the values, have changed. */
  readonly checksums: Readonly<Record<string, Value<string> | undefined>>;
  /** Those of the settings alone. */
  readonly ofSettings: Readonly<Record<string, Value<string>>>;

  constructor(scope: Construct, id: string, props: TrackingServerProps) {
    super(scope, id);
    const { instance, settings } = props;
    const selector = instance.selector(NAME);
    this.flows = {
      component: NAME,
      enabled: true,
      arrivals: props.proxy.arrivals,
      departures: [
        ...props.departures,
        ...props.logins.flatMap(({ departures = [] }) => departures),
        { purpose: 'webhooks', ports: [tcp(HTTPS_PORT)] },
        { purpose: 'modelProviders', ports: [tcp(HTTPS_PORT)] },
        // What begins a job is passed on, and artefacts are.
        { component: JOBS, port: HTTP_PORT, condition: props.jobs.enabled },
        { component: ARTIFACTS, port: HTTP_PORT, condition: props.passesArtifacts },
      ],
    };

    this.serviceAccount(props);
    const plain = serverSettings(props);
    const ofSettings = {
      'checksum/settings': sha256(named('tracking.settings', toJson(collection('settings', plain)))),
    };
    this.ofSettings = ofSettings;
    this.checksums = { ...ofSettings, ...props.checksums };
    new Manifest<ConfigMap>(this, 'settings', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: instance.metadata(NAME),
      data: plain,
    });
    for (const [name, data] of Object.entries(programsOf(props))) {
      new Manifest<ConfigMap>(this, name, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: instance.metadata(NAME, name),
        data,
      });
    }
    new Manifest<Service>(this, 'service', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { ...instance.metadata(NAME), annotations: unlessEmpty(serviceAnnotations(props)) },
      spec: {
        type: settings.service.type,
        selector,
        ports: [
          {
            name: 'http',
            port: settings.service.port,
            targetPort: 'http',
            protocol: 'TCP',
            appProtocol: when(props.tls, 'https'),
          },
        ],
      },
    });
    new Manifest<Deployment>(this, 'deployment', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { ...instance.metadata(NAME), annotations: props.annotations },
      spec: {
        replicas: props.replicas,
        // The new pod serves before the old one goes; its init container has migrated the database by then.
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
        selector: { matchLabels: selector },
        template: {
          metadata: {
            labels: instance.podLabels(NAME, settings.podLabels),
            annotations: podAnnotations(props, ofSettings),
          },
          spec: podSpec(props, {
            workers: settings.workers,
            resources: settings.resources,
            env: [],
            topologySpreadConstraints: spreadOf(props, NAME),
          }),
        },
      },
    });
    const { enabled, minAvailable } = settings.podDisruptionBudget;
    new Manifest<PodDisruptionBudget>(
      this,
      'poddisruptionbudget',
      {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: instance.metadata(NAME),
        spec: { minAvailable, selector: { matchLabels: selector } },
      },
      enabled,
    );
  }

  private serviceAccount({ instance, settings }: TrackingServerProps): void {
    const { create, annotations } = settings.serviceAccount;
    new Manifest<ServiceAccount>(
      this,
      'serviceaccount',
      {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { ...instance.metadata(NAME), annotations: unlessEmpty(annotations) },
        automountServiceAccountToken: false,
      },
      create,
    );
  }
}

/** Traefik takes from the Service how it is spoken to: https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/ingress/ */
function serviceAnnotations({ instance, settings, tls }: TrackingServerProps) {
  const { ingress, service } = settings;
  const speaksTls = and(tls, ingress.enabled, equal(ingress.controller, 'traefik'));
  const ours = {
    'traefik.ingress.kubernetes.io/service.serversscheme': when(speaksTls, 'https'),
    // Of charts/access/tracking-ingress.ts.
    'traefik.ingress.kubernetes.io/service.serverstransport': when(
      speaksTls,
      text`${instance.namespace}-${instance.name(NAME)}@kubernetescrd`,
    ),
    // Argo CD waits for its address, which may never come; nothing else is to.
    [WAVE]: when(equal(service.type, 'LoadBalancer'), AT_LAST[WAVE]),
  };
  return merge(collection('serviceAnnotations', ours) as Value<Readonly<Record<string, string>>>, service.annotations);
}

/** The server's settings: everything that is no secret. */
function serverSettings(props: TrackingServerProps): Settings {
  const { settings, backend, artifacts, encryption, logins, authorities, monitor, tls, isolated, jobs, aiGateway } =
    props;
  const { registry, databasePool: pool } = settings;
  return {
    ...backend.settings,
    MLFLOW_REGISTRY_STORE_URI: unlessEmpty(registry.storeUri),
    MLFLOW_SQLALCHEMYSTORE_POOL_SIZE: text`${pool.size}`,
    MLFLOW_SQLALCHEMYSTORE_MAX_OVERFLOW: text`${pool.maxOverflow}`,
    MLFLOW_SQLALCHEMYSTORE_POOL_RECYCLE: text`${pool.recycleSeconds}`,
    PREPARE_TIMEOUT_SECONDS: text`${settings.migration.timeoutSeconds}`,
    ...artifacts.settings,
    ...encryption.settings,
    ...props.outbound.settings,
    ...props.restore.settings,
    ...authorities.settings,
    ...monitor.settings,
    // MLflow's own jobs would ask at http://127.0.0.1, for which there is no certificate.
    MLFLOW_GATEWAY_URI: when(
      and(tls, or(settings.jobExecution, jobs.enabled)),
      text`https://localhost:${String(HTTP_PORT)}${settings.staticPrefix}`,
    ),
    ...Object.fromEntries(
      logins.flatMap(({ enabled, server }) =>
        Object.entries(server?.settings ?? {}).map(([name, value]) => [name, when(enabled, value)] as const),
      ),
    ),
    // Proxies keep idle connections for up to a minute, and would send a request into one that uvicorn ends after 5 s.
    MLFLOW_UVICORN_OPTS: '--timeout-keep-alive 75',
    // On a busy node, or with little CPU, a worker is mute for longer than uvicorn's own 5 s while it imports MLflow: it would be
    // killed as it starts, again and again. A variable, which older versions of uvicorn ignore.
    UVICORN_TIMEOUT_WORKER_HEALTHCHECK: '60',
    MLFLOW_SERVER_CORS_ALLOWED_ORIGINS: corsOrigins(settings, tls),
    // The pod of jobs.enabled says otherwise of itself.
    MLFLOW_SERVER_ENABLE_JOB_EXECUTION: text`${settings.jobExecution}`,
    MLFLOW_SERVER_ENABLE_CUSTOM_SCORERS: text`${jobs.customScorers}`,
    // Whatever it is by default.
    MLFLOW_ENABLE_AI_GATEWAY: text`${aiGateway.enabled}`,
    MLFLOW_GATEWAY_ALLOWED_PROVIDERS: unlessEmpty(
      join(
        collection(
          'allowedProviders',
          each(aiGateway.allowedProviders, (provider) => provider),
        ),
        ',',
      ),
    ),
    MLFLOW_GATEWAY_API_BASE_ALLOW_PRIVATE_IPS: when(aiGateway.privateAddresses, 'true'),
    MLFLOW_GATEWAY_API_BASE_ALLOWED_SCHEMES: when(aiGateway.plainHttp, 'http,https'),
    MLFLOW_GATEWAY_BUDGET_REFRESH_INTERVAL: when(aiGateway.enabled, text`${aiGateway.budgetRefreshSeconds}`),
    TRACE_ARCHIVAL: props.archival,
    MLFLOW_DISABLE_TELEMETRY: 'true',
    // Prices of models, from the internet: it would wait for them in vain.
    MLFLOW_MODEL_CATALOG_URI: when(isolated, ''),
    // MLflow looks for git at start, which the image does not have.
    GIT_PYTHON_REFRESH: 'quiet',
    // The image has no home directory that a non-root user could write to.
    HOME: '/tmp',
  };
}
