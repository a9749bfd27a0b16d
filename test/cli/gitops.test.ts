/** dist/argocd and dist/flux as `npm run synth` writes them from gitops.yaml. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { synth as synthesise } from '../../lib/cli/synth';
import type { ChartDefinition } from '../../lib/synth/chart';
import type { Fields } from '../../lib/values/schema';
import { readDocuments } from '../../lib/yaml/read';
import { tinyChart } from '../synth/tiny-chart';
import { definition } from '../support/platform';
import { root } from '../support/root';

const REPOSITORY = 'https://git.example.com/team/project.git';

let folder: string;
const said: string[] = [];
const output = { write: (text: string) => said.push(text) };

/** A folder for each block: synthesising takes a second. */
function inFolder(fill: (values: string) => void): void {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'gitops-'));
    mkdirSync(join(folder, 'values'));
    fill(join(folder, 'values'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
}

const ofOurs = (values: string) => {
  for (const name of ['dev', 'prod']) cpSync(join(root, `values/${name}.yaml`), join(values, `${name}.yaml`));
};
const ofTiny = (values: string) => {
  for (const name of ['dev', 'prod']) writeFileSync(join(values, `${name}.yaml`), '');
};

/** The exit code. */
function synth(settings: string | undefined, ...args: readonly string[]): number {
  return written(definition, settings, args);
}

const tiny = (settings: string | undefined) => written(tinyChart, settings);

function written<F extends Fields>(chart: ChartDefinition<F>, settings?: string, args: readonly string[] = []): number {
  said.length = 0;
  if (settings !== undefined) writeFileSync(join(folder, 'gitops.yaml'), settings);
  return synthesise(chart, { args, root: folder, output, errors: output });
}

/** The objects of a file below dist/. */
function read(path: string): readonly Record<string, unknown>[] {
  const file = join(folder, 'dist', path);
  return readDocuments(readFileSync(file, 'utf8'), file).map(
    ({ value }) => value as unknown as Record<string, unknown>,
  );
}
const one = (path: string) => read(path)[0] as { metadata: Record<string, unknown>; spec: Record<string, unknown> };
const below = (path: string) =>
  readdirSync(join(folder, 'dist', path), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .sort();

const SYNC = {
  managedNamespaceMetadata: {
    labels: {
      'pod-security.kubernetes.io/enforce': 'restricted',
      'pod-security.kubernetes.io/audit': 'restricted',
      'pod-security.kubernetes.io/warn': 'restricted',
    },
  },
  syncOptions: ['CreateNamespace=true', 'ServerSideApply=true', 'PruneLast=true'],
  retry: { limit: 5, backoff: { duration: '30s', factor: 2, maxDuration: '10m' } },
};
const AUTOMATED = { automated: { prune: true, selfHeal: true } };
const DESTINATION = { server: 'https://kubernetes.default.svc', namespace: 'mlflow-dev' };

describe('without the file', () => {
  inFolder(ofOurs);

  test('there is neither, and nothing is said of it', () => {
    expect(synth(undefined)).toBe(0);
    expect(readdirSync(join(folder, 'dist')).sort()).toEqual(['chart', 'dev', 'prod']);
    expect(said.join('')).not.toContain('gitops');
  });
});

describe('with a repository alone', () => {
  inFolder(ofOurs);
  beforeAll(() => {
    expect(synth(`repository: ${REPOSITORY}\n`)).toBe(0);
  });

  test('what comes from a registry is left out', () => {
    expect(below('argocd')).toEqual([
      'applicationset.yaml',
      ...['chart/dev.yaml', 'chart/prod.yaml', 'manifests/dev.yaml', 'manifests/prod.yaml'],
      ...['project.yaml', 'root.yaml'],
    ]);
    expect(below('flux')).toEqual([
      ...['chart/dev.yaml', 'chart/prod.yaml', 'git.yaml', 'manifests/dev.yaml', 'manifests/prod.yaml'],
    ]);
    expect(one('argocd/project.yaml').spec['sourceRepos']).toEqual([REPOSITORY]);
  });

  test('an Application of the manifests', () => {
    expect(read('argocd/manifests/dev.yaml')).toEqual([
      {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        // No finalizer: with it would go everything that it has made.
        metadata: {
          name: 'mlflow-dev',
          namespace: 'argocd',
          annotations: { 'argocd.argoproj.io/compare-options': 'ServerSideDiff=true' },
        },
        spec: {
          project: 'mlflow',
          destination: DESTINATION,
          source: { repoURL: REPOSITORY, targetRevision: 'main', path: 'dist/dev/manifests' },
          syncPolicy: { ...SYNC, ...AUTOMATED },
        },
      },
    ]);
  });

  test('an Application of the chart, with the environment’s values', () => {
    expect(one('argocd/chart/dev.yaml').spec).toEqual({
      project: 'mlflow',
      destination: DESTINATION,
      source: {
        repoURL: REPOSITORY,
        targetRevision: 'main',
        path: 'dist/chart/mlflow',
        helm: { releaseName: 'mlflow', valueFiles: ['../../../values/dev.yaml'] },
      },
      syncPolicy: { ...SYNC, ...AUTOMATED },
    });
  });

  test('an ApplicationSet that finds environments, and deletes none', () => {
    expect(one('argocd/applicationset.yaml').spec).toEqual({
      goTemplate: true,
      goTemplateOptions: ['missingkey=error'],
      generators: [{ git: { repoURL: REPOSITORY, revision: 'main', files: [{ path: 'dist/*/namespace.yaml' }] } }],
      syncPolicy: { preserveResourcesOnDeletion: true, applicationsSync: 'create-update' },
      template: {
        metadata: {
          name: '{{ .metadata.name }}',
          namespace: 'argocd',
          annotations: { 'argocd.argoproj.io/compare-options': 'ServerSideDiff=true' },
        },
        spec: {
          project: 'mlflow',
          destination: { ...DESTINATION, namespace: '{{ .metadata.name }}' },
          source: { repoURL: REPOSITORY, targetRevision: 'main', path: '{{ .path.path }}/manifests' },
          syncPolicy: { ...SYNC, ...AUTOMATED },
        },
      },
    });
  });

  test('a project that may do what the chart needs, in its namespaces, and no more', () => {
    const { spec } = one('argocd/project.yaml');
    expect(spec['destinations']).toEqual([DESTINATION, { ...DESTINATION, namespace: 'mlflow-prod' }]);
    expect(spec['clusterResourceWhitelist']).toEqual(
      ['mlflow-dev', 'mlflow-prod'].map((name) => ({ group: '', kind: 'Namespace', name })),
    );
    const kinds = (spec['namespaceResourceWhitelist'] as { group: string; kind: string }[]).map(
      ({ group, kind }) => `${kind}.${group}`,
    );
    // By name, whatever their groups are; no rights, and no Namespace.
    expect(kinds).toEqual([
      'BackendTLSPolicy.gateway.networking.k8s.io',
      'Certificate.cert-manager.io',
      'Cluster.postgresql.cnpg.io',
      'ConfigMap.',
      'ControllerRevision.apps',
      'CronJob.batch',
      'Deployment.apps',
      'EndpointSlice.discovery.k8s.io',
      'ExternalSecret.external-secrets.io',
      'HTTPRoute.gateway.networking.k8s.io',
      'HorizontalPodAutoscaler.autoscaling',
      'Ingress.networking.k8s.io',
      'Job.batch',
      'NetworkPolicy.networking.k8s.io',
      'PersistentVolumeClaim.',
      'Pod.',
      'PodDisruptionBudget.policy',
      'Pooler.postgresql.cnpg.io',
      'PrometheusRule.monitoring.coreos.com',
      'ReplicaSet.apps',
      'Route.route.openshift.io',
      'ScaledObject.keda.sh',
      'ScheduledBackup.postgresql.cnpg.io',
      'Secret.',
      'ServersTransport.traefik.io',
      'Service.',
      'ServiceAccount.',
      'ServiceMonitor.monitoring.coreos.com',
      'StatefulSet.apps',
    ]);
  });

  test('an Application that looks after the project and the ApplicationSet, and prunes neither', () => {
    expect(one('argocd/root.yaml')).toEqual({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: 'mlflow-root', namespace: 'argocd' },
      spec: {
        project: 'default',
        destination: { ...DESTINATION, namespace: 'argocd' },
        source: {
          repoURL: REPOSITORY,
          targetRevision: 'main',
          path: 'dist/argocd',
          directory: { include: '{root,project,applicationset}.yaml' },
        },
        syncPolicy: {
          automated: { prune: false, selfHeal: true },
          syncOptions: ['ServerSideApply=true'],
          retry: { limit: 5, backoff: { duration: '30s', factor: 2, maxDuration: '10m' } },
        },
      },
    });
  });

  test('Flux’ Kustomization, which leaves everything when it goes', () => {
    expect(read('flux/manifests/dev.yaml')).toEqual([
      {
        apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
        kind: 'Kustomization',
        metadata: { name: 'mlflow-dev', namespace: 'flux-system' },
        spec: {
          interval: '10m',
          sourceRef: { kind: 'GitRepository', name: 'mlflow' },
          path: './dist/dev',
          prune: true,
          deletionPolicy: 'Orphan',
          wait: true,
          timeout: '30m',
        },
      },
    ]);
    expect(one('flux/git.yaml').spec).toEqual({ interval: '10m', url: REPOSITORY, ref: { branch: 'main' } });
  });

  test('Flux’ HelmRelease of the chart in Git', () => {
    expect(one('flux/chart/dev.yaml').spec).toEqual({
      interval: '10m',
      releaseName: 'mlflow',
      targetNamespace: 'mlflow-dev',
      storageNamespace: 'mlflow-dev',
      timeout: '30m',
      install: { strategy: { name: 'RetryOnFailure' } },
      upgrade: { strategy: { name: 'RetryOnFailure' } },
      driftDetection: { mode: 'enabled' },
      chart: {
        spec: {
          chart: 'dist/chart/mlflow',
          reconcileStrategy: 'Revision',
          valuesFiles: ['dist/dev/values.yaml'],
          sourceRef: { kind: 'GitRepository', name: 'mlflow' },
        },
      },
    });
  });
});

describe('with all there is', () => {
  inFolder(ofOurs);
  beforeAll(() => {
    const settings = `
repository: git@git.example.com:team/project.git
tag: v1.2
folder: platform/mlflow
registry: oci://registry.example.com:5000/charts
manual: [prod]
argocd: {namespace: cd, project: ml, cluster: https://other.example.com:6443}
flux: {namespace: flux, interval: 1h30m}
`;
    expect(synth(settings)).toBe(0);
  });

  test('Argo CD’s are where it is, of a tag, below the folder', () => {
    expect(one('argocd/chart/dev.yaml')).toMatchObject({
      metadata: { name: 'mlflow-dev', namespace: 'cd' },
      spec: {
        project: 'ml',
        destination: { server: 'https://other.example.com:6443', namespace: 'mlflow-dev' },
        source: {
          repoURL: 'git@git.example.com:team/project.git',
          targetRevision: 'v1.2',
          path: 'platform/mlflow/dist/chart/mlflow',
          helm: { valueFiles: ['../../../../../platform/mlflow/values/dev.yaml'] },
        },
      },
    });
    expect(one('argocd/project.yaml')).toMatchObject({
      metadata: { name: 'ml', namespace: 'cd', annotations: { 'argocd.argoproj.io/sync-wave': '-1' } },
      spec: {
        sourceRepos: ['git@git.example.com:team/project.git', 'oci://registry.example.com:5000/charts/mlflow'],
      },
    });
  });

  test('from the registry: the chart’s version, and values from Git', () => {
    expect(one('argocd/oci/dev.yaml').spec['sources']).toEqual([
      {
        repoURL: 'oci://registry.example.com:5000/charts/mlflow',
        targetRevision: definition.metadata.version,
        path: '.',
        helm: { releaseName: 'mlflow', valueFiles: ['$values/platform/mlflow/values/dev.yaml'] },
      },
      { repoURL: 'git@git.example.com:team/project.git', targetRevision: 'v1.2', ref: 'values' },
    ]);
    expect(one('flux/oci.yaml').spec).toEqual({
      interval: '1h30m',
      url: 'oci://registry.example.com:5000/charts/mlflow',
      ref: { tag: definition.metadata.version },
      layerSelector: { mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip', operation: 'copy' },
    });
    const [values, release] = read('flux/oci/dev.yaml');
    expect(values).toMatchObject({
      kind: 'ConfigMap',
      metadata: { name: 'mlflow-dev-values', namespace: 'flux', labels: { 'reconcile.fluxcd.io/watch': 'Enabled' } },
    });
    expect(release).toMatchObject({
      kind: 'HelmRelease',
      metadata: { name: 'mlflow-dev', namespace: 'flux' },
      spec: {
        chartRef: { kind: 'OCIRepository', name: 'mlflow' },
        valuesFrom: [{ kind: 'ConfigMap', name: 'mlflow-dev-values' }],
      },
    });
    // With the nulls that take defaults away.
    const text = (values as unknown as { data: Record<string, string> }).data['values.yaml'] ?? '';
    const file = join(folder, 'values/dev.yaml');
    expect(readDocuments(text, 'values.yaml')[0]?.value).toEqual(
      readDocuments(readFileSync(file, 'utf8'), file)[0]?.value,
    );
    expect(text).toContain('null');
  });

  test('the Application that looks after them stays with Argo CD, wherever the environments go', () => {
    expect(one('argocd/root.yaml')).toMatchObject({
      metadata: { name: 'ml-root', namespace: 'cd' },
      spec: { destination: { server: 'https://kubernetes.default.svc', namespace: 'cd' } },
    });
  });

  test('what is manual waits for somebody', () => {
    for (const from of ['manifests', 'chart', 'oci']) {
      expect(one(`argocd/${from}/prod.yaml`).spec['syncPolicy']).toEqual(SYNC);
      expect(one(`argocd/${from}/dev.yaml`).spec['syncPolicy']).toEqual({ ...SYNC, ...AUTOMATED });
    }
    const [flux] = ['manifests', 'chart'].map((from) => [
      one(`flux/${from}/prod.yaml`).spec['suspend'],
      one(`flux/${from}/dev.yaml`).spec['suspend'],
    ]);
    expect(flux).toEqual([true, undefined]);
    const { spec } = one('argocd/applicationset.yaml') as unknown as {
      spec: { template: { spec: { syncPolicy: object } }; templatePatch: string };
    };
    expect(spec.template.spec.syncPolicy).toEqual(SYNC);
    expect(spec.templatePatch).toBe(
      '{{- if not (has .path.basename (list "prod")) }}\n' +
        '{"spec":{"syncPolicy":{"automated":{"prune":true,"selfHeal":true}}}}\n{{- end }}\n',
    );
  });

  test('Flux wants a URL, and a tag', () => {
    expect(one('flux/git.yaml').spec).toEqual({
      interval: '1h30m',
      url: 'ssh://git@git.example.com/team/project.git',
      ref: { tag: 'v1.2' },
    });
    expect(one('flux/manifests/dev.yaml').spec['path']).toBe('./platform/mlflow/dist/dev');
  });

  test('with names, only their folders are written', () => {
    const before = readFileSync(join(folder, 'dist/argocd/root.yaml'), 'utf8');
    expect(synth('repository: nonsense\n', 'dev')).toBe(0);
    expect(readFileSync(join(folder, 'dist/argocd/root.yaml'), 'utf8')).toBe(before);
  });
});

describe('what is wrong', () => {
  inFolder(ofTiny);
  beforeEach(() => {
    for (const path of ['gitops.yaml', 'dist']) rmSync(join(folder, path), { recursive: true, force: true });
  });

  test.each([
    ['', /^gitops\.yaml:\d+:\d+: repository: expected a URL such as https:\/\/github\.com\/team\/mlflow\.git or /],
    [
      'repository: https://me:secret@example.com/a.git',
      /^gitops\.yaml:1:13: repository: expected a URL such as [^\n]*, without a password/,
    ],
    ['repository: /srv/git/a.git', /^gitops\.yaml:1:13: repository: expected /],
    [`repository: ${REPOSITORY}\nmanuel: [prod]`, /^gitops\.yaml:2:1: manuel: unknown key\. Did you mean manual\?\n$/],
    [
      `repository: ${REPOSITORY}\nmanual: [prd]`,
      /^gitops\.yaml: manual: there is no environment prd: no file of values\/ is called so; did you mean prod\?\n$/,
    ],
    [
      `repository: ${REPOSITORY}\nmanual: [live]`,
      /^gitops\.yaml: manual: there is no environment live: no file of values\/ is called so; known are: dev, prod\n$/,
    ],
    [
      `repository: ${REPOSITORY}\nfolder: ../other`,
      /^gitops\.yaml:2:9: folder: expected a path such as platform\/mlflow/,
    ],
    [`repository: ${REPOSITORY}\nfolder: /abs`, /^gitops\.yaml:2:9: folder: expected /],
    [
      `repository: ${REPOSITORY}\nregistry: https://a.example.com`,
      /^gitops\.yaml:2:11: registry: expected a URL such as oci:/,
    ],
    [`repository: ${REPOSITORY}\nregistry: oci://a.example.com/charts/`, /^gitops\.yaml:2:11: registry: expected /],
    [`repository: ${REPOSITORY}\nbranch: "a b"`, /^gitops\.yaml:2:9: branch: expected the name of a branch/],
    [
      `repository: ${REPOSITORY}\nflux: {interval: often}`,
      /^gitops\.yaml:2:18: flux\.interval: expected a duration such as 10m or 1h30m/,
    ],
    [
      `repository: ${REPOSITORY}\nargocd: {namespace: Argo}`,
      /^gitops\.yaml:2:21: argocd\.namespace: expected lower-case letters/,
    ],
    ['repository: [', /^gitops\.yaml:\d+:\d+: /],
    ['- a', /^gitops\.yaml:1:1: expected a mapping/],
    [
      `repository: ssh://git:secret@example.com/a.git`,
      /^gitops\.yaml:1:13: repository: expected a URL such as [^\n]*, without a password/,
    ],
    ['repository: https://example.com/*', /^gitops\.yaml:1:13: repository: expected a URL/],
    ['repository: https://example.com/a.git?x=1', /^gitops\.yaml:1:13: repository: expected a URL/],
    [`repository: ${REPOSITORY}\nflux: {interval: 0s}`, /^gitops\.yaml:2:18: flux\.interval: expected a duration/],
    [
      `repository: ${REPOSITORY}\nargocd: {project: default}`,
      /^gitops\.yaml:2:10: argocd\.project: is the project that Argo CD itself brings: [^\n]*\. Choose another name\.\n$/,
    ],
  ])('%j is refused with its place, and nothing is written', (settings, message) => {
    expect(tiny(`${settings}\n`)).toBe(2);
    expect(said.filter((line) => !line.includes(': warning: ')).join('')).toMatch(message);
    expect(existsSync(join(folder, 'dist'))).toBe(false);
  });

  test.each([
    'https://git.example.com/team/project.git',
    'https://org@dev.azure.com/org/a%20b/_git/project',
    'https://git.example.com:8443/group/sub/project',
    'ssh://git@git.example.com:2222/team/project.git',
    'git@github.com:team/project.git',
  ])('%s is a repository', (repository) => {
    expect(tiny(`repository: ${repository}\n`)).toBe(0);
    expect(one('argocd/project.yaml').spec['sourceRepos']).toEqual([repository]);
  });

  test('a list that is null is empty', () => {
    expect(tiny(`repository: ${REPOSITORY}\nmanual: null\n`)).toBe(0);
    expect(one('argocd/manifests/dev.yaml').spec['syncPolicy']).toMatchObject(AUTOMATED);
  });

  test('a link to nothing is no lack of a file', () => {
    symlinkSync('nowhere.yaml', join(folder, 'gitops.yaml'));
    expect(tiny(undefined)).toBe(2);
    expect(said.join('')).toMatch(/^gitops\.yaml:1:1: a link to nowhere\.yaml: /m);
  });

  test('a folder of that name is refused', () => {
    mkdirSync(join(folder, 'gitops.yaml'));
    expect(tiny(undefined)).toBe(2);
    expect(said.join('')).toMatch(/^gitops\.yaml:1:1: expected a file, found a folder$/m);
  });

  test.each(['argocd', 'flux', 'chart'])('no environment can be called %s', (name) => {
    writeFileSync(join(folder, `values/${name}.yaml`), '');
    expect(tiny(undefined)).toBe(2);
    rmSync(join(folder, `values/${name}.yaml`));
    expect(said.join('')).toContain(`an environment cannot be called ${name}: dist/${name}/ holds `);
  });

  test('a chart of others, whose Namespaces have no labels, has them too', () => {
    expect(tiny(`repository: ${REPOSITORY}\n`)).toBe(0);
    expect(one('argocd/manifests/dev.yaml').spec['syncPolicy']).toEqual({
      syncOptions: SYNC.syncOptions,
      retry: SYNC.retry,
      ...AUTOMATED,
    });
  });
});

describe('objects of a user’s own', () => {
  inFolder((values) => {
    ofOurs(values);
    const own = [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'beside' } },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'beside' } },
      { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'reads' }, rules: [] },
      { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'thing' } },
    ];
    const file = join(values, 'dev.yaml');
    writeFileSync(file, `${readFileSync(file, 'utf8')}\nextraObjects: ${JSON.stringify(own)}\n`);
  });

  test('may be made where they are, and nothing else of their kinds', () => {
    expect(synth(`repository: ${REPOSITORY}\n`)).toBe(0);
    const { spec } = one('argocd/project.yaml');
    const namespaces = ['beside', 'mlflow-dev', 'mlflow-prod'];
    expect(spec['destinations']).toEqual(namespaces.map((namespace) => ({ ...DESTINATION, namespace })));
    expect(spec['clusterResourceWhitelist']).toEqual([
      ...namespaces.map((name) => ({ group: '', kind: 'Namespace', name })),
      { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole' },
    ]);
    expect(spec['namespaceResourceWhitelist']).toContainEqual({ group: 'example.com', kind: 'Thing' });
    expect(below('dev/manifests')[0]).toMatch(/^0-extra-objects-namespace-beside/);
  });
});
