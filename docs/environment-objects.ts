/** Each environment of values/: its objects, what they ask for, and at which addresses they answer. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Container, Ingress, PodTemplateSpec, ResourceRequirements, Service } from '../imports/kubernetes/types';
import { isTestHook } from '../lib/synth/test-hook';
import { evaluateModel } from '../lib/synth/model';
import { quantityOf } from '../lib/text/quantity';
import { checkValues, formatProblems } from '../lib/values/check';
import type { JsonObject } from '../lib/values/merge';
import { ownModel } from '../operations/own-model';

/** An environment, as release `mlflow`. */
export interface Environment {
  readonly name: string;
  readonly namespace: string;
  readonly values: JsonObject;
  readonly objects: readonly KubernetesObject[];
}

/** What all objects have; the kinds below are known by theirs. */
export interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec?: object;
}

export interface Workload extends KubernetesObject {
  readonly spec: {
    readonly replicas?: number;
    readonly template: PodTemplateSpec;
    readonly volumeClaimTemplates?: readonly {
      readonly spec: { readonly resources: { readonly requests: { readonly storage: string } } };
    }[];
  };
}

const VALUES = join(__dirname, '..', 'values');

/** Of each file of values/, smallest first: in the order in which a change goes through them. */
export function environments(): readonly Environment[] {
  const names = readdirSync(VALUES).flatMap((file) => (file.endsWith('.yaml') ? [file.replace(/\.yaml$/, '')] : []));
  const all = names.map((name) => environment(name, readFileSync(join(VALUES, `${name}.yaml`), 'utf8')));
  return all.sort((one, other) => requested(one, 'cpu') - requested(other, 'cpu'));
}

/** @throws an Error with the problems of the values, if there are any */
export function environment(name: string, text: string): Environment {
  const checked = checkValues(ownModel().definition, [{ file: `values/${name}.yaml`, text }]);
  if (!checked.ok) throw new Error(formatProblems(checked.problems));
  const namespace = `mlflow-${name}`;
  const objects = evaluateModel(ownModel(), { values: checked.values, release: { name: 'mlflow', namespace } });
  const installed = [...objects.values()].filter((object) => !isTestHook(object));
  return { name, namespace, values: checked.values, objects: installed as unknown as readonly KubernetesObject[] };
}

/** Of a kind, whose type the caller knows. */
export function ofKind({ objects }: Environment, kind: string): readonly KubernetesObject[] {
  return objects.filter((object) => object.kind === kind);
}

export function workloads(one: Environment): readonly Workload[] {
  return ['Deployment', 'StatefulSet'].flatMap((kind) => ofKind(one, kind)) as readonly Workload[];
}

/** What all pods ask for together, in cores or bytes: of each pod, what its containers need side by side. */
export function requested(one: Environment, resource: 'cpu' | 'memory'): number {
  const asked = ({ resources }: { readonly resources?: ResourceRequirements }) =>
    quantityOf(resources?.requests?.[resource]) ?? 0;
  return workloads(one).reduce((sum, { spec: { replicas = 1, template } }) => {
    const { containers, initContainers = [] } = template.spec ?? { containers: [] };
    const beside = containers.reduce((total, container) => total + asked(container), 0);
    return sum + replicas * Math.max(beside, ...initContainers.map(asked));
  }, 0);
}

export function containersOf({ spec }: PodTemplateSpec): readonly Container[] {
  return spec?.containers ?? [];
}

interface RenderedService extends KubernetesObject {
  readonly spec: NonNullable<Service['spec']>;
}

export function services(one: Environment): readonly RenderedService[] {
  return ofKind(one, 'Service') as readonly RenderedService[];
}

export function isScraped({ metadata }: KubernetesObject): boolean {
  return metadata.annotations?.['prometheus.io/scrape'] === 'true';
}

interface RenderedIngress extends KubernetesObject {
  readonly spec: NonNullable<Ingress['spec']>;
}

export function ingresses(one: Environment): readonly RenderedIngress[] {
  return ofKind(one, 'Ingress') as readonly RenderedIngress[];
}

/** URLs from outside of the cluster. */
export function outside(one: Environment): readonly string[] {
  return ingresses(one).flatMap(({ spec }) =>
    (spec.rules ?? []).map(({ host = '' }) => {
      const isSecure = (spec.tls ?? []).some(({ hosts = [] }) => hosts.includes(host));
      return `${isSecure ? 'https' : 'http'}://${host}`;
    }),
  );
}

/** An address inside of the cluster. */
export interface Address {
  readonly service: string;
  readonly port: number;
  /** http, https or postgresql. */
  readonly scheme: string;
  readonly url: string;
  readonly what: string;
}

/** What there is at each port, by its Service's name without the release's, and its own; a Service of one's own is called by its name. */
const WHAT: Readonly<Record<string, string>> = {
  'tracking:http': 'MLflow: web page, API, traces',
  'metrics:metrics': 'metrics of the servers, for Prometheus',
  'postgresql:postgresql': 'PostgreSQL',
  'minio:api': 'MinIO’s API',
  'minio:console': 'MinIO’s web page',
  'minio-metrics:metrics': 'metrics of MinIO, for Prometheus',
  'database-exporter-metrics:metrics': 'metrics of PostgreSQL, for Prometheus',
  'garage:api': 'Garage’s API',
  'garage-metrics:metrics': 'metrics of Garage, for Prometheus',
  'artifacts:http': 'the servers for artefacts alone',
  'artifacts-metrics:metrics': 'metrics of the servers for artefacts, for Prometheus',
  'jobs:http': 'the server that runs MLflow’s jobs',
  'jobs-metrics:metrics': 'metrics of that server, for Prometheus',
  'pooler:postgresql': 'the pooler in front of PostgreSQL',
  'backup-exporter:metrics': 'metrics of backups, for Prometheus',
};

/** Of Services that are there for the order of pods only, there is nothing to say. */
export function addresses(one: Environment): readonly Address[] {
  return services(one)
    .filter(({ metadata }) => !metadata.name.endsWith('-headless'))
    .flatMap(({ metadata: { name: service, annotations }, spec: { ports = [], selector = {} } }) =>
      ports.map(({ name = '', port, targetPort }): Address => {
        const scheme = name === 'postgresql' ? name : schemeOf(one, { selector, port: String(targetPort) });
        const key = `${service.replace(/^mlflow-/, '')}:${name}`;
        const what = WHAT[key] ?? `${service}, port ${name}`;
        const path = annotations?.['prometheus.io/path'] ?? (name === 'metrics' ? '/metrics' : '');
        const url = `${scheme}://${service}.${one.namespace}.svc.cluster.local:${String(port)}${path}`;
        return { service, port, scheme, url, what };
      }),
    );
}

/** As the kubelet asks the container that has the port; both ports of a container are served alike. */
function schemeOf(
  one: Environment,
  { selector, port }: { readonly selector: Readonly<Record<string, string>>; readonly port: string },
): string {
  const behind = workloads(one).find(({ spec: { template } }) =>
    Object.entries(selector).every(([key, value]) => template.metadata?.labels?.[key] === value),
  );
  const container = containersOf(behind?.spec.template ?? {}).find(({ ports = [] }) =>
    ports.some(({ name, containerPort }) => port === name || port === String(containerPort)),
  );
  // Metrics of the proxy are at a port of their own, without a certificate.
  const asked = container?.readinessProbe?.httpGet;
  return asked?.scheme === 'HTTPS' && (port !== 'metrics' || asked.port === port) ? 'https' : 'http';
}
