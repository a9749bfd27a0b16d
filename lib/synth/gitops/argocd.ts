/**
 * Argo CD: a project that may do what the chart needs and no more, an Application for each environment from whichever source, and an
 * ApplicationSet that has one for each, so that somebody who adds an environment adds nothing else.
 *
 * None deletes anything by itself but what Git has no more, and none has a finalizer: with an Application, MLflow is not gone.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/
 */
import type {
  Application,
  ApplicationSet,
  ApplicationSource,
  ApplicationSpec,
  AppProject,
} from '../../../imports/crds/argo-cd';
import { groupOf } from '../../schema/kind-index';
import { isClusterScoped, kindKey } from '../../schema/scope';
import type { Json } from '../../yaml/json';
import { writeYaml } from '../../yaml/write';
import type { Kind } from '../kinds';
import type { GitOpsChart, GitOpsEnvironment, GitOpsFolders } from './environment';
import { OWN_CLUSTER, type GitOpsSettings } from './settings';

export interface ArgoCdProps {
  readonly settings: GitOpsSettings;
  readonly chart: GitOpsChart;
  readonly folders: GitOpsFolders;
  readonly environments: readonly GitOpsEnvironment[];
  /** Of all that the chart can make, and of what its environments have. */
  readonly kinds: readonly Kind[];
}

/** What workloads make by themselves: who may not see their kinds sees neither pods nor logs. */
const MADE_BY_WORKLOADS: readonly Kind[] = [
  { apiVersion: 'v1', kind: 'Pod' },
  { apiVersion: 'v1', kind: 'PersistentVolumeClaim' },
  { apiVersion: 'apps/v1', kind: 'ReplicaSet' },
  { apiVersion: 'apps/v1', kind: 'ControllerRevision' },
  { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' },
];

const HEADER = { apiVersion: 'argoproj.io/v1alpha1' } as const;

/** Argo CD waits for a wave as long as it takes, and gives up on what the API server refuses: a webhook that is not there yet, for one. */
const RETRY = { limit: 5, backoff: { duration: '30s', factor: 2, maxDuration: '10m' } };

const SYNC_OPTIONS = [
  // With the labels of the Namespace, which is in no source.
  'CreateNamespace=true',
  // What others own, such as the number of replicas, stays theirs; large ConfigMaps fit.
  'ServerSideApply=true',
  'PruneLast=true',
];

/** Compared as the API server would have it: what it fills in is no difference. */
const COMPARED = { 'argocd.argoproj.io/compare-options': 'ServerSideDiff=true' };

/** An ApplicationSet that finds no project makes nothing, and looks again only after minutes. */
const BEFORE_OTHERS = { 'argocd.argoproj.io/sync-wave': '-1' };

/** @returns path below dist/argocd/ → content */
export function argoCdFiles(props: ArgoCdProps): ReadonlyMap<string, string> {
  const { settings, environments } = props;
  return new Map([
    ['root.yaml', writeYaml(root(props) as unknown as Json)],
    ['project.yaml', writeYaml(project(props) as unknown as Json)],
    ['applicationset.yaml', writeYaml(applicationSet(props) as unknown as Json)],
    ...environments.flatMap((environment) =>
      Object.entries(sourcesOf(environment, props)).map(
        ([from, sources]) =>
          [
            `${from}/${environment.name}.yaml`,
            writeYaml(application(environment, settings, sources) as unknown as Json),
          ] as const,
      ),
    ),
  ]);
}

/** The project and the ApplicationSet, as Git has them: it is applied once, and looks after both. */
function root({ settings, folders }: ArgoCdProps): Application {
  const { argocd } = settings;
  return {
    ...HEADER,
    kind: 'Application',
    metadata: { name: `${argocd.project}-root`, namespace: argocd.namespace },
    spec: {
      // Who may make projects is none of them.
      project: 'default',
      // What Argo CD reads about itself belongs to where it is.
      destination: { server: OWN_CLUSTER, namespace: argocd.namespace },
      source: {
        ...git(settings),
        path: `${folders.dist}/argocd`,
        // Itself, too: another branch in gitops.yaml is another one for it.
        directory: { include: '{root,project,applicationset}.yaml' },
      },
      syncPolicy: { automated: { prune: false, selfHeal: true }, syncOptions: ['ServerSideApply=true'], retry: RETRY },
    },
  };
}

function project({ settings, environments, kinds, chart }: ArgoCdProps): AppProject {
  const { argocd, repository, registry } = settings;
  const listed = [...new Map([...kinds, ...MADE_BY_WORKLOADS].map((one) => [kindKey(one.apiVersion, one.kind), one]))]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, { apiVersion, kind }]) => ({ key, group: groupOf(apiVersion), kind }));
  const namespaces = [...new Set(environments.flatMap((one) => [one.release.namespace, ...one.namespaces]))].sort();
  const those = (clusterScoped: boolean) =>
    listed.filter(({ key }) => isClusterScoped(key) === clusterScoped).map(({ group, kind }) => ({ group, kind }));
  return {
    ...HEADER,
    kind: 'AppProject',
    metadata: { name: argocd.project, namespace: argocd.namespace, annotations: BEFORE_OTHERS },
    spec: {
      description: `${chart.name}, in the namespaces of its environments`,
      sourceRepos: [repository, ...(registry === '' ? [] : [`${registry}/${chart.name}`])],
      destinations: namespaces.map((namespace) => ({ server: argocd.cluster, namespace })),
      // For the labels of the namespaces that it installs to, and of no others. Argo CD before 3.2 knows no names.
      clusterResourceWhitelist: [
        ...namespaces.map((name) => ({ group: '', kind: 'Namespace', name })),
        ...those(true).filter(({ kind }) => kind !== 'Namespace'),
      ],
      namespaceResourceWhitelist: those(false),
    },
  };
}

/** `manifests` as they were rendered here; `chart` as it lies in Git, with the values of the environment; `oci` as it was published. */
function sourcesOf(
  { name, release }: GitOpsEnvironment,
  { settings, folders, chart }: ArgoCdProps,
): Readonly<Record<string, Pick<ApplicationSpec, 'source' | 'sources'>>> {
  const fromGit = git(settings);
  const releaseName = release.name;
  const values = `${folders.values}/${name}.yaml`;
  const path = `${folders.dist}/chart/${chart.name}`;
  const up = path.replaceAll(/[^/]+/g, '..');
  return {
    manifests: { source: { ...fromGit, path: `${folders.dist}/${name}/manifests` } },
    chart: { source: { ...fromGit, path, helm: { releaseName, valueFiles: [`${up}/${values}`] } } },
    ...(settings.registry !== '' && {
      oci: {
        sources: [
          {
            repoURL: `${settings.registry}/${chart.name}`,
            targetRevision: chart.version,
            path: '.',
            helm: { releaseName, valueFiles: [`$values/${values}`] },
          },
          { ...fromGit, ref: 'values' },
        ],
      },
    }),
  };
}

function application(
  environment: GitOpsEnvironment,
  settings: GitOpsSettings,
  sources: Pick<ApplicationSpec, 'source' | 'sources'>,
): Application {
  const { release, namespaceLabels, name } = environment;
  return {
    ...HEADER,
    kind: 'Application',
    metadata: { name: release.namespace, namespace: settings.argocd.namespace, annotations: COMPARED },
    spec: {
      ...common(settings, release.namespace),
      ...sources,
      syncPolicy: { ...syncPolicy(namespaceLabels), ...(settings.manual.includes(name) ? {} : AUTOMATED) },
    },
  };
}

const AUTOMATED = { automated: { prune: true, selfHeal: true } };

/** What lies beside the manifests of an environment says what it is called, and what it is labelled with. */
function applicationSet({ settings, folders, environments }: ArgoCdProps): ApplicationSet {
  const { argocd, repository, manual } = settings;
  const [first] = environments;
  const policy = syncPolicy(first?.namespaceLabels ?? {});
  const names = manual.map((name) => JSON.stringify(name)).join(' ');
  const patch = JSON.stringify({ spec: { syncPolicy: AUTOMATED } });
  return {
    ...HEADER,
    kind: 'ApplicationSet',
    metadata: { name: argocd.project, namespace: argocd.namespace },
    spec: {
      goTemplate: true,
      goTemplateOptions: ['missingkey=error'],
      generators: [
        {
          git: {
            repoURL: repository,
            revision: revisionOf(settings),
            files: [{ path: `${folders.dist}/*/namespace.yaml` }],
          },
        },
      ],
      // An environment whose folder is gone stays, and so does everything in it, until somebody deletes it.
      syncPolicy: { preserveResourcesOnDeletion: true, applicationsSync: 'create-update' },
      template: {
        metadata: { name: '{{ .metadata.name }}', namespace: argocd.namespace, annotations: COMPARED },
        spec: {
          ...common(settings, '{{ .metadata.name }}'),
          source: { ...git(settings), path: '{{ .path.path }}/manifests' },
          syncPolicy: { ...policy, ...(manual.length === 0 && AUTOMATED) },
        },
      },
      ...(manual.length > 0 && {
        templatePatch: `{{- if not (has .path.basename (list ${names})) }}\n${patch}\n{{- end }}\n`,
      }),
    },
  };
}

function common({ argocd }: GitOpsSettings, namespace: string): Pick<ApplicationSpec, 'project' | 'destination'> {
  return { project: argocd.project, destination: { server: argocd.cluster, namespace } };
}

function syncPolicy(labels: Readonly<Record<string, string>>) {
  return {
    ...(Object.keys(labels).length > 0 && { managedNamespaceMetadata: { labels } }),
    syncOptions: SYNC_OPTIONS,
    retry: RETRY,
  };
}

function git(settings: GitOpsSettings): ApplicationSource {
  return { repoURL: settings.repository, targetRevision: revisionOf(settings) };
}

function revisionOf({ tag, branch }: GitOpsSettings): string {
  return tag === '' ? branch : tag;
}
