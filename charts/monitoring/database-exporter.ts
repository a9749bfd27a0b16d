/** PostgreSQL's exporter, beside whatever holds the database: it logs in as the server does, and whoever reads it needs no login. */
import type { Construct } from 'constructs';
import type { Container, Deployment, ServiceAccount } from '../../imports/kubernetes/types';
import type { Deferred, Value } from '../../lib/expr/expr';
import { choose, equal, matches } from '../../lib/expr/function';
import { extend, text, unlessEmpty, when } from '../../lib/expr/vocabulary';
import { Component } from '../../lib/synth/component';
import { Manifest } from '../../lib/synth/manifest';
import { exportsDatabase } from '../../values/monitoring';
import type { Values } from '../../values/schema';
import type { BackendStore } from '../database/backend-store';
import { authoritiesFile, type MadeBy } from '../parts/authorities-file';
import type { Flows } from '../parts/flows';
import { imageReference } from '../parts/image';
import type { Instance } from '../parts/instance';
import { podDefaults, type GlobalValues } from '../parts/pod';
import type { Source } from '../parts/scraped';
import type { Authorities } from '../tls/authorities';

export interface DatabaseExporterProps {
  readonly instance: Instance;
  readonly registry: GlobalValues;
  readonly values: Values;
  readonly backend: BackendStore;
  /** Annotations that change when the password does. */
  readonly checksums: Readonly<Record<string, Value<string> | undefined>>;
  readonly annotations: Readonly<Record<string, Value<string>>> | undefined;
  readonly authorities: Authorities;
  /** What makes the file of authorities. */
  readonly madeBy: MadeBy;
}

const NAME = 'database-exporter';
const METRICS_PORT = 9187;
/** Milliseconds; Prometheus waits for ten seconds. */
const STATEMENT_TIMEOUT = '5000';

/** Of its collectors, those that alerts or the dashboard ask. */
const COLLECTORS = ['long_running_transactions', 'database_wraparound'];
/** Of all databases of the server, or of no use here. */
const WITHOUT = ['replication', 'roles', 'wal', 'stat_bgwriter', 'statio_user_tables', 'replication_slot'];

export class DatabaseExporter extends Component {
  readonly flows: Flows;
  readonly source: Source;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DatabaseExporterProps,
  ) {
    const { instance, values, backend } = props;
    const enabled = exportsDatabase(values);
    super(scope, id, enabled);
    const { databaseExporter: settings } = values.monitoring;
    this.source = { component: NAME, enabled, port: METRICS_PORT };
    this.flows = {
      component: NAME,
      enabled,
      arrivals: [{ from: 'monitoring', port: METRICS_PORT }],
      departures: backend.departures,
    };
    const selector = instance.selector(NAME);
    const metadata = instance.metadata(NAME);
    new Manifest<ServiceAccount>(this, 'serviceaccount', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata,
      automountServiceAccountToken: false,
    });
    new Manifest<Deployment>(this, 'deployment', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { ...metadata, annotations: props.annotations },
      spec: {
        replicas: 1,
        selector: { matchLabels: selector },
        template: {
          metadata: {
            labels: instance.podLabels(NAME, settings.podLabels),
            annotations: extend(props.checksums, settings.podAnnotations),
          },
          spec: this.pod(),
        },
      },
    });
  }

  private pod() {
    const { instance, registry, values } = this.props;
    const { databaseExporter: settings } = values.monitoring;
    const { initContainers, volumes } = this.authoritiesFile();
    return {
      serviceAccountName: instance.name(NAME),
      ...podDefaults(settings, registry),
      initContainers,
      containers: [this.container()],
      volumes,
    };
  }

  private authoritiesFile() {
    const { registry, values, authorities, madeBy } = this.props;
    const pod = values.monitoring.databaseExporter;
    return authoritiesFile({ authorities, madeBy, registry, pod, needed: this.verifies });
  }

  private get verifies(): Value<boolean> {
    return matches(this.props.backend.sslMode, '^verify-');
  }

  private container(): Deferred<Container> {
    const { registry, values, backend, authorities } = this.props;
    const { databaseExporter: settings } = values.monitoring;
    const probe = { httpGet: { path: '/', port: 'metrics' }, timeoutSeconds: 5, failureThreshold: 3 };
    return {
      name: 'exporter',
      image: imageReference(NAME, settings.image, registry),
      imagePullPolicy: settings.image.pullPolicy,
      args: [
        `--web.listen-address=:${String(METRICS_PORT)}`,
        ...COLLECTORS.map((name) => `--collector.${name}`),
        ...WITHOUT.map((name) => `--no-collector.${name}`),
      ],
      env: [
        { name: 'DATA_SOURCE_NAME', value: this.connection() },
        { name: 'PGDATABASE', value: backend.database },
        { name: 'PGUSER', value: backend.username },
        when(backend.hasPassword, { name: 'PGPASSWORD', valueFrom: { secretKeyRef: backend.password } }),
        when(this.verifies, { name: 'PGSSLROOTCERT', value: authorities.settings['PGSSLROOTCERT'] ?? '' }),
      ],
      ports: [{ name: 'metrics', containerPort: METRICS_PORT, protocol: 'TCP' }],
      livenessProbe: { ...probe, periodSeconds: 30 },
      readinessProbe: { ...probe, periodSeconds: 10 },
      resources: unlessEmpty(settings.resources),
      securityContext: unlessEmpty(settings.securityContext),
      volumeMounts: this.authoritiesFile().mounts,
    };
  }

  /**
   * The driver takes the rest from libpq's variables, so that nothing has to be escaped. Of a table that somebody holds, it would
   * wait for the size, and each time that it is read one session more.
   */
  private connection(): Value<string> {
    const { host, port, sslMode } = this.props.backend;
    // The driver tries one way only: what libpq prefers.
    const mode = choose(equal(sslMode, 'allow'), 'disable', choose(equal(sslMode, 'prefer'), 'require', sslMode));
    return text`host=${host} port=${port} sslmode=${mode} application_name=${NAME} statement_timeout=${STATEMENT_TIMEOUT}`;
  }
}
