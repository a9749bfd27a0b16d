/** The platform in a namespace of the cluster, as the tests of it ask for it. */
import { ask, type Answer } from '../../e2e/http';
import { TRACKING } from '../../e2e/suite';
import { TrackingApi } from '../../e2e/tracking-api';
import { chartOf } from '../../support/dist';
import { remark } from '../../support/proofs';
import type { Outcome } from '../../support/execute';
import type { Pod, RealCluster } from '../nodes/real-cluster';

export class Platform {
  constructor(
    readonly cluster: RealCluster,
    readonly namespace: string,
  ) {}

  /** An empty namespace in which Pod Security “restricted” is enforced. */
  async makeNamespace(): Promise<void> {
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
    await this.cluster.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: this.namespace, labels } }]);
  }

  /** `helm install` of an environment's packaged chart; says how long it took until everything was Ready. */
  async install(environment: string, ...args: readonly string[]): Promise<void> {
    const started = performance.now();
    const install = ['install', 'mlflow', chartOf(environment), '--namespace', this.namespace, ...args];
    const { code, stderr } = await this.cluster.helm('4', [...install, '--wait', '--timeout=9m']);
    if (code !== 0) throw new Error(`${stderr}\n${await this.cluster.complaints(this.namespace)}`);
    remark(`Ready after ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }

  /** The only pod of a component, such as `tracking`. */
  async pod(component: string): Promise<Pod> {
    const [pod, second] = await this.cluster.pods(this.namespace, `app.kubernetes.io/component=${component}`);
    if (pod === undefined || second !== undefined) throw new Error(`${component} has not exactly one pod`);
    return pod;
  }

  /** Restarts of all containers of a component's only pod. */
  async restarts(component: string): Promise<number> {
    const { status } = await this.pod(component);
    return (status.containerStatuses ?? []).reduce((sum, { restartCount }) => sum + restartCount, 0);
  }

  /** Runs a command in the main container of a component's only pod. */
  async exec(component: string, command: readonly string[]): Promise<Outcome> {
    const { metadata, spec } = await this.pod(component);
    return this.cluster.exec(metadata, spec.containers[0]?.name ?? '', command);
  }

  async logs(component: string, container: string): Promise<string> {
    const { metadata } = await this.pod(component);
    return this.cluster.ok(['logs', metadata.name, '--container', container, '--namespace', this.namespace]);
  }

  /** MLflow's API through its Service. */
  async api(): Promise<TrackingApi> {
    const address = await this.cluster.serviceAddress(this.namespace, TRACKING);
    return new TrackingApi({ addressOf: () => address }, this.namespace);
  }

  /** Asks the server's pod itself. */
  async askPod(path: string, host: string): Promise<Answer> {
    const { status } = await this.pod('tracking');
    return ask({ address: status.podIP ?? '', path, headers: { Host: host } });
  }
}
