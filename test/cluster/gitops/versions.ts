/** The tools that read dist/ from a Git repository or a registry. */
import type { GoCommands } from '../../support/go-build';

/** The newest that the oldest Go builds which suites ask for. Its own library is a module beside it, which has no releases. */
export const argoCd: GoCommands = {
  name: 'argo-cd',
  module: 'github.com/argoproj/argo-cd/v3',
  version: '3.5.7',
  commands: { argocd: '/cmd' },
  siblings: { folder: './gitops-engine', version: '0.0.0-20260914071520-c9c369efcc5b' },
};

/** Each of Flux’ controllers is a module of its own, and so is its API: these are the newest of which all that they are made of is served. */
function controller(name: string, version: string): GoCommands {
  return {
    name: `flux-${name}`,
    module: `github.com/fluxcd/${name}`,
    version,
    commands: { [name]: '' },
    siblings: { folder: './api', version },
  };
}

export const sourceController = controller('source-controller', '1.8.0');
export const kustomizeController = controller('kustomize-controller', '1.9.6');
export const helmController = controller('helm-controller', '1.4.0');

export const FLUX: readonly GoCommands[] = [sourceController, kustomizeController, helmController];

/** Argo CD calls it by its name. */
export const kustomize: GoCommands = {
  name: 'kustomize',
  module: 'sigs.k8s.io/kustomize/kustomize/v5',
  version: '5.8.1',
  commands: { kustomize: '' },
};
