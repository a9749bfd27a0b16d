/** A running Kubernetes, and the clients that talk to it: isolated from the user's own clusters, plugins and repositories. */
import { join } from 'node:path';
import { locateHelm, type HelmMajor } from '../support/helm-binary';
import { execute, type ExecuteOptions, type Outcome } from '../support/execute';

export interface ClusterAddress {
  /** Of Kubernetes, without "v". */
  readonly version: string;
  /** Folder with the file kubeconfig; clients keep their caches there. */
  readonly folder: string;
  /** Folder with kubectl. */
  readonly binaries: string;
}

export class Cluster {
  constructor(readonly address: ClusterAddress) {}

  get version(): string {
    return this.address.version;
  }

  kubectl(args: readonly string[], stdin = ''): Promise<Outcome> {
    return this.run(join(this.address.binaries, 'kubectl'), args, { stdin });
  }

  helm(major: HelmMajor, args: readonly string[]): Promise<Outcome> {
    return this.run(locateHelm(major).file, args);
  }

  /** Any command that finds kubectl on its PATH. */
  run(file: string, args: readonly string[], options: Omit<ExecuteOptions, 'env'> = {}): Promise<Outcome> {
    return execute(file, args, { ...options, env: this.environment });
  }

  /** In which kubectl is that of the cluster, and knows it. */
  get environment(): NodeJS.ProcessEnv {
    const { folder, binaries } = this.address;
    // HELM_*, KUBECONFIG and XDG_* of the user would change results.
    const inherited = Object.entries(process.env).filter(([name]) => !/^(HELM|KUBE|XDG_)/.test(name));
    return {
      ...Object.fromEntries(inherited),
      HOME: folder,
      PATH: [binaries, process.env['PATH']].join(':'),
      KUBECONFIG: join(folder, 'kubeconfig'),
    };
  }
}
