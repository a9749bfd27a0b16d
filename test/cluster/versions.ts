/** What the tests run against. Every version is exact: a table of proofs must name what it is about. */
import type { GoCommands } from '../support/go-build';

export const ETCD = '3.6.16';

/** The newest, one between, and the oldest of which every module could be had and built. */
export const KUBERNETES = ['1.37.2', '1.34.4', '1.30.14'] as const;

export function etcd(): GoCommands {
  return { name: 'etcd', module: 'go.etcd.io/etcd/server/v3', version: ETCD, commands: { etcd: '' } };
}

export function kubernetes(version: string): GoCommands {
  const [major = '', minor = '', patch = ''] = version.split('.');
  const variable = 'k8s.io/component-base/version';
  return {
    name: 'kubernetes',
    module: 'k8s.io/kubernetes',
    version,
    commands: {
      kubectl: '/cmd/kubectl',
      'kube-apiserver': '/cmd/kube-apiserver',
      'kube-controller-manager': '/cmd/kube-controller-manager',
    },
    // Its go.mod replaces these modules with folders of its repository, which a module does not carry.
    siblings: { folder: './staging/', version: `0.${minor}.${patch}` },
    // What `kubectl version` and Helm's check of kubeVersion read.
    variables: {
      [`${variable}.gitVersion`]: `v${version}`,
      [`${variable}.gitMajor`]: major,
      [`${variable}.gitMinor`]: minor,
    },
  };
}

/** The newest of each major version; lib/helm/pinned.ts has older ones. */
export const HELMS = ['3.22.0', '4.3.1'] as const;

export function helm(version: string): GoCommands {
  const [major = ''] = version.split('.');
  const module = `helm.sh/helm/v${major}`;
  // What `helm version` says, which is how the tests know it; and the Kubernetes that Helm 3 renders for without a cluster,
  // that of its client. (Helm 4 finds out itself.)
  const kubernetes = { k8sVersionMajor: '1', k8sVersionMinor: '37' };
  const variables = {
    [`${module}/internal/version.version`]: `v${version}`,
    ...(major === '3' &&
      Object.fromEntries(
        ['pkg/chartutil', 'pkg/lint/rules'].flatMap((path) =>
          Object.entries(kubernetes).map(([name, value]) => [`${module}/${path}.${name}`, value] as const),
        ),
      )),
  };
  return { name: 'newest-helm', module, version, commands: { helm: '/cmd/helm' }, variables };
}

/** Pod Security Admission: only its fixtures are used, so it is not built. */
export const POD_SECURITY_ADMISSION = { module: 'k8s.io/pod-security-admission', version: '0.37.2' } as const;
