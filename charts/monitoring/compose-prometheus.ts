/**
 * The Prometheus that a Compose file has beside MLflow, for in a cluster there is one already: objects like those of the chart, so that
 * they become a service as those do. It reads what docs/prometheus.yml reads, by names instead of by discovery, and the chart's own alerts.
 */
import { createHash } from 'node:crypto';
import type { ConfigMap, Container, PodSpec, StatefulSet } from '../../imports/kubernetes/types';
import type { KubernetesObject } from '../../lib/synth/compose/declaration';
import { RESTRICTED_CONTAINER } from '../../values/fields';
import { METRICS_PATH } from '../parts/scraped';
import { CERTIFICATE } from '../parts/server-certificate';
import { RULES_FILE } from './alert-rules';

export interface ComposePrometheusProps {
  readonly release: { readonly name: string; readonly namespace: string };
  /** With its tag. */
  readonly image: string;
  /** Component → where its metrics are. @default METRICS_PATH */
  readonly paths: Readonly<Record<string, string>>;
}

export const PROMETHEUS = 'prometheus';
const PORT = 9090;
/** nobody, as whom the image runs. */
const USER = 65534;
const CONFIGURATION = { name: 'configuration', mountPath: '/etc/mlflow/prometheus', readOnly: true };
const ALERTS = { name: 'alerts', mountPath: '/etc/mlflow/alerts', readOnly: true };
const AUTHORITY = { name: 'authority', mountPath: '/etc/mlflow/authority', readOnly: true };
const DATA = { name: 'data', mountPath: '/prometheus' };

/** @param objects what is installed. Nothing comes of it where that has no metrics. */
export function composePrometheus(
  objects: readonly KubernetesObject[],
  { release, image, paths }: ComposePrometheusProps,
): readonly KubernetesObject[] {
  const targets = targetsIn(objects, release);
  if (targets.length === 0) return [];
  const secret = targets.find(({ certificate }) => certificate !== undefined)?.certificate;
  const metadata = (name: string) => ({ name: `${release.name}-${name}`, namespace: release.namespace });
  const configuration = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: metadata(PROMETHEUS),
    // JSON is YAML, too.
    data: { 'prometheus.yml': `${JSON.stringify(configurationOf(targets, { release, paths }), undefined, 2)}\n` },
  } as const satisfies ConfigMap;
  const alerts = alertsOfOperator(objects, metadata('alerts'));
  const rules = rulesIn([...objects, ...alerts]);
  const sum = createHash('sha256').update(JSON.stringify([configuration, rules]));
  const labels = { 'app.kubernetes.io/component': PROMETHEUS };
  const set: StatefulSet = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: metadata(PROMETHEUS),
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, annotations: { 'checksum/configuration': sum.digest('hex') } },
        spec: podOf(image, {
          configuration: metadata(PROMETHEUS).name,
          ...(rules.length === 0 ? {} : { alerts: metadata('alerts').name }),
          ...(secret === undefined ? {} : { secret }),
        }),
      },
      volumeClaimTemplates: [{ metadata: { name: DATA.name } }],
    },
  };
  return [...([set, configuration] as unknown as readonly KubernetesObject[]), ...alerts];
}

interface Target {
  readonly service: string;
  readonly component: string;
  readonly port: number;
  /** The Secret with it and its authority. */
  readonly certificate?: string;
}

/** Ports called metrics, as docs/prometheus.yml says. */
function targetsIn(objects: readonly KubernetesObject[], release: { readonly name: string }): readonly Target[] {
  return objects.flatMap(({ kind, metadata: { name: service, labels = {} }, ...object }) => {
    const { ports = [] } = (object['spec'] ?? {}) as {
      readonly ports?: readonly { readonly name?: string; readonly port: number }[];
    };
    const found = kind === 'Service' ? ports.find(({ name }) => name === 'metrics') : undefined;
    if (found === undefined) return [];
    const component = labels['app.kubernetes.io/component'] ?? '';
    const certificate = certificateOf(objects, `${release.name}-${component}`, found.port);
    return [{ service, component, port: found.port, ...(certificate === undefined ? {} : { certificate }) }];
  });
}

/** Of a program that speaks TLS at that port, by its probe: the proxy before it has a certificate for another. */
function certificateOf(objects: readonly KubernetesObject[], name: string, port: number): string | undefined {
  const set = objects.find((one) => one.kind === 'StatefulSet' && one.metadata.name === name) as unknown as
    StatefulSet | undefined;
  const { containers = [], volumes = [] } = set?.spec?.template.spec ?? {};
  const speaks = containers.some(({ ports = [], readinessProbe }) => {
    const { scheme, port: asked } = readinessProbe?.httpGet ?? {};
    return scheme === 'HTTPS' && ports.some((one) => one.name === asked && one.containerPort === port);
  });
  return speaks ? volumes.find((volume) => volume.name === CERTIFICATE.name)?.secret?.secretName : undefined;
}

function configurationOf(
  targets: readonly Target[],
  { release, paths }: Pick<ComposePrometheusProps, 'release' | 'paths'>,
) {
  const isEncrypted = targets.some(({ certificate }) => certificate !== undefined);
  return {
    global: { scrape_interval: '30s', evaluation_interval: '30s' },
    rule_files: [`${ALERTS.mountPath}/*.rules.yaml`],
    scrape_configs: [
      {
        job_name: 'mlflow',
        static_configs: targets.map(({ service, component, port, certificate }) => {
          // A certificate is for the Service that programs come by, not for the one that says metrics.
          const host = certificate === undefined ? service : `${release.name}-${component}`;
          return {
            targets: [`${host}.${release.namespace}.svc.cluster.local:${String(port)}`],
            labels: {
              ...{ namespace: release.namespace, service, __metrics_path__: paths[component] ?? METRICS_PATH },
              ...(certificate === undefined ? {} : { __scheme__: 'https' }),
            },
          };
        }),
        ...(isEncrypted ? { tls_config: { ca_file: `${AUTHORITY.mountPath}/ca.crt` } } : {}),
      },
    ],
  };
}

/** The file that the chart itself has where no operator takes its alerts. */
function alertsOfOperator(
  objects: readonly KubernetesObject[],
  metadata: { readonly name: string; readonly namespace: string },
): readonly KubernetesObject[] {
  return objects
    .filter(({ kind }) => kind === 'PrometheusRule')
    .map(({ spec }) => ({
      ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata },
      data: { [RULES_FILE]: JSON.stringify(spec) },
    }));
}

function rulesIn(objects: readonly KubernetesObject[]): readonly string[] {
  return objects.flatMap(({ data }) => (data as Readonly<Record<string, string>> | undefined)?.[RULES_FILE] ?? []);
}

/** What it reads: a ConfigMap, another with alerts, if there are any, and a Secret with an authority, if one is needed. */
interface Files {
  readonly configuration: string;
  readonly alerts?: string;
  readonly secret?: string;
}

function podOf(image: string, { configuration, alerts, secret }: Files): PodSpec {
  const ready = { httpGet: { path: '/-/ready', port: 'http' }, timeoutSeconds: 5 };
  const read = [
    { ...CONFIGURATION, from: { configMap: { name: configuration } } },
    ...(alerts === undefined ? [] : [{ ...ALERTS, from: { configMap: { name: alerts } } }]),
    ...(secret === undefined
      ? []
      : [{ ...AUTHORITY, from: { secret: { secretName: secret, items: [{ key: 'ca.crt', path: 'ca.crt' }] } } }]),
  ];
  const container: Container = {
    name: PROMETHEUS,
    image,
    args: [
      `--config.file=${CONFIGURATION.mountPath}/prometheus.yml`,
      `--storage.tsdb.path=${DATA.mountPath}`,
      // Whichever comes first. What users are promised is measured over 30 days.
      '--storage.tsdb.retention.time=31d',
      '--storage.tsdb.retention.size=2GB',
    ],
    ports: [{ name: 'http', containerPort: PORT }],
    startupProbe: { ...ready, periodSeconds: 5, failureThreshold: 60 },
    readinessProbe: { ...ready, periodSeconds: 10, failureThreshold: 3 },
    resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '512Mi' } },
    securityContext: RESTRICTED_CONTAINER,
    volumeMounts: [...read.map(({ name, mountPath, readOnly }) => ({ name, mountPath, readOnly })), DATA],
  };
  return {
    containers: [container],
    securityContext: { runAsNonRoot: true, runAsUser: USER, runAsGroup: USER, fsGroup: USER },
    terminationGracePeriodSeconds: 60,
    volumes: read.map(({ name, from }) => ({ name, ...from })),
  };
}
