/** Installs what runs in the cluster beside the charts. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { outputOf } from '../../support/execute';
import { addressesOf } from '../nodes/network';
import type { RealCluster } from '../nodes/real-cluster';
import { certManager } from './cert-manager';
import { coredns, kubeRouter, localPathProvisioner, metricsServer } from './versions';
import { traefik } from './traefik';

/** What every cluster has: names, volumes, policies. */
export async function installAddons(cluster: RealCluster): Promise<void> {
  const { families } = cluster.realAddress;
  // kube-router 2.1.0 writes no rule of IPv6: its sets have a prefix there that its rules do not name, and whichever family it begins
  // with, a rewrite ends at the first fault. With both, every other rewrite of IPv4's came to nothing, and policies came minutes late.
  const enforced: typeof families = families.includes('IPv4') ? ['IPv4'] : families;
  const network = {
    names: addressesOf(families, 'names')[0] ?? '',
    services: addressesOf(enforced, 'services').join(','),
    ipv4: String(enforced.includes('IPv4')),
    ipv6: String(enforced.includes('IPv6')),
  };
  for (const { name, version } of [coredns, localPathProvisioner, kubeRouter])
    await cluster.apply(manifest(name, { version, ...network }));
}

/** How much processors and memory pods use: `kubectl top`, and HorizontalPodAutoscalers. By its own manifests. */
export async function installMetricsServer(cluster: RealCluster): Promise<void> {
  const folder = join(cluster.moduleOf(metricsServer), 'manifests/base');
  const files = readdirSync(folder).filter((name) => name !== 'kustomization.yaml');
  const text = files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n---\n');
  const labels = 'k8s-app: metrics-server';
  await cluster.apply(
    text
      .replace(/image: .*$/m, `image: ${metricsServerImage}`)
      // Kubelets sign their certificates themselves.
      .replace(
        '- --metric-resolution=15s',
        '- --metric-resolution=10s\n          - --kubelet-request-timeout=5s\n          - --kubelet-insecure-tls',
      )
      // Its kustomization adds a label to everything, and to selectors.
      .replace(
        /^ {2}template:\n/m,
        `  selector: { matchLabels: { ${labels} } }\n  template:\n    metadata: { labels: { ${labels} } }\n`,
      )
      .replace(/^(kind: Service\n(?:.*\n)*?spec:\n)/m, `$1  selector: { ${labels} }\n`),
  );
  await cluster.settled('kube-system');
}

/** An Ingress controller, of the class `traefik`, which is the default, and one for Gateways; on a node, if one is given. */
export async function installTraefik(cluster: RealCluster, node?: string): Promise<void> {
  await cluster.apply(
    readFileSync(
      join(cluster.moduleOf(traefik), 'integration/fixtures/k8s-gateway/00-experimental-v1.6.1.yml'),
      'utf8',
    ),
  );
  const ownKinds = 'docs/content/reference/dynamic-configuration/kubernetes-crd-definition-v1.yml';
  await cluster.apply(readFileSync(join(cluster.moduleOf(traefik), ownKinds), 'utf8'));
  const nodeSelector = node === undefined ? {} : { 'kubernetes.io/hostname': node };
  await cluster.apply(manifest('traefik', { version: traefik.version, nodeSelector: JSON.stringify(nodeSelector) }));
  await cluster.settled('ingress');
}

/** By its own chart, put together as its releases are: with a version, and the definitions of its kinds. */
export async function installCertManager(cluster: RealCluster): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'cert-manager-'));
  try {
    const sources = join(cluster.moduleOf(certManager), 'deploy');
    cpSync(join(sources, 'charts/cert-manager'), folder, { recursive: true });
    for (const file of readdirSync(join(sources, 'crds')).filter((name) => name.endsWith('.yaml')))
      cpSync(join(sources, 'crds', file), join(folder, 'templates', file));
    const chart = readFileSync(join(folder, 'Chart.template.yaml'), 'utf8');
    writeFileSync(join(folder, 'Chart.yaml'), chart.replaceAll('v0.1.0', `v${certManager.version}`));
    // The last is a Job with a program of its own, that tells when the webhook answers.
    const set = ['--set=startupapicheck.enabled=false'];
    const into = ['--namespace=cert-manager', '--create-namespace'];
    outputOf(await cluster.helm('4', ['upgrade', '--install', 'cert-manager', folder, ...into, ...set]));
    await cluster.settled('cert-manager');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const metricsServerImage = `registry.k8s.io/metrics-server/metrics-server:v${metricsServer.version}`;

/** A file of this folder, with `$(name)` replaced. */
export function manifest(name: string, values: Readonly<Record<string, string>>): string {
  const text = readFileSync(join(__dirname, `${name}.yaml`), 'utf8');
  return text.replace(/\$\((\w+)\)/g, (whole, key: string) => values[key] ?? whole);
}
