/** Makes, once, what a cluster with nodes is made of; or says what this machine lacks for it. */
import { existsSync, readdirSync } from 'node:fs';
import { execute } from '../../support/execute';
import { cargoBuild } from '../../support/cargo-build';
import { goBuild, goSources } from '../../support/go-build';
import { certManager } from '../addons/cert-manager';
import { databaseExporter, prometheusOperator } from '../addons/prometheus';
import { keda } from '../addons/keda';
import { traefik } from '../addons/traefik';
import { ADDONS, metricsServer } from '../addons/versions';
import { catalogue, MLFLOWS } from '../images/catalogue';
import { installedMlflow, installMlflow } from '../images/installed-mlflow';
import { argoCd, FLUX, kustomize } from '../gitops/versions';
import { garageCrate } from '../images/garage';
import { LOGIN_COMMANDS } from '../images/login';
import { minioCommands } from '../images/minio';
import { PROMETHEUS_COMMANDS } from '../images/prometheus';
import { install } from '../local/pip';
import { NEWEST } from '../local/postgresql';
import { inMlflow } from '../local/prepare';
import { RCLONE } from '../local/rclone';
import { suiteOf } from '../images/mlflow';
import { python } from '../images/python';
import { imageStore } from '../images/store';
import { GARAGE, MINIO, MLFLOW } from '../images/versions';
import { registry } from '../publishing/versions';
import { etcd, kubernetes } from '../versions';
import { hierarchies } from './isolation';
import type { StartOptions } from './start';
import { containerd, kubernetesNode } from './versions';

/** Programs, and Debian's package of each. */
const TOOLS: Readonly<Record<string, string>> = {
  unshare: 'util-linux',
  setpriv: 'util-linux',
  ip: 'iproute2',
  sysctl: 'procps',
  iptables: 'iptables',
  ipset: 'ipset',
  conntrack: 'conntrack',
  runc: 'runc',
  openssl: 'openssl',
  nginx: 'nginx-light',
  mmdebstrap: 'mmdebstrap',
};
/** Those that only some parts of the proofs need. */
const TOOLS_OF_PARTS: Readonly<Record<string, typeof TOOLS>> = {
  published: { chromium: 'chromium' },
  'login-basic': { chromium: 'chromium' },
  'login-oidc': { chromium: 'chromium' },
  argocd: { 'redis-server': 'redis-server', git: 'git' },
  flux: { git: 'git' },
};
/** Parts that need Garage. */
const ON_GARAGE = ['garage', 'moving'];
/** Parts that need Prometheus. */
const ON_PROMETHEUS = ['monitoring', 'alerts', 'autoscaling-keda'];
/** Parts that need KEDA. */
const ON_KEDA = ['autoscaling-keda'];
/** Parts that need tools which read Git. */
const ON_ARGOCD = ['argocd'];
const ON_FLUX = ['flux'];
const PLUGINS = '/usr/lib/cni';

/** One line for each thing that is missing; empty if a cluster with nodes can run, and these parts of the proofs in it. */
export async function missingForNodes(parts: readonly string[] = []): Promise<readonly string[]> {
  if (process.platform !== 'linux') return ['Linux: nodes are made of its namespaces and control groups'];
  if (process.getuid?.() !== 0) return ['root, to make namespaces: sudo npm run test:cluster'];
  const missing: string[] = [];
  const tools = [TOOLS, ...parts.map((part) => TOOLS_OF_PARTS[part] ?? {})];
  for (const [tool, name] of tools.flatMap((some) => Object.entries(some))) {
    if ((await execute('sh', ['-c', `command -v ${tool}`])).code !== 0)
      missing.push(`${tool}: apt-get install ${name}`);
  }
  if (!existsSync(`${PLUGINS}/bridge`)) missing.push('network plugins: apt-get install containernetworking-plugins');
  if (python() === undefined) missing.push('Python 3.10 or newer with venv: apt-get install python3-venv');
  const isolated = ['--mount', '--net', '--pid', '--fork', 'true'];
  if ((await execute('unshare', isolated)).code !== 0) missing.push('namespaces of mounts, networks and processes');
  if (!canMakeGroups()) missing.push('control groups that can be written, with a controller for memory');
  return missing;
}

/** Where everything is, once it is built. */
export async function prepareNodes(
  version: string,
  tests: readonly string[],
  say: (line: string) => void,
): Promise<StartOptions['binaries']> {
  const built = {
    etcd: await goBuild(etcd(), say),
    kubernetes: await goBuild(kubernetes(version), say),
    kubernetesNode: await goBuild(kubernetesNode(version), say),
    containerd: await goBuild(containerd(), say),
  };
  for (const commands of [...ADDONS, ...LOGIN_COMMANDS, minioCommands(MINIO), RCLONE, databaseExporter])
    await goBuild(commands, say);
  if (tests.some((file) => ON_GARAGE.some((part) => file.includes(part)))) await cargoBuild(garageCrate(GARAGE), say);
  const monitored = tests.some((file) => ON_PROMETHEUS.some((part) => file.includes(part)));
  if (monitored) for (const commands of PROMETHEUS_COMMANDS) await goBuild(commands, say);
  const scaled = tests.some((file) => ON_KEDA.some((part) => file.includes(part)));
  if (scaled) await goBuild(keda, say);
  const byArgoCd = tests.some((file) => ON_ARGOCD.some((part) => file.includes(part)));
  const byFlux = tests.some((file) => ON_FLUX.some((part) => file.includes(part)));
  const gitOps = [...(byArgoCd ? [argoCd, kustomize, registry] : []), ...(byFlux ? [...FLUX, registry] : [])];
  for (const commands of gitOps) await goBuild(commands, say);
  await installMlflows(say);
  await install(inMlflow(MLFLOW, 'pip'), NEWEST);
  const modules = Object.fromEntries(
    await Promise.all(
      [
        metricsServer,
        traefik,
        certManager,
        ...(monitored ? [prometheusOperator] : []),
        ...(scaled ? [keda] : []),
        ...gitOps,
      ].map(async (commands) => [commands.name, await goSources(commands)] as const),
    ),
  );
  return { ...built, modules, images: await imageStore(catalogue(), built.containerd, say) };
}

async function installMlflows(say: (line: string) => void): Promise<void> {
  for (const version of MLFLOWS) {
    if (installedMlflow(version) === undefined) {
      say(`Installing MLflow ${version}`);
      await installMlflow(version, python() ?? 'python3');
    }
    const installed = installedMlflow(version);
    if (installed === undefined || suiteOf(installed) === undefined) {
      throw new Error(
        `MLflow ${version} is installed for a Python that no release of Debian has: Python 3.11 or 3.13 in /usr/bin is needed`,
      );
    }
  }
}

function canMakeGroups(): boolean {
  try {
    return hierarchies().some((folder) =>
      readdirSync(folder).some((name) => /^(memory\.limit_in_bytes|cgroup\.controllers)$/.test(name)),
    );
  } catch {
    return false;
  }
}
