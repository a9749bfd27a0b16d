/** The definitions of custom resources that the charts can make, as their projects publish them: with all rules that an API server then enforces. CloudNativePG's are made of the pinned schemas; OpenShift's is checked in. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { goSources } from '../support/go-build';
import { root } from '../support/root';
import type { Cluster } from './cluster';
import { quiet } from './namespace';
import { cloudNativePgDefinitions } from './own-definitions';

const DEFINITIONS = [
  {
    module: 'github.com/cert-manager/cert-manager',
    version: '1.21.2',
    files: ['deploy/crds/cert-manager.io_certificates.yaml'],
  },
  {
    module: 'sigs.k8s.io/gateway-api',
    version: '1.6.1',
    files: ['httproutes', 'backendtlspolicies'].map(
      (kind) => `config/crd/standard/gateway.networking.k8s.io_${kind}.yaml`,
    ),
  },
  {
    module: 'github.com/traefik/traefik/v3',
    version: '3.7.13',
    files: ['docs/content/reference/dynamic-configuration/traefik.io_serverstransports.yaml'],
  },
  {
    module: 'github.com/external-secrets/external-secrets',
    version: '1.3.2',
    files: ['config/crds/bases/external-secrets.io_externalsecrets.yaml'],
  },
  {
    module: 'github.com/kedacore/keda/v2',
    version: '2.21.0',
    files: ['config/crd/bases/keda.sh_scaledobjects.yaml'],
  },
  {
    module: 'github.com/prometheus-operator/prometheus-operator',
    version: '0.85.0',
    files: ['servicemonitors', 'prometheusrules'].map(
      (kind) => `example/prometheus-operator-crd/monitoring.coreos.com_${kind}.yaml`,
    ),
  },
];

/**
 * A pod is admitted only if there is one of this name, so every-feature.ts names it. No example of the validator may
 * have the same: it would exist already.
 */
export const PRIORITY = {
  apiVersion: 'scheduling.k8s.io/v1',
  kind: 'PriorityClass',
  metadata: { name: 'there-for-the-suites' },
  value: 1000,
};

/** Until the API server serves all of them. */
export async function installDefinitions(cluster: Cluster): Promise<void> {
  for (const { files, ...module } of DEFINITIONS) {
    const folder = await goSources(module);
    for (const file of files) {
      const text = readFileSync(join(folder, file), 'utf8');
      quiet(await cluster.kubectl(['apply', '--server-side', '-f', '-'], text));
    }
  }
  const ofRoutes = readFileSync(join(root, 'lib/import/definitions/routes.route.openshift.io.yaml'), 'utf8');
  quiet(await cluster.kubectl(['apply', '--server-side', '-f', '-'], ofRoutes));
  for (const definition of cloudNativePgDefinitions()) {
    quiet(await cluster.kubectl(['apply', '--server-side', '-f', '-'], JSON.stringify(definition)));
  }
  quiet(await cluster.kubectl(['apply', '--server-side', '-f', '-'], JSON.stringify(PRIORITY)));
  const all = ['wait', '--for=condition=Established', 'customresourcedefinitions', '--all', '--timeout=60s'];
  quiet(await cluster.kubectl(all));
}
