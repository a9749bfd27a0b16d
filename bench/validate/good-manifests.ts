/** Manifests and charts that are widely used, at fixed versions: what a validator calls an error in them, it had better explain. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { execute } from '../../test/support/execute';

interface Project {
  /** A Go module that carries its own manifests. */
  readonly module: string;
  readonly version: string;
  /** Files, and folders of files, below the module. */
  readonly manifests: readonly string[];
  readonly charts: readonly string[];
}

const projects: readonly Project[] = [
  {
    module: 'github.com/argoproj/argo-cd/v3',
    version: '3.1.0',
    manifests: ['manifests/install.yaml', 'manifests/ha/install.yaml'],
    charts: [],
  },
  {
    module: 'github.com/prometheus-operator/prometheus-operator',
    version: '0.85.0',
    manifests: ['bundle.yaml', 'example/rbac'],
    charts: [],
  },
  {
    module: 'github.com/cloudnative-pg/cloudnative-pg',
    version: '1.27.0',
    manifests: ['releases/cnpg-1.27.0.yaml', 'docs/src/samples'],
    charts: [],
  },
  {
    module: 'github.com/argoproj/argo-workflows/v3',
    version: '3.7.0',
    manifests: ['manifests/quick-start-minimal.yaml', 'manifests/quick-start-postgres.yaml'],
    charts: [],
  },
  { module: 'sigs.k8s.io/gateway-api', version: '1.3.0', manifests: ['examples/standard'], charts: [] },
  {
    module: 'k8s.io/kubernetes',
    version: '1.34.4',
    manifests: ['cluster/addons', 'test/e2e/testing-manifests'],
    charts: [],
  },

  {
    module: 'github.com/external-secrets/external-secrets',
    version: '0.19.2',
    manifests: ['deploy/crds/bundle.yaml'],
    charts: ['deploy/charts/external-secrets'],
  },
  {
    module: 'sigs.k8s.io/metrics-server',
    version: '0.8.0',
    manifests: ['manifests/base'],
    charts: ['charts/metrics-server'],
  },
  { module: 'sigs.k8s.io/external-dns', version: '0.18.0', manifests: [], charts: ['charts/external-dns'] },
  {
    module: 'github.com/bitnami-labs/sealed-secrets',
    version: '0.31.0',
    manifests: [],
    charts: ['helm/sealed-secrets'],
  },
  { module: 'github.com/cilium/cilium', version: '1.18.0', manifests: [], charts: ['install/kubernetes/cilium'] },
];

export interface GoodInput {
  readonly project: string;
  readonly folder: string;
  /** Absolute paths. */
  readonly manifests: readonly string[];
  /** Absolute paths of chart folders. */
  readonly charts: readonly string[];
}

/** Downloads them with Go, once (into its module cache); what can't be had is said and left out. */
export async function goodInputs(say: (line: string) => void): Promise<readonly GoodInput[]> {
  const inputs: GoodInput[] = [];
  for (const { module, version, manifests, charts } of projects) {
    const { code, stdout } = await execute('go', ['mod', 'download', '-json', `${module}@v${version}`]);
    const { Dir: folder } = (code === 0 ? JSON.parse(stdout) : {}) as { readonly Dir?: string };
    if (folder === undefined) {
      say(`${module}@v${version} can not be had here: left out`);
      continue;
    }
    inputs.push({
      project: `${module.replace(/^.*?\/(?=[^/]+(\/v\d+)?$)/, '').replace(/\/v\d+$/, '')} ${version}`,
      folder,
      manifests: manifests.flatMap((path) => yamlFiles(join(folder, path))),
      charts: charts.map((path) => join(folder, path)),
    });
  }
  return inputs;
}

function yamlFiles(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => yamlFiles(join(path, name)))
    .filter((file) => /\.ya?ml$/.test(file) && !file.endsWith('kustomization.yaml'));
}
