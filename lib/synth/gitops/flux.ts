/**
 * Flux: a Kustomization for each environment, of the manifests that were rendered here, or a HelmRelease of the chart, as it lies in Git or
 * was published. https://fluxcd.io/flux/components/
 */
import type {
  GitRepository,
  HelmRelease,
  HelmReleaseSpec,
  Kustomization,
  OCIRepository,
} from '../../../imports/crds/flux-cd';
import type { ConfigMap } from '../../../imports/kubernetes/types';
import type { Json } from '../../yaml/json';
import { writeYaml } from '../../yaml/write';
import type { GitOpsChart, GitOpsEnvironment, GitOpsFolders } from './environment';
import type { GitOpsSettings } from './settings';

export interface FluxProps {
  readonly settings: GitOpsSettings;
  readonly chart: GitOpsChart;
  readonly folders: GitOpsFolders;
  readonly environments: readonly GitOpsEnvironment[];
}

/** How long a database may take to be migrated, or restored, before Flux says that something is wrong. */
const TIMEOUT = '30m';

/** Of the layer that is the chart's archive: https://helm.sh/docs/topics/registries/#oci-feature-deprecation-and-behavior-changes */
const CHART_LAYER = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';

/** @returns path below dist/flux/ → content */
export function fluxFiles(props: FluxProps): ReadonlyMap<string, string> {
  const { settings, environments } = props;
  const published = settings.registry !== '';
  return new Map<string, string>([
    ['git.yaml', writeYaml(gitRepository(props) as unknown as Json)],
    ...(published ? [['oci.yaml', writeYaml(ociRepository(props) as unknown as Json)] as const] : []),
    ...environments.flatMap((environment) => [
      [`manifests/${environment.name}.yaml`, writeYaml(kustomization(environment, props) as unknown as Json)] as const,
      [`chart/${environment.name}.yaml`, writeYaml(fromGit(environment, props) as unknown as Json)] as const,
      ...(published ? [[`oci/${environment.name}.yaml`, fromRegistry(environment, props)] as const] : []),
    ]),
  ]);
}

function gitRepository({ settings, chart }: FluxProps): GitRepository {
  const { flux, repository, branch, tag } = settings;
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: { name: chart.name, namespace: flux.namespace },
    spec: { interval: flux.interval, url: scpless(repository), ref: tag === '' ? { branch } : { tag } },
  };
}

/** Flux wants a URL where Git takes `git@host:path`, too. */
function scpless(repository: string): string {
  const [, user, path] = /^([^/:]+@[^:/]+):(.*)$/.exec(repository) ?? [];
  return user === undefined || path === undefined ? repository : `ssh://${user}/${path}`;
}

function ociRepository({ settings, chart }: FluxProps): OCIRepository {
  const { flux, registry } = settings;
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'OCIRepository',
    metadata: { name: chart.name, namespace: flux.namespace },
    spec: {
      interval: flux.interval,
      url: `${registry}/${chart.name}`,
      ref: { tag: chart.version },
      layerSelector: { mediaType: CHART_LAYER, operation: 'copy' },
    },
  };
}

function kustomization(environment: GitOpsEnvironment, { settings, chart, folders }: FluxProps): Kustomization {
  const { flux } = settings;
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: environment.release.namespace, namespace: flux.namespace },
    spec: {
      interval: flux.interval,
      ...suspended(environment, settings),
      sourceRef: { kind: 'GitRepository', name: chart.name },
      // Where the file kustomization.yaml is, which names no Namespace.
      path: `./${folders.dist}/${environment.name}`,
      prune: true,
      // Without it, MLflow is not gone.
      deletionPolicy: 'Orphan',
      wait: true,
      timeout: TIMEOUT,
    },
  };
}

function fromGit(environment: GitOpsEnvironment, props: FluxProps): HelmRelease {
  const { chart, folders } = props;
  const spec = {
    chart: `${folders.dist}/chart/${chart.name}`,
    // A change in Git is a new chart, whatever its version says.
    reconcileStrategy: 'Revision',
    // In the place of the chart's own. Laid over those, a null would be kept as one, which no schema takes.
    valuesFiles: [`${folders.dist}/${environment.name}/values.yaml`],
    sourceRef: { kind: 'GitRepository', name: chart.name },
  } as const;
  return helmRelease(environment, props, { chart: { spec } });
}

/** Beside the values, as text: in an object of its own, `kubectl apply` would take a null for the lack of a value. */
function fromRegistry(environment: GitOpsEnvironment, props: FluxProps): string {
  const { chart, settings } = props;
  const values: ConfigMap = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: `${environment.release.namespace}-values`,
      namespace: settings.flux.namespace,
      // Looked at when it changes, not when it is time to.
      labels: { 'reconcile.fluxcd.io/watch': 'Enabled' },
    },
    data: { 'values.yaml': writeYaml(environment.overrides) },
  };
  const release = helmRelease(environment, props, {
    chartRef: { kind: 'OCIRepository', name: chart.name },
    valuesFrom: [{ kind: 'ConfigMap', name: values.metadata?.name ?? '' }],
  });
  return [values, release].map((object) => writeYaml(object as unknown as Json)).join('---\n');
}

function helmRelease(
  environment: GitOpsEnvironment,
  { settings }: FluxProps,
  from: Pick<HelmReleaseSpec, 'chart' | 'chartRef' | 'valuesFrom'>,
): HelmRelease {
  const { flux } = settings;
  const { name, namespace } = environment.release;
  return {
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: { name: namespace, namespace: flux.namespace },
    spec: {
      interval: flux.interval,
      ...suspended(environment, settings),
      releaseName: name,
      targetNamespace: namespace,
      storageNamespace: namespace,
      timeout: TIMEOUT,
      // Tried again, and never taken back: a release that goes back would meet a database that has been migrated.
      install: { strategy: { name: 'RetryOnFailure' } },
      upgrade: { strategy: { name: 'RetryOnFailure' } },
      driftDetection: { mode: 'enabled' },
      ...from,
    },
  };
}

function suspended({ name }: GitOpsEnvironment, { manual }: GitOpsSettings) {
  return manual.includes(name) ? { suspend: true } : {};
}
